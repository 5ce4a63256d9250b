import type { Bytes } from "../bytes.ts";
import { hasNkeyChecksum } from "./checksums.ts";
import { isSequence } from "./looks.ts";
import type { AnchoredRule, Look, Rule } from "./model.ts";
import { entropy, isPlaceholder } from "./placeholders.ts";
import { isBoundary } from "./token.ts";

const key = { family: "private-key", severity: "error", confidence: "high" } as const;

const natsSeed: Rule = {
  ...key,
  id: "nats-seed",
  what: "NATS seed",
  looks: "S, a letter for the kind (U, A, O, N, C, X), A and 55 base32 characters, a checksum at the end",
};

const openVpnKey: Rule = {
  ...key,
  id: "openvpn-static-key",
  what: "OpenVPN static key",
  looks: "-----BEGIN OpenVPN Static key V1----- and 512 hex digits, or a tls-crypt-v2 key",
};

const minisignKey: Rule = {
  ...key,
  id: "minisign-secret-key",
  what: "minisign or signify secret key",
  looks: "base64 that begins like a secret key of minisign (158 bytes) or signify (104 bytes)",
};

const jwkKey: Rule = {
  ...key,
  id: "jwk-private-key",
  what: "private key as a JSON Web Key",
  looks: 'a JSON object with "kty" and the private part "d", or "k" of a symmetric key',
};

const natsForm = /S[UAONCX]A[A-Z2-7]{55}(?![A-Z2-7=\w])/y;

function lookAtSeed(text: Bytes, at: number): Look | null {
  natsForm.lastIndex = at;
  const seed = natsForm.exec(text)?.[0];
  if (seed === undefined || !isBoundary(text, at) || !hasNkeyChecksum(seed)) return null;
  const end = at + seed.length;
  return { found: { rule: natsSeed, start: at, end, why: "checksum" }, reach: end };
}

const staticForm =
  /-----BEGIN OpenVPN (?:Static key V1|tls-crypt-v2 (?:client|server) key)-----(?:\\r|\\n|\s){1,4}((?:[A-Za-z\d+/=]{16,64}(?:\\r|\\n|\s){1,4}[ \t]{0,20}){6,40})-----END/y;

function lookAtStatic(text: Bytes, at: number): Look | null {
  staticForm.lastIndex = at;
  const body = staticForm.exec(text)?.[1];
  if (body === undefined || entropy(body) < 3.5) return null;
  const start = at + text.slice(at, staticForm.lastIndex).indexOf(body);
  return {
    found: { rule: openVpnKey, start, end: start + body.trimEnd().length },
    reach: staticForm.lastIndex,
  };
}

const minisignForm = /RW(?:RTY0Iy|QAAEIy)[A-Za-z\d+/]{203,204}={0,2}|RWRCS[w-z][A-Za-z\d+/]{132,134}={0,2}/y;

function lookAtMinisign(text: Bytes, at: number): Look | null {
  minisignForm.lastIndex = at;
  const value = minisignForm.exec(text)?.[0];
  if (value === undefined) return null;
  const end = at + value.length;
  if (entropy(value) < 4) return { found: null, reach: end };
  return { found: { rule: minisignKey, start: at, end }, reach: end };
}

const privatePart = /\\?["'](?:d|k)\\?["']\s{0,8}:\s{0,8}\\?["']([\w-]{22,1400})=?\\?["']/y;
/** Bytes within which the other members of the same key are. */
const around = 2_400;

function lookAtJwk(text: Bytes, at: number): Look | null {
  privatePart.lastIndex = at;
  const match = privatePart.exec(text);
  const value = match?.[1];
  if (match === null || value === undefined) return null;
  const reach = privatePart.lastIndex;
  const start = at + match[0].indexOf(value, 5);
  const isSymmetric = text.startsWith("k", at + 1);
  const kind = isSymmetric
    ? /kty\\?["']\s{0,8}:\s{0,8}\\?["']oct/
    : /kty\\?["']\s{0,8}:\s{0,8}\\?["'](?:RSA|EC|OKP)/;
  const isKey = [300, around].some((most) => kind.test(objectAround(text, at, reach, most)));
  const isMadeUp = isPlaceholder(value) || isSequence(Buffer.from(value, "base64url").toString("latin1"));
  if (!isKey || isMadeUp || entropy(value) < 3.5) return { found: null, reach };
  return { found: { rule: jwkKey, start, end: start + value.length }, reach };
}

function objectAround(text: Bytes, at: number, end: number, most: number): Bytes {
  const before = text.slice(Math.max(0, at - most), at);
  const after = text.slice(end, end + most);
  const close = after.indexOf("}");
  return before.slice(before.lastIndexOf("{") + 1) + after.slice(0, close < 0 ? most : close);
}

export const keyFormatRules: readonly AnchoredRule[] = [
  { rule: natsSeed, anchors: ["SUA", "SAA", "SOA", "SNA", "SCA", "SXA"], look: lookAtSeed },
  { rule: openVpnKey, anchors: ["-----BEGIN OpenVPN "], look: lookAtStatic },
  { rule: minisignKey, anchors: ["RWRTY0Iy", "RWQAAEIy", "RWRCS"], look: lookAtMinisign },
  { rule: jwkKey, anchors: ['"d"', "'d'", '"k"', "'k'"], look: lookAtJwk },
];
