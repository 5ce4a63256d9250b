import type { Bytes } from "../bytes.ts";
import { isSequence, isWordy } from "./looks.ts";
import type { AnchoredRule, Confidence, FileView, Found, Look, Rule, Severity } from "./model.ts";
import { entropy, isPlaceholder } from "./placeholders.ts";
import type { Profile } from "./profiles.ts";

/** The token of one vendor, according to its published format. */
export interface TokenFormat {
  readonly id: string;
  readonly what: string;
  readonly looks: string;
  /** Exact strings, separated by spaces; every such token contains one. */
  readonly anchors: string;
  /** Sticky. Matches the token from its first character; a group, if any, is the secret part. */
  readonly pattern: RegExp;
  /** If the anchor is not the beginning: the characters that may precede it, and how many at most. */
  readonly before?: { readonly characters: RegExp; readonly most: number };
  readonly severity?: Severity;
  readonly confidence?: Confidence;
  /** False if the checksum is wrong: reported with less confidence, never dropped. */
  readonly checksum?: (token: Bytes) => boolean;
  /** Bits per character of the token below which it is made up; 3 by default. */
  readonly entropy?: number;
  /** A final check of the text around the token. */
  readonly accept?: (text: Bytes, start: number, end: number) => boolean;
}

export function tokenRule(format: TokenFormat): AnchoredRule {
  const { id, what, looks, severity = "error", confidence = "high" } = format;
  const rule = { id, family: "token", what, looks, severity, confidence } as const;
  const { before } = format;
  let bytesBefore: Uint8Array | null = null;
  const look = (text: Bytes, at: number, { profile }: FileView) => {
    if (before !== undefined) bytesBefore ??= byteSet(before.characters);
    const back = bytesBefore === null ? at : walkBack(text, at, bytesBefore, before?.most ?? 0);
    const begin = back < at ? behindEscape(text, back) : back;
    if (isBoundary(text, begin)) return readToken(format, rule, text, begin, profile);
    // A correct checksum needs no boundary: `sha512-ghp_...`.
    const read = format.checksum === undefined ? null : readToken(format, rule, text, begin, profile);
    return read?.found?.why === "checksum" ? read : null;
  };
  return { rule, anchors: format.anchors.split(" "), look };
}

function readToken(
  format: TokenFormat,
  rule: Rule,
  text: Bytes,
  begin: number,
  profile: Profile,
): Look | null {
  format.pattern.lastIndex = begin;
  const match = format.pattern.exec(text);
  if (match === null) return null;
  const reach = format.pattern.lastIndex;
  const value = match[1] ?? match[0];
  const start = begin + match[0].lastIndexOf(value);
  const end = start + value.length;
  if (!isPlausible(format, value) || format.accept?.(text, begin, reach) === false)
    return { found: null, reach };
  const isShown = illustration.test(text.slice(Math.max(0, start - 60), start));
  if (format.checksum === undefined)
    return { found: unproven(rule, start, end, value, isShown || profile.isUnitTest), reach };
  const isRight = format.checksum(value);
  // In a test, a token with a wrong checksum is made up.
  const wrong = profile.isUnitTest ? "low" : "medium";
  return { found: { rule, start, end, ...(isRight ? { why: "checksum" } : { confidence: wrong }) }, reach };
}

/** `placeholder="e.g. hvs...."`: shown to people who enter theirs. */
const illustration = /\bplaceholder["']?\s{0,4}[:=][^\n]*$|\be\.g\.\s[^\n]*$|\bfor example\b[^\n]*$/i;

/** Without a checksum, only its letters and its place show whether a token is real: a sequence or words are not. */
function unproven(rule: Rule, start: number, end: number, value: Bytes, isShown: boolean): Found {
  const body = value.replace(/^[A-Za-z]{1,12}[-_.](?:token\$[a-z]{1,12}\$)?/, "");
  const isMadeUp = isShown || isSequence(body) || isWordy(body) || /^[a-z_-]{20,}$/.test(body);
  return { rule, start, end, ...(isMadeUp ? { confidence: "low" } : {}) };
}

function isPlausible(format: TokenFormat, value: Bytes): boolean {
  return entropy(value) >= (format.entropy ?? 3) && !isPlaceholder(value);
}

/** Returns anchors for prefixes too short to be one: each prefix with each character that may follow it. */
export function eachFollowedBy(prefixes: string, characters: string): string {
  return prefixes
    .split(" ")
    .flatMap((prefix) => [...characters].map((character) => prefix + character))
    .join(" ");
}

export const hexDigits = "0123456789abcdef";

/** Returns the set of bytes that a character class contains. */
export function byteSet(characters: RegExp): Uint8Array {
  return Uint8Array.from({ length: 256 }, (_, byte) => (characters.test(String.fromCharCode(byte)) ? 1 : 0));
}

export function walkBack(text: Bytes, at: number, bytes: Uint8Array, most: number): number {
  const least = Math.max(0, at - most);
  let begin = at;
  while (begin > least && bytes[text.charCodeAt(begin - 1)] === 1) begin -= 1;
  return begin;
}

/**
 * Skips an escape: in `\nTOKEN` in a JSON string or `%3DTOKEN` in an address its letters do not belong to the token.
 */
export function behindEscape(text: Bytes, at: number): number {
  const lead = text.charAt(at - 1);
  if (lead === "\\" && /[nrt]/.test(text.charAt(at))) return at + 1;
  return lead === "%" && /^[\dA-F]{2}/i.test(text.slice(at, at + 2)) ? at + 2 : at;
}

const hyphen = 0x2d;
const word = byteSet(/\w/);
const escaped = /^(?:\\[nrt]|%[0-9A-F]{2})$/i;

/**
 * Whether no letter, digit, `_` or joining hyphen precedes, or it belongs to an escape: `\n` in a JSON string, `%3D` in
 * an address.
 */
export function isBoundary(text: Bytes, at: number): boolean {
  const before = text.charCodeAt(at - 1);
  if (at === 0 || (word[before] === 0 && (before !== hyphen || word[text.charCodeAt(at - 2)] !== 1)))
    return true;
  return (
    escaped.test(text.slice(Math.max(0, at - 2), at)) || escaped.test(text.slice(Math.max(0, at - 3), at))
  );
}
