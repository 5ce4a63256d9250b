import { createRequire } from "node:module";
import type { Bytes } from "../bytes.ts";
import { cleanPath } from "../ignore/clean.ts";
import type { NodeType } from "./tree-node.ts";

const require = createRequire(import.meta.url);

/** Loaded for the first archive: most contexts have none. */
const zlib = (): typeof import("node:zlib") => require("node:zlib");

export interface ArchiveEntry {
  /** Cleaned and rooted. */
  readonly path: Bytes;
  readonly type: NodeType | "hard-link";
  /** Of a link. */
  readonly target: Bytes;
  readonly size: number;
}

/** ctxcheck's own limit for what it unpacks, in bytes. */
const largest = 64 * 1024 * 1024;

/** bzip2, xz, zstd: archives that are not looked into. */
const otherCompression = /^(BZh|\xfd7zXZ\0|\x28\xb5\x2f\xfd)/;

/** The entries of a tar archive, plain or gzip; "unknown" where it cannot be read here, null where it is none. */
export function readArchive(content: Bytes): readonly ArchiveEntry[] | "unknown" | null {
  if (content.length > largest || otherCompression.test(content)) return "unknown";
  if (!content.startsWith("\x1f\x8b\x08")) return readEntries(content);
  const whole = unzip(content, false);
  if (whole !== null) return readEntries(whole);
  // What breaks off before its first header is no archive, and copied as it is.
  const start = unzip(content, true);
  return start !== null && !isHeader(start.slice(0, block)) ? null : "unknown";
}

function unzip(content: Bytes, isPart: boolean): Bytes | null {
  const { gunzipSync, constants } = zlib();
  const finish = isPart ? { finishFlush: constants.Z_SYNC_FLUSH } : {};
  try {
    const options = { maxOutputLength: largest, ...finish };
    return gunzipSync(Buffer.from(content, "latin1"), options).toString("latin1");
  } catch {
    return null;
  }
}

const block = 512;

function readEntries(tar: Bytes): readonly ArchiveEntry[] | null {
  const entries: ArchiveEntry[] = [];
  let next: { path?: Bytes; target?: Bytes } = {};
  for (let at = 0; at + block <= tar.length; ) {
    const header = tar.slice(at, at + block);
    if (!isHeader(header)) return at === 0 ? null : entries;
    const size = octal(header.slice(124, 136));
    const body = tar.slice(at + block, at + block + size);
    const flag = header[156] ?? "0";
    if (flag === "L") next = { ...next, path: untilNull(body) };
    else if (flag === "K") next = { ...next, target: untilNull(body) };
    else if (flag === "x") next = { ...next, ...paxOf(body) };
    else if (flag !== "g") {
      entries.push(entryOf(header, flag, size, next));
      next = {};
    }
    at += block + Math.ceil(size / block) * block;
  }
  return entries.length === 0 ? null : entries;
}

/** The sum over the header, its own field taken as blanks. */
function isHeader(header: Bytes): boolean {
  let sum = 8 * 0x20;
  for (let at = 0; at < block; at++) if (at < 148 || at >= 156) sum += header.charCodeAt(at);
  return header[0] !== "\0" && octal(header.slice(148, 156)) === sum;
}

const octal = (field: Bytes): number => Number.parseInt(untilNull(field).trim() || "0", 8) || 0;

const untilNull = (text: Bytes): Bytes => text.split("\0", 1)[0] ?? "";

function paxOf(body: Bytes): { path?: Bytes; target?: Bytes } {
  const found: { path?: Bytes; target?: Bytes } = {};
  for (let at = 0; at < body.length; ) {
    const [length = "", rest = ""] = body.slice(at).split(/ (.*)/s, 2);
    const size = Number(length);
    if (!(size > 0)) break;
    const [key, value = ""] = rest.slice(0, size - length.length - 2).split(/=(.*)/s, 2);
    if (key === "path") found.path = value;
    if (key === "linkpath") found.target = value;
    at += size;
  }
  return found;
}

const types: Readonly<Record<string, ArchiveEntry["type"]>> = {
  "1": "hard-link",
  "2": "symlink",
  "3": "other",
  "4": "other",
  "5": "directory",
  "6": "other",
};

function entryOf(
  header: Bytes,
  flag: Bytes,
  size: number,
  { path, target }: { path?: Bytes; target?: Bytes },
): ArchiveEntry {
  const prefix = header.slice(257, 262) === "ustar" ? untilNull(header.slice(345, 500)) : "";
  const name = untilNull(header.slice(0, 100));
  const whole = path ?? (prefix === "" ? name : `${prefix}/${name}`);
  const type = types[flag] ?? (whole.endsWith("/") ? "directory" : "file");
  return {
    path: cleanPath(`/${whole}`),
    type,
    target: target ?? untilNull(header.slice(157, 257)),
    size: type === "file" ? size : 0,
  };
}
