import { type Bytes, fromBuffer } from "../../bytes.ts";

export const blockSize = 512;

/** The header of an entry as in its block. Sizes are bytes, times seconds. */
export interface Header {
  /** The type flag: one character. */
  readonly flag: string;
  readonly format: "v7" | "ustar" | "star" | "gnu";
  readonly name: Bytes;
  readonly link: Bytes;
  readonly size: number;
  readonly mode: number;
  readonly mtime: number;
}

/** Null if Go's archive/tar does not accept it as a header: a wrong checksum, an invalid number. */
export function readHeader(block: Buffer): Header | null {
  const format = formatOf(block);
  if (format === null) return null;
  const [size, mode, mtime] = [numberAt(block, 124, 12), numberAt(block, 100, 8), numberAt(block, 136, 12)];
  const owners = [numberAt(block, 108, 8), numberAt(block, 116, 8)];
  const devices = format === "v7" ? [] : [numberAt(block, 329, 8), numberAt(block, 337, 8)];
  if (size === null || mode === null || mtime === null || [...owners, ...devices].includes(null)) return null;
  const prefix = prefixOf(block, format);
  const name = textAt(block, 0, 100);
  return {
    flag: String.fromCharCode(block[156] ?? 0),
    format,
    name: prefix === "" ? name : `${prefix}/${name}`,
    link: textAt(block, 157, 100),
    size,
    mode,
    mtime,
  };
}

function formatOf(block: Buffer): Header["format"] | null {
  const said = octal(block.subarray(148, 156));
  if (said === null || !sums(block).includes(said)) return null;
  const magic = block.toString("latin1", 257, 263);
  if (magic === "ustar\0") return block.toString("latin1", 508, 512) === "tar\0" ? "star" : "ustar";
  return magic === "ustar " && block.toString("latin1", 263, 265) === " \0" ? "gnu" : "v7";
}

/** The checksum counts its own field as blanks; some programs add signed bytes. */
function sums(block: Buffer): readonly [unsigned: number, signed: number] {
  let [unsigned, signed] = [0, 0];
  for (let at = 0; at < blockSize; at++) {
    const byte = at >= 148 && at < 156 ? 32 : (block[at] ?? 0);
    unsigned += byte;
    signed += byte > 127 ? byte - 256 : byte;
  }
  return [unsigned, signed];
}

function prefixOf(block: Buffer, format: Header["format"]): Bytes {
  if (format === "ustar") return textAt(block, 345, 155);
  if (format === "star") return textAt(block, 345, 131);
  return format === "gnu" ? oldGoPrefix(block) : "";
}

/** Go before 1.8 wrote a prefix where GNU stores two times. */
function oldGoPrefix(block: Buffer): Bytes {
  const times = [345, 357].filter((at) => block[at] !== 0);
  if (times.every((at) => numberAt(block, at, 12) !== null)) return "";
  const text = textAt(block, 345, 155);
  return /^[\0-\x7f]*$/.test(text) ? text : "";
}

/** Returns the text up to the first NUL. */
export function textAt(block: Buffer, from: number, length: number): Bytes {
  const end = block.subarray(from, from + length).indexOf(0);
  return fromBuffer(block.subarray(from, from + (end < 0 ? length : end)));
}

/** Returns an octal number, or a base-256 one (GNU). Null for anything else. */
export function numberAt(block: Buffer, from: number, length: number): number | null {
  const field = block.subarray(from, from + length);
  return ((field[0] ?? 0) & 0x80) === 0 ? octal(field) : binary(field);
}

function octal(field: Buffer): number | null {
  const [digits = ""] = fromBuffer(field)
    .replace(/^[ \0]+/, "")
    .split("\0");
  const text = digits.trimEnd();
  if (text === "") return 0;
  return /^[0-7]+$/.test(text) ? Number.parseInt(text, 8) : null;
}

/** Returns a two's complement number; null if it has more than 63 bits, an overflow. */
function binary(field: Buffer): number | null {
  const isNegative = ((field[0] ?? 0) & 0x40) !== 0;
  let value = 0n;
  for (const [at, byte] of field.entries()) {
    const bits = isNegative ? byte ^ 0xff : byte;
    value = (value << 8n) | BigInt(at === 0 ? bits & 0x7f : bits);
  }
  if (value >> 63n > 0n) return null;
  return Number(isNegative ? -value - 1n : value);
}
