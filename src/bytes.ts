/**
 * File names are bytes, not text: on Linux a name may hold invalid UTF-8, and every builder compares bytes. Inside
 * ctxcheck, a path, a name or a pattern is therefore a *byte string*: a string in which every character is one byte
 * (U+0000..U+00FF). Byte order is then plain `<`, nothing is lost, and for ASCII names the byte string equals the text.
 * Text exists only at the edges (`toText`, `fromText`).
 */
export type Bytes = string;

const nonAscii = /[^\x00-\x7f]/;

/** Whether the byte string equals its text. */
export function isAscii(value: string): boolean {
  return !nonAscii.test(value);
}

/** Returns the UTF-8 bytes of a text. */
export function fromText(text: string): Bytes {
  return isAscii(text) ? text : Buffer.from(text, "utf8").toString("latin1");
}

/**
 * Returns the text of a byte string, decoded as in Go: each byte that is not part of valid UTF-8 becomes one U+FFFD
 * (not reversible: see `isValidUtf8`).
 */
export function toText(bytes: Bytes): string {
  if (isAscii(bytes)) return bytes;
  const text = toBuffer(bytes).toString("utf8");
  return text.includes("\ufffd") ? decodeLoosely(bytes) : text;
}

/** The platform's decoder replaces several bad bytes by one U+FFFD; Go replaces every one. */
function decodeLoosely(bytes: Bytes): string {
  let text = "";
  for (let at = 0; at < bytes.length; ) {
    const width = sequenceLength(bytes, at);
    text += width === 0 ? "\ufffd" : toBuffer(bytes.slice(at, at + width)).toString("utf8");
    at += Math.max(width, 1);
  }
  return text;
}

/**
 * Returns the length in bytes of the valid UTF-8 sequence that starts at `at`, or 0 if there is none. Go:
 * unicode/utf8.DecodeRuneInString (no overlong forms, no surrogates, nothing above U+10FFFF).
 */
export function sequenceLength(bytes: Bytes, at: number): 0 | 1 | 2 | 3 | 4 {
  const lead = bytes.charCodeAt(at);
  if (lead < 0x80) return 1;
  if (lead < 0xc2 || lead > 0xf4) return 0;
  const second = bytes.charCodeAt(at + 1);
  if (!(second >= lowestSecond(lead) && second <= highestSecond(lead))) return 0;
  if (lead < 0xe0) return 2;
  if (!isContinuation(bytes.charCodeAt(at + 2))) return 0;
  if (lead < 0xf0) return 3;
  return isContinuation(bytes.charCodeAt(at + 3)) ? 4 : 0;
}

const lowestSecond = (lead: number) => (lead === 0xe0 ? 0xa0 : lead === 0xf0 ? 0x90 : 0x80);
const highestSecond = (lead: number) => (lead === 0xed ? 0x9f : lead === 0xf4 ? 0x8f : 0xbf);
const isContinuation = (byte: number) => byte >= 0x80 && byte <= 0xbf;

/** False if `toText` would lose bytes. */
export function isValidUtf8(bytes: Bytes): boolean {
  return isAscii(bytes) || fromText(toText(bytes)) === bytes;
}

/** Returns the raw bytes, for file system calls and for output. */
export function toBuffer(bytes: Bytes): Buffer {
  return Buffer.from(bytes, "latin1");
}

/** Returns the byte string of raw bytes. */
export function fromBuffer(buffer: Uint8Array): Bytes {
  return Buffer.from(buffer.buffer, buffer.byteOffset, buffer.byteLength).toString("latin1");
}

/** Compares in byte order, for `sort`. */
export function compareBytes(a: Bytes, b: Bytes): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
