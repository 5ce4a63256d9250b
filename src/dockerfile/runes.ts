import { type Bytes, fromText, isAscii, sequenceLength, toText } from "../bytes.ts";

/** The three bytes of U+FFFD, which Go writes for a byte that is not a character. */
export const replacement: Bytes = fromText("\ufffd");

/** Splits into characters, as byte strings; a byte that is not a character is an entry of its own. */
export function splitRunes(bytes: Bytes): Bytes[] {
  if (isAscii(bytes)) return Array.from(bytes);
  const runes: Bytes[] = [];
  for (let at = 0; at < bytes.length; ) {
    const length = sequenceLength(bytes, at) || 1;
    runes.push(bytes.slice(at, at + length));
    at += length;
  }
  return runes;
}

/** Go's decode and encode of one entry of `splitRunes`: an invalid byte becomes U+FFFD. */
export function validRune(rune: Bytes): Bytes {
  return rune.length === 1 && rune >= "\x80" ? replacement : rune;
}

/** Returns the string as Go's `[]rune(s)` sees it, with each rune encoded again. */
export function validRunes(bytes: Bytes): Bytes[] {
  return splitRunes(bytes).map(validRune);
}

/** `[]rune` read by Go's text/scanner, which drops a byte order mark at the start. */
export function scannerRunes(bytes: Bytes): Bytes[] {
  const runes = validRunes(bytes);
  return runes[0] === "\xef\xbb\xbf" ? runes.slice(1) : runes;
}

const space = /^[\t-\r \x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]$/;
const letter = /^\p{L}$/u;
const digit = /^\p{Nd}$/u;

/** Go's `unicode.IsSpace` for one rune. */
export function isSpace(rune: Bytes): boolean {
  return rune.length === 1 ? rune < "\x80" && space.test(rune) : space.test(toText(rune));
}

/** Go's `unicode.IsSpace(rune(b))` for a byte taken as a code point: 0x85 and 0xA0 count (parser/split_command.go). */
export function isSpaceByte(byte: Bytes): boolean {
  return space.test(byte);
}

/** Go's `unicode.IsLetter`. */
export function isLetter(rune: Bytes): boolean {
  return letter.test(toText(rune));
}

/** Go's `unicode.IsDigit`. */
export function isDigit(rune: Bytes): boolean {
  return digit.test(toText(rune));
}

/** Go's `strings.ToLower`. */
export function lowerCase(bytes: Bytes): string {
  return toText(bytes).toLowerCase();
}

/** Removes the characters in `cut` from the end of the text. */
export function trimEnd(text: Bytes, cut: string): Bytes {
  let end = text.length;
  while (end > 0 && cut.includes(text.charAt(end - 1))) end--;
  return text.slice(0, end);
}
