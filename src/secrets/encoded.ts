import type { Bytes } from "../bytes.ts";
import type { Finds, Found, Rule } from "./model.ts";
import type { Profile } from "./profiles.ts";
import { byteSet } from "./token.ts";

/** Reported by the rules for what it encodes; `what` says so. */
const blob = /[A-Za-z0-9+/]{40,}={0,2}/g;
const longest = 200_000;

type Find = (
  bytes: Buffer,
  textOf: () => Bytes,
  profile: Profile,
  isWanted: (found: Found) => boolean,
) => Finds;

/** Yields secrets in base64-encoded text: a settings file in a Kubernetes Secret or a CI variable. One level deep. */
export function* encodedFinds(
  bytes: Buffer,
  textOf: () => Bytes,
  profile: Profile,
  find: Find,
): Generator<Found> {
  if (profile.scope !== "config" && profile.scope !== "credentials") return;
  if (profile.isInside || !mayHoldBlob(bytes)) return;
  for (const { 0: encoded, index } of textOf().matchAll(blob)) {
    const text = encoded.length > longest ? null : textIn(encoded);
    if (text === null) continue;
    const inner = innerProfile(profile, text);
    const [first] = find(
      Buffer.from(text, "latin1"),
      () => text,
      inner,
      () => true,
    ).found;
    if (first !== undefined) yield { ...first, ...said(first), start: index, end: index + encoded.length };
  }
}

/** A key that a rule of its own finds in base64 is not reported twice. */
const said = ({ rule, what = rule.what }: Found): { rule: Rule; what: string } => ({
  rule,
  what: `${what}, in base64`,
});

/** The encoded text was written as a file of its own: `.env`, or Docker's configuration. */
function innerProfile(profile: Profile, text: Bytes): Profile {
  const name = text.trimStart().startsWith("{") ? "config.json" : ".env";
  const tail = name === ".env" ? name : ".docker/config.json";
  const scope = isSignature(text) ? "hard" : "credentials";
  return { ...profile, name, tail, scope, isLogin: false, isYaml: false, isInside: true };
}

/**
 * minisign and signify: the comment of a public key or a signature is not a name with a value; a secret key has its own
 * rule.
 */
const isSignature = (text: Bytes): boolean => text.startsWith("untrusted comment:");

/** Decodes text; null for anything else, and for text without a name and a value. */
function textIn(encoded: Bytes): Bytes | null {
  const start = Buffer.from(encoded.slice(0, 64), "base64").toString("latin1");
  if (!/^[\t\r\n\x20-\x7e]+$/.test(start)) return null;
  const text = Buffer.from(encoded, "base64").toString("latin1");
  return /[=:]/.test(text) && /^[\t\r\n\x20-\x7e\x80-\xff]+$/.test(text) ? text : null;
}

/** Checking bytes is cheaper than making a string: a run that is long enough covers one of every `least` bytes. */
function mayHoldBlob(bytes: Buffer): boolean {
  for (let at = least - 1; at < bytes.length; at += least) {
    let [begin, end] = [at + 1, at + 1];
    while (begin > 0 && at - begin < least && isOfBase64[bytes[begin - 1] ?? 0] === 1) begin--;
    while (end - begin < least && isOfBase64[bytes[end] ?? 0] === 1) end++;
    if (begin <= at && end - begin >= least) return true;
  }
  return false;
}

const least = 40;
const isOfBase64 = byteSet(/[A-Za-z0-9+/]/);
