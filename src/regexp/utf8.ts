import type { Bytes } from "../bytes.ts";

/** What Go's decoders return for a byte that is not part of valid UTF-8; such a byte is one character. */
export const REPLACEMENT = 0xfffd;

/**
 * Returns the code point that starts at `at` (0x80 or more), or -1 if the bytes there are not valid UTF-8, as for
 * overlong forms, surrogates and values above U+10FFFF (Go: unicode/utf8.DecodeRuneInString).
 */
export function decodeAt(bytes: Bytes, at: number): number {
  const lead = bytes.charCodeAt(at);
  if (lead < 0xc2 || lead > 0xf4) return -1;
  const second = trail(bytes, at + 1);
  if (lead < 0xe0) return second < 0 ? -1 : ((lead & 0x1f) << 6) | second;
  const third = trail(bytes, at + 2);
  if (second < 0 || third < 0) return -1;
  if (lead < 0xf0) return inRange(((lead & 0x0f) << 12) | (second << 6) | third, 0x800);
  const fourth = trail(bytes, at + 3);
  if (fourth < 0) return -1;
  return inRange(((lead & 0x07) << 18) | (second << 12) | (third << 6) | fourth, 0x10000);
}

/** Returns the number of bytes of a valid code point. */
export function widthOf(codePoint: number): number {
  return codePoint < 0x80 ? 1 : codePoint < 0x800 ? 2 : codePoint < 0x10000 ? 3 : 4;
}

/** Returns all code points of a text; null if it is not valid UTF-8. */
export function codePoints(bytes: Bytes): number[] | null {
  const result: number[] = [];
  for (let at = 0; at < bytes.length; ) {
    const byte = bytes.charCodeAt(at);
    const codePoint = byte < 0x80 ? byte : decodeAt(bytes, at);
    if (codePoint < 0) return null;
    result.push(codePoint);
    at += widthOf(codePoint);
  }
  return result;
}

function trail(bytes: Bytes, at: number): number {
  const byte = at < bytes.length ? bytes.charCodeAt(at) : 0;
  return (byte & 0xc0) === 0x80 ? byte & 0x3f : -1;
}

function inRange(codePoint: number, least: number): number {
  const surrogate = codePoint >= 0xd800 && codePoint <= 0xdfff;
  return codePoint < least || codePoint > 0x10ffff || surrogate ? -1 : codePoint;
}
