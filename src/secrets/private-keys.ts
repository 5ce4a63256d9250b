import type { Bytes } from "../bytes.ts";
import { hasBech32Checksum } from "./checksums.ts";
import type { AnchoredRule, Found, Look, Rule } from "./model.ts";
import { distinctCharacters } from "./placeholders.ts";
import { isBoundary } from "./token.ts";

const high = { family: "private-key", confidence: "high" } as const;

export const privateKey: Rule = {
  ...high,
  id: "private-key",
  severity: "error",
  what: "private key",
  looks: "-----BEGIN (RSA, EC, DSA, OPENSSH or nothing) PRIVATE KEY----- and base64",
};

export const encryptedPrivateKey: Rule = {
  ...high,
  id: "private-key-encrypted",
  severity: "warning",
  what: "private key under a passphrase",
  looks: "-----BEGIN ENCRYPTED PRIVATE KEY-----, Proc-Type: 4,ENCRYPTED, or an OpenSSH key with a cipher",
};

const pgpKey: Rule = {
  ...high,
  id: "pgp-private-key",
  severity: "error",
  what: "PGP private key",
  looks: "-----BEGIN PGP PRIVATE KEY BLOCK----- and base64",
};

const puttyKey: Rule = {
  ...high,
  id: "putty-private-key",
  severity: "error",
  what: "PuTTY private key",
  looks: "PuTTY-User-Key-File-2 or -3 and Private-Lines",
};

const ageKey: Rule = {
  ...high,
  id: "age-secret-key",
  severity: "error",
  what: "age identity",
  looks: "AGE-SECRET-KEY-1 and 58 characters, the last six a checksum",
};

const serviceAccount: Rule = {
  ...high,
  id: "gcp-service-account",
  severity: "error",
  what: "Google Cloud service account key",
  looks: 'JSON with "type": "service_account" and a private key',
};

const header =
  /-----BEGIN ((?:RSA |EC |DSA |OPENSSH |ENCRYPTED |SM2 |ANY |X25519 |ED25519 )?PRIVATE KEY|PGP PRIVATE KEY BLOCK)-----/y;
const longestBody = 20_000;
const leastBase64 = 64;
const leastRun = 12;
const leastDistinct = 16;
/** `openssh-key-v1`, then the cipher's name "none", in base64. */
const openSshPlain = "b3BlbnNzaC1rZXktdjEAAAAABG5vbmU";

function lookAtHeader(text: Bytes, at: number): Look | null {
  header.lastIndex = at;
  const kind = header.exec(text)?.[1];
  if (kind === undefined) return null;
  const start = header.lastIndex;
  const body = readBody(text, start);
  // After a header without a key, reading continues as if there were none.
  if (!body.isKey || !isFormed(text, kind, start, body)) return { found: null, reach: start, isWhole: false };
  const found = nameKey(text, at, kind, body.base64, { start, end: body.end });
  const isShown = isCut(body) || documents.test(text.slice(Math.max(0, at - 80), at));
  return { found: isShown ? { ...found, confidence: "low" } : found, reach: body.end };
}

/** In a documentation comment: ` * const key = ...`. */
const documents = /(?:^|\n)[ \t]*(?:\*|\/\/\/)[ \t][^\n]*$/;

function nameKey(
  text: Bytes,
  at: number,
  kind: string,
  base64: string,
  range: { start: number; end: number },
): Found {
  if (kind === "PGP PRIVATE KEY BLOCK") return { rule: pgpKey, ...range };
  const head = text.slice(range.start, range.start + 120);
  const isLocked =
    kind.startsWith("ENCRYPTED") ||
    head.includes("Proc-Type: 4,ENCRYPTED") ||
    (kind.startsWith("OPENSSH") && !base64.startsWith(openSshPlain));
  if (isLocked) return { rule: encryptedPrivateKey, ...range };
  if (text.slice(Math.max(0, at - 600), at).includes("service_account"))
    return { rule: serviceAccount, ...range };
  const algorithm = kind.slice(0, -"PRIVATE KEY".length);
  return {
    rule: privateKey,
    ...range,
    what: `${algorithm === "OPENSSH " ? "OpenSSH " : algorithm}private key`,
  };
}

/** Whether a block begins as its kind requires: a DER sequence, OpenSSH's magic, an OpenPGP packet. */
function isFormed(text: Bytes, kind: string, start: number, { base64 }: Body): boolean {
  if (legacyHeader.test(text.slice(start, start + 200))) return true;
  const [tag = 0, length = 0] = Buffer.from(base64.slice(0, 8), "base64");
  if (kind.startsWith("OPENSSH")) return base64.startsWith("b3BlbnNzaC1rZXktdjE");
  if (kind.startsWith("PGP")) return (tag & 0x80) !== 0;
  return tag === 0x30 && (length < 0x80 ? length >= 0x20 : length <= 0x83);
}

/** RFC 1421 as OpenSSL writes it: the cipher and its initialization vector in hex. */
const legacyHeader = /Proc-Type: 4,ENCRYPTED(?:\\r|\\n|\s){1,4}DEK-Info: [A-Z\d-]{5,20},[A-Fa-f\d]{16,32}/;

/** A DER structure declares its length: one that is incomplete is an excerpt in documentation. */
function isCut({ base64, length }: Body): boolean {
  const [tag = 0, first = 0, second = 0, third = 0] = Buffer.from(base64.slice(0, 8), "base64");
  if (tag !== 0x30 || first < 0x80) return false;
  const declared = first === 0x81 ? second : first === 0x82 ? second * 256 + third : 0;
  return length * 0.75 < declared * 0.95;
}

interface Body {
  readonly end: number;
  /** Number of base64 characters. */
  readonly length: number;
  readonly isKey: boolean;
  /** The first base64 characters, without line ends and quoting. */
  readonly base64: string;
}

const armourHeader =
  /[\s\\nr"'`+|>]{0,40}(?:[ \t]{0,20}[A-Z][A-Za-z-]{3,20}: [^\n\\]{0,120}(?:\\r)?(?:\\n|\n)){0,6}/y;
const base64Run = /[A-Za-z0-9+/]{1,20000}/y;
/** What separates runs of base64 if a key was pasted into a string, a list, a comment or a YAML block. */
const separator = /(?:[\s"'`,.=|#*;]|\\[nr"]|&#10;|<br ?\/?>){1,200}/y;

/** Reads base64 up to the next `-----`, across any quoting between its lines; never more than 20,000 characters. */
function readBody(text: Bytes, start: number): Body {
  armourHeader.lastIndex = start;
  armourHeader.exec(text);
  const limit = Math.min(text.length, start + longestBody);
  let at = Math.max(start, armourHeader.lastIndex);
  let length = 0;
  let runs = 0;
  let sample = "";
  while (at < limit && !text.startsWith("-----", at)) {
    const run = matchAt(base64Run, text, at);
    const step = run === "" ? matchAt(separator, text, at) : run;
    if (step === "") break;
    at += step.length;
    length += run.length;
    runs += run === "" ? 0 : 1;
    if (sample.length < 200) sample += run;
  }
  // Prose after a header consists of base64 characters, too, but not in long runs.
  const isArmour = length >= leastBase64 && length / runs >= leastRun;
  const isKey = isArmour && distinctCharacters(sample) > leastDistinct && !isMadeUp(sample);
  return { end: at, length, isKey, base64: sample };
}

function matchAt(pattern: RegExp, text: Bytes, at: number): Bytes {
  pattern.lastIndex = at;
  return pattern.exec(text)?.[0] ?? "";
}

function isMadeUp(base64: string): boolean {
  return /example|placeholder|yourprivatekey|redacted|x{8}/i.test(base64);
}

const line = String.raw`[A-Za-z\d+/=]{4,80}(?:\\r|\\n|\s){1,4}`;
const puttyForm = new RegExp(
  String.raw`PuTTY-User-Key-File-[23]: [\w.@-]{3,60}(?:\\r|\\n|\s){1,4}Encryption: ([\w-]{1,20})(?:\\r|\\n|\s){1,4}Comment: [^\n\\]{0,200}(?:\\r|\\n|\s){1,4}` +
    String.raw`Public-Lines: \d{1,3}(?:\\r|\\n|\s){1,4}(?:${line}){1,60}(?:(?:Key-Derivation|Argon2-\w{1,12}): [^\n\\]{1,100}(?:\\r|\\n|\s){1,4}){0,6}` +
    String.raw`Private-Lines: \d{1,3}(?:\\r|\\n|\s){1,4}(?:[A-Za-z\d+/=]{4,80}(?:\\r|\\n|\s){0,4}){1,60}`,
  "y",
);

function lookAtPutty(text: Bytes, at: number): Look | null {
  puttyForm.lastIndex = at;
  const cipher = puttyForm.exec(text)?.[1];
  if (cipher === undefined) return null;
  const reach = puttyForm.lastIndex;
  const found = { rule: puttyKey, start: at, end: reach };
  return { found: cipher === "none" ? found : { ...found, severity: "warning" }, reach };
}

const agePattern = /AGE-SECRET-KEY-1[QPZRY9X8GF2TVDW0S3JN54KHCE6MUA7L]{58}(?!\w)/y;

function lookAtAge(text: Bytes, at: number): Look | null {
  agePattern.lastIndex = at;
  const key = agePattern.exec(text)?.[0];
  if (key === undefined || !isBoundary(text, at)) return null;
  const found = { rule: ageKey, start: at, end: agePattern.lastIndex };
  const isRight = hasBech32Checksum(key);
  return {
    found: { ...found, ...(isRight ? { why: "checksum" } : { confidence: "low" }) },
    reach: found.end,
  };
}

/** `-----BEGIN ` in base64, for each of its three possible positions in a group of three bytes. */
const encodedHeads = [0, 1, 2].map((shift) => {
  const text = Buffer.from(`${"\0".repeat(shift)}-----BEGIN `)
    .toString("base64")
    .replaceAll("=", "");
  return text.slice(shift === 0 ? 0 : shift + 1, -2);
});

const base64Text = /[A-Za-z0-9+/]{60,30000}(?:\r?\n[ \t]{0,20}[A-Za-z0-9+/]{60,30000}){0,500}={0,2}/y;

const encodedKey: Rule = {
  ...high,
  id: "private-key-base64",
  severity: "error",
  what: "private key in base64",
  looks: "base64 of -----BEGIN ... PRIVATE KEY-----",
};

function lookAtBase64(text: Bytes, at: number, shift: number): Look | null {
  // A shifted head omits the characters that it shares with the bytes before.
  const begin = at - (shift === 0 ? 0 : shift + 1);
  if (begin < 0) return null;
  const value = matchAt(base64Text, text, begin);
  if (value === "") return null;
  const end = begin + value.length;
  const decoded = Buffer.from(value.slice(0, 30_000), "base64").toString("latin1");
  const inner = lookAtHeader(decoded, decoded.indexOf("-----BEGIN "))?.found;
  if (inner === null || inner === undefined) return { found: null, reach: end };
  const isLocked = inner.rule === encryptedPrivateKey;
  const found = { rule: encodedKey, start: begin, end };
  return { found: isLocked ? { ...found, severity: "warning" } : found, reach: end };
}

export const privateKeyRules: readonly AnchoredRule[] = [
  { rule: privateKey, anchors: ["-----BEGIN "], look: lookAtHeader },
  { rule: puttyKey, anchors: ["PuTTY-User-Key-File-"], look: lookAtPutty },
  { rule: ageKey, anchors: ["AGE-SECRET-KEY-1"], look: lookAtAge },
  ...encodedHeads.map((head, shift) => ({
    rule: encodedKey,
    anchors: [head],
    look: (text: Bytes, at: number) => lookAtBase64(text, at, shift),
  })),
];

/** Further rules under which a private key is reported. */
export const furtherKeyRules: readonly Rule[] = [encryptedPrivateKey, pgpKey, serviceAccount];
