/**
 * File names are bytes, not text: on Linux a name may hold invalid UTF-8, and every builder compares bytes.
 * Inside ctxcheck a path, a name or a pattern is therefore a *byte string*: a string whose every character
 * is one byte (U+0000..U+00FF). Byte order is then plain `<`, nothing is lost, and for ASCII names the byte
 * string and the text are the same string. Text exists only at the edges (`toText`, `fromText`).
 */
export type Bytes = string;

const nonAscii = /[^\x00-\x7f]/;

/** True where the byte string and its text are the same string. */
export function isAscii(value: string): boolean {
  return !nonAscii.test(value);
}

/** The UTF-8 bytes of a text. */
export function fromText(text: string): Bytes {
  return isAscii(text) ? text : Buffer.from(text, "utf8").toString("latin1");
}

/** The text of a byte string; each invalid byte becomes U+FFFD (not reversible: see `isValidUtf8`). */
export function toText(bytes: Bytes): string {
  return isAscii(bytes) ? bytes : toBuffer(bytes).toString("utf8");
}

/** False where `toText` would lose bytes. */
export function isValidUtf8(bytes: Bytes): boolean {
  return isAscii(bytes) || fromText(toText(bytes)) === bytes;
}

/** The raw bytes, for file system calls and for output. */
export function toBuffer(bytes: Bytes): Buffer {
  return Buffer.from(bytes, "latin1");
}

/** A byte string from raw bytes. */
export function fromBuffer(buffer: Uint8Array): Bytes {
  return Buffer.from(buffer.buffer, buffer.byteOffset, buffer.byteLength).toString("latin1");
}

/** Comparison for `sort`: the order of the bytes. */
export function compareBytes(a: Bytes, b: Bytes): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
