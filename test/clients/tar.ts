import { type Bytes, fromBuffer } from "../../src/bytes.ts";

export interface TarEntry {
  /** No closing slash. */
  readonly path: Bytes;
  readonly type: "file" | "hardlink" | "symlink" | "device" | "directory" | "fifo";
  readonly size: number;
  /** Target of a link. */
  readonly link: Bytes;
  readonly content: Buffer;
}

export interface Tar {
  readonly entries: readonly TarEntry[];
  /** Two blocks of zeros end it. */
  readonly complete: boolean;
}

const types: Readonly<Record<string, TarEntry["type"]>> = {
  "0": "file",
  "\0": "file",
  "1": "hardlink",
  "2": "symlink",
  "3": "device",
  "4": "device",
  "5": "directory",
  "6": "fifo",
};

/** Reads ustar and PAX, which is all that Go writes unasked. A stream may end anywhere. */
export function readTar(stream: Buffer): Tar {
  const entries: TarEntry[] = [];
  let records = new Map<string, Bytes>();
  for (let at = 0; at + 512 <= stream.length; ) {
    const header = stream.subarray(at, at + 512);
    if (header.every((byte) => byte === 0))
      return { entries, complete: isZero(stream.subarray(at, at + 1024)) };
    const flag = String.fromCharCode(header[156] ?? 0);
    const size = Number(records.get("size") ?? readNumber(header, 124, 12));
    const length = flag === "0" || flag === "\0" || flag === "x" || flag === "g" ? size : 0;
    const content = stream.subarray(at + 512, at + 512 + length);
    at += 512 + Math.ceil(length / 512) * 512;
    if (flag === "x") records = readRecords(fromBuffer(content));
    else if (flag !== "g") {
      entries.push(readEntry(header, flag, content, records));
      records = new Map();
    }
  }
  return { entries, complete: false };
}

const isZero = (blocks: Buffer) => blocks.length === 1024 && blocks.every((byte) => byte === 0);

function readEntry(header: Buffer, flag: string, content: Buffer, records: Map<string, Bytes>): TarEntry {
  const type = types[flag];
  if (type === undefined) throw new Error(`a tar entry of type ${JSON.stringify(flag)}`);
  const prefix = readText(header, 345, 155);
  const name = readText(header, 0, 100);
  const path = records.get("path") ?? (prefix === "" ? name : `${prefix}/${name}`);
  const link = records.get("linkpath") ?? readText(header, 157, 100);
  return { path: path.replace(/\/$/, ""), type, size: content.length, link, content };
}

/** PAX: "<length of the record> <key>=<value>\n", again and again. */
function readRecords(text: Bytes): Map<string, Bytes> {
  const records = new Map<string, Bytes>();
  for (let at = 0; at < text.length; ) {
    const space = text.indexOf(" ", at);
    const end = at + Number(text.slice(at, space));
    const equals = text.indexOf("=", space);
    records.set(text.slice(space + 1, equals), text.slice(equals + 1, end - 1));
    at = end;
  }
  return records;
}

function readText(header: Buffer, from: number, length: number): Bytes {
  return fromBuffer(header.subarray(from, from + length)).split("\0")[0] ?? "";
}

const readNumber = (header: Buffer, from: number, length: number) =>
  Number.parseInt(readText(header, from, length).trim() || "0", 8);
