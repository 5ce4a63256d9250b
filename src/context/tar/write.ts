import type { Bytes } from "../../bytes.ts";
import { blockSize } from "./block.ts";

/** An entry to write. Owner and group are root's, as in what a builder receives. */
export interface Written {
  /** A directory ends with a slash. */
  readonly name: Bytes;
  readonly flag: "0" | "1" | "2" | "3" | "4" | "5" | "6";
  readonly mode: number;
  /** Seconds. */
  readonly mtime: number;
  /** Bytes of content that follow. */
  readonly size: number;
  readonly link?: Bytes;
  readonly device?: { readonly major: number; readonly minor: number };
}

const mostName = 100;
const mostSize = 8 ** 11;

/** Returns the header of an entry, after a pax header if one is needed: for names of more than 100 bytes, or 8 GiB. */
export function headerOf(entry: Written): Buffer {
  const { name, link = "", size } = entry;
  const records = [
    name.length > mostName ? record("path", name) : "",
    link.length > mostName ? record("linkpath", link) : "",
    size >= mostSize ? record("size", String(size)) : "",
  ].join("");
  if (records === "") return block(entry);
  const body = Buffer.from(records, "latin1");
  const pax = block({ name: "pax", flag: "0", mode: 0o644, mtime: 0, size: body.length }, "x");
  return Buffer.concat([
    pax,
    body,
    paddingOf(body.length),
    block({ ...entry, size: size < mostSize ? size : 0 }),
  ]);
}

export const paddingOf = (size: number): Buffer =>
  padding.subarray(0, (blockSize - (size % blockSize)) % blockSize);

const padding = Buffer.alloc(blockSize);

/** The end of an archive. */
export const ending = Buffer.alloc(2 * blockSize);

function block({ name, flag, mode, mtime, size, link = "", device }: Written, as: string = flag): Buffer {
  const header = Buffer.allocUnsafe(blockSize);
  header.set(blank);
  // Unwritten bytes of the blank are zeros: each write adds its own bytes to the sum.
  const sum =
    blankSum +
    putText(header, 0, name) +
    putOctal(header, 100, 8, mode & 0o7777) +
    putOctal(header, 124, 12, size) +
    putOctal(header, 136, 12, Math.max(0, mtime)) +
    putText(header, 156, as) +
    putText(header, 157, link) +
    putOctal(header, 329, 8, device?.major ?? 0) +
    putOctal(header, 337, 8, device?.minor ?? 0);
  putOctal(header, 148, 7, sum);
  return header;
}

/** Writes as much as fits into the field. Like every put function, returns the sum of its bytes. */
function putText(header: Buffer, start: number, text: Bytes): number {
  let sum = 0;
  for (let at = 0; at < text.length && at < mostName; at++) sum += header[start + at] = text.charCodeAt(at);
  return sum;
}

/** Writes digits and a final NUL. */
function putOctal(header: Buffer, start: number, length: number, value: number): number {
  let sum = 0;
  for (let at = start + length - 2, rest = value; at >= start; at--, rest = Math.floor(rest / 8))
    sum += header[at] = 48 + (rest % 8);
  header[start + length - 1] = 0;
  return sum;
}

/** Common to all headers: owner and group root, and blanks for the checksum, as it counts itself. */
const blank = Buffer.alloc(blockSize);
putOctal(blank, 108, 8, 0);
putOctal(blank, 116, 8, 0);
blank.fill(" ", 148, 156);
blank.write("ustar\x0000", 257, "latin1");
const blankSum = blank.reduce((sum, byte) => sum + byte, 0);

/** pax: the length includes itself. */
function record(key: string, value: Bytes): string {
  const rest = ` ${key}=${value}\n`;
  let length = rest.length + 1;
  while (`${length}${rest}`.length !== length) length = `${length}${rest}`.length;
  return `${length}${rest}`;
}
