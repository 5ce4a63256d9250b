import type { Rule } from "./model.ts";

const binary = { family: "private-key", severity: "error", confidence: "high" } as const;

export const derKey: Rule = {
  ...binary,
  id: "private-key-der",
  what: "private key in DER",
  looks: "a binary file that is one PKCS#1, PKCS#8 or SEC 1 structure",
};

export const keyStore: Rule = {
  ...binary,
  id: "key-store",
  what: "key store",
  looks: "a binary file that begins like PKCS#12, JKS, JCEKS or KeePass",
};

export const pgpKeyring: Rule = {
  ...binary,
  id: "pgp-secret-keyring",
  what: "PGP secret keyring",
  looks: "a binary file that begins with an OpenPGP secret key packet",
};

export const keyFileRules: readonly Rule[] = [derKey, keyStore, pgpKeyring];

export interface KeyFile {
  readonly rule: Rule;
  readonly what: string;
  readonly isEncrypted: boolean;
}

/**
 * Returns what a whole binary file is, recognized by its first bytes and (for DER) by its length, or null. `size`: in
 * bytes.
 */
export function keyFileKind(head: Uint8Array, size: number): KeyFile | null {
  const view = Buffer.from(head.buffer, head.byteOffset, head.byteLength);
  if (view.length < 16) return null;
  return magicKind(view) ?? derKind(view, size) ?? pgpKind(view);
}

function magicKind(head: Buffer): KeyFile | null {
  const magic = head.readUInt32BE(0);
  const version = head.readUInt32BE(4);
  if (magic === 0xfeedfeed && version <= 2)
    return { rule: keyStore, what: "Java key store", isEncrypted: true };
  if (magic === 0xcececece && version <= 2)
    return { rule: keyStore, what: "JCEKS key store", isEncrypted: true };
  if (magic === 0x03d9a29a) return { rule: keyStore, what: "KeePass database", isEncrypted: true };
  return null;
}

/** The header of a DER value: its tag, and the start and end of its content. */
interface DerValue {
  readonly tag: number;
  readonly start: number;
  readonly end: number;
}

function readDer(bytes: Buffer, at: number): DerValue | null {
  const tag = bytes[at];
  const first = bytes[at + 1];
  if (tag === undefined || first === undefined) return null;
  if (first < 0x80) return { tag, start: at + 2, end: at + 2 + first };
  const width = first & 0x7f;
  if (width === 0) return { tag, start: at + 2, end: Number.POSITIVE_INFINITY };
  if (width > 4 || at + 2 + width > bytes.length) return null;
  const start = at + 2 + width;
  return { tag, start, end: start + bytes.readUIntBE(at + 2, width) };
}

const sequence = 0x30;
const integer = 0x02;
const octets = 0x04;
const objectId = 0x06;

function derKind(bytes: Buffer, size: number): KeyFile | null {
  const outer = readDer(bytes, 0);
  if (outer?.tag !== sequence || (outer.end !== size && outer.end !== Number.POSITIVE_INFINITY)) return null;
  const first = readDer(bytes, outer.start);
  if (first === null || first.end > bytes.length) return null;
  if (first.tag === sequence) return encryptedKind(bytes, first);
  const second = readDer(bytes, first.end);
  if (first.tag !== integer || first.end - first.start !== 1 || second === null) return null;
  return versionedKind(bytes, bytes[first.start], second);
}

/**
 * Whether it is a public key or a certificate, possibly truncated: a sequence in a sequence that is no key under a
 * passphrase.
 */
export function isPublicDer(bytes: Buffer): boolean {
  const outer = readDer(bytes, 0);
  const first = outer?.tag === sequence ? readDer(bytes, outer.start) : null;
  return first?.tag === sequence && encryptedKind(bytes, first) === null;
}

/**
 * After the version: PKCS#12 is 3 and a sequence, PKCS#8 0 or 1 and an algorithm, SEC 1 is 1 and 20 or more octets,
 * PKCS#1 and DSA are 0 and a long integer.
 */
function versionedKind(bytes: Buffer, version: number | undefined, second: DerValue): KeyFile | null {
  const inner = readDer(bytes, second.start);
  if (version === 3 && second.tag === sequence && inner?.tag === objectId) {
    return { rule: keyStore, what: "PKCS#12 key store", isEncrypted: true };
  }
  if (version === undefined || version > 1) return null;
  const third = readDer(bytes, second.end);
  if (second.tag === sequence && inner?.tag === objectId && third?.tag === octets) return plainKey("PKCS#8");
  if (version === 1 && second.tag === octets && second.end - second.start >= 20) return plainKey("EC");
  const isModulus = second.tag === integer && second.end - second.start >= 48;
  return version === 0 && isModulus && third?.tag === integer ? plainKey("RSA or DSA") : null;
}

function plainKey(form: string): KeyFile {
  return { rule: derKey, what: `${form} private key in DER`, isEncrypted: false };
}

/** EncryptedPrivateKeyInfo: an algorithm of PKCS#5 or PKCS#12 (1.2.840.113549.1.5 or .12), then octets. */
function encryptedKind(bytes: Buffer, algorithm: DerValue): KeyFile | null {
  const id = readDer(bytes, algorithm.start);
  const data = readDer(bytes, algorithm.end);
  if (id?.tag !== objectId || data?.tag !== octets) return null;
  const name = bytes.toString("hex", id.start, id.end);
  if (!name.startsWith("2a864886f70d0105") && !name.startsWith("2a864886f70d010c")) return null;
  return { rule: derKey, what: "private key in DER under a passphrase", isEncrypted: true };
}

/**
 * RFC 9580, 4.2 and 5.5.3: a packet with tag 5 (secret key) whose body begins with version 4, a plausible time and an
 * algorithm.
 */
function pgpKind(head: Buffer): KeyFile | null {
  const tag = head[0] ?? 0;
  const isSecretKey = (tag & 0xfc) === 0x94 || tag === 0xc5;
  const body = pgpBodyStart(head, tag);
  const version = head[body] ?? 0;
  const algorithm = head[body + 5] ?? 0;
  const created = head.readUInt32BE(body + 1);
  // The length of the key follows, from version 5 on.
  const isKnown = version === 4 || ((version === 5 || version === 6) && head.readUInt16BE(body + 6) === 0);
  const isSane =
    isKnown && created > 600_000_000 && [1, 2, 3, 16, 17, 18, 19, 22, 25, 26, 27, 28].includes(algorithm);
  return isSecretKey && isSane ? { rule: pgpKeyring, what: "PGP secret keyring", isEncrypted: true } : null;
}

function pgpBodyStart(head: Buffer, tag: number): number {
  if ((tag & 0x40) === 0) return 1 + ([1, 2, 4, 0][tag & 3] ?? 0);
  const first = head[1] ?? 0;
  return first < 192 ? 2 : first < 224 ? 3 : 6;
}
