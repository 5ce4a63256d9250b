import { type Bytes, fromBuffer, toText } from "../../bytes.ts";
import { blockSize, type Header, readHeader } from "./block.ts";
import type { ArchiveBytes, Wanted } from "./file.ts";
import { limits, refuseArchive, refuseSize } from "./limits.ts";
import { type Records, readRecords, wholeNumber } from "./records.ts";
import { readSparse, type Span } from "./sparse.ts";

/** An entry of an archive, as Go's archive/tar reads it. Sizes are bytes. */
export interface TarEntry {
  /** The type flag. */
  readonly flag: string;
  readonly name: Bytes;
  readonly link: Bytes;
  readonly mode: number;
  readonly mtimeMs: number;
  readonly size: number;
  /** Where its content begins in the archive. */
  readonly position: number;
  /** For a sparse file: its parts, which are adjacent in the archive. */
  readonly spans?: readonly Span[];
}

/** Types without content, whatever size they claim. */
const headerOnly = new Set(["1", "2", "3", "4", "5", "6"]);
const none: Records = new Map();

/** Yields the entries in order, up to two blocks of zeros or the end. Throws ArchiveError. */
export function* readEntries(file: ArchiveBytes): Generator<TarEntry> {
  const reader = entryReader(file.size);
  let next = reader.next(nothing);
  while (next.done !== true) {
    if ("flag" in next.value) yield next.value;
    next = reader.next("flag" in next.value ? nothing : file.read(next.value.position, next.value.length));
  }
}

const nothing = Buffer.alloc(0);

/**
 * The same for callers that can only read forward: it yields a request for each part of the archive, in order; fewer
 * bytes mean the end. `size`: of the archive, Infinity if unknown.
 */
export function* entryReader(size: number): Generator<TarEntry | Wanted, void, Buffer> {
  let records = none;
  let [longName, longLink] = ["", ""];
  for (let at = 0; ; ) {
    const header = yield* headerAt(at);
    if (header === null) return;
    const start = at + blockSize;
    if (header.flag === "g" || header.flag === "x") {
      // A global header changes nothing, and discards what was read before it for the next entry.
      const found = readRecords(yield* special(header, start)) ?? refuseHeader(at);
      records = header.flag === "x" ? found : none;
      if (header.flag === "g") [longName, longLink] = ["", ""];
    } else if (header.flag === "L") longName = untilNul(yield* special(header, start));
    else if (header.flag === "K") longLink = untilNul(yield* special(header, start));
    else {
      const entry = yield* entryOf(size, merged(header, records, at), { records, longName, longLink }, start);
      yield entry.entry;
      at = entry.end;
      records = none;
      [longName, longLink] = ["", ""];
      continue;
    }
    at = start + padded(header.size);
  }
}

const padded = (size: number): number => Math.ceil(size / blockSize) * blockSize;

const untilNul = (text: Bytes): Bytes => text.split("\0", 1)[0] ?? "";

/** Null at the end. A partial block, or zeros before something else, means a broken archive. */
function* headerAt(at: number): Generator<Wanted, Header | null, Buffer> {
  const block = yield { position: at, length: blockSize };
  if (block.length === 0) return null;
  if (block.length < blockSize) return refuseEnd();
  if (!block.every((byte) => byte === 0)) {
    const header = readHeader(block) ?? refuseHeader(at);
    return header.size < 0 ? refuseHeader(at) : header;
  }
  const next = yield { position: at + blockSize, length: blockSize };
  if (next.length > 0 && next.length < blockSize) return refuseEnd();
  return next.every((byte) => byte === 0) ? null : refuseHeader(at);
}

function refuseHeader(at: number): never {
  return refuseArchive(`there is no valid header at byte ${at}`);
}

function refuseEnd(): never {
  return refuseArchive("it ends too early");
}

function* special({ size }: Header, start: number): Generator<Wanted, Bytes, Buffer> {
  if (size > limits.special)
    return refuseArchive(`a header of ${size} bytes is longer than any builder reads`);
  const content = yield { position: start, length: size };
  return content.length < size ? refuseEnd() : fromBuffer(content);
}

interface Extras {
  readonly records: Records;
  readonly longName: Bytes;
  readonly longLink: Bytes;
}

/** Applies the records of a pax header to a header. */
function merged(header: Header, records: Records, at: number): Header {
  if (records.size === 0) return header;
  const text = (key: string, otherwise: Bytes) => records.get(key) || otherwise;
  const size = numberIn(records, "size", header.size);
  const owners = [numberIn(records, "uid", 0), numberIn(records, "gid", 0)];
  const mtime = timeIn(records, "mtime", header.mtime);
  const times = [timeIn(records, "atime", 0), timeIn(records, "ctime", 0)];
  if (size === null || size < 0 || mtime === null || [...owners, ...times].includes(null))
    return refuseHeader(at);
  return { ...header, name: text("path", header.name), link: text("linkpath", header.link), size, mtime };
}

function numberIn(records: Records, key: string, otherwise: number): number | null {
  const text = records.get(key) ?? "";
  return text === "" ? otherwise : wholeNumber(text);
}

function timeIn(records: Records, key: string, otherwise: number): number | null {
  const text = records.get(key) ?? "";
  if (text === "") return otherwise;
  return /^[+-]?\d{1,18}(\.\d*)?$/.test(text) ? Number(text) : null;
}

function* entryOf(
  archiveSize: number,
  header: Header,
  { records, longName, longLink }: Extras,
  start: number,
): Generator<Wanted, { entry: TarEntry; end: number }, Buffer> {
  const { mode, mtime } = header;
  const [name, link] = [longName || header.name, longLink || header.link];
  const flag = header.flag === "\0" ? (name.endsWith("/") ? "5" : "0") : header.flag;
  const length = headerOnly.has(flag) ? 0 : header.size;
  if (start + length > archiveSize) return refuseEnd();
  const shared = { flag, name, link, mode, mtimeMs: mtime * 1_000, size: length, position: start };
  const end = start + padded(length);
  const sparse = yield* readSparse(records, { position: start, length, size: header.size });
  if (sparse === "none") return { entry: shared, end };
  if (sparse === null || headerOnly.has(flag))
    return refuseArchive(`the sparse map of "${toText(name)}" is broken`);
  if (sparse.size > limits.content)
    return refuseSize(`holds a file of ${sparse.size} bytes, "${toText(name)}"`);
  return { entry: { ...shared, ...sparse, name: sparse.name ?? name }, end };
}
