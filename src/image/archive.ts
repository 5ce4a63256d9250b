import { createRequire } from "node:module";
import { type Bytes, toBuffer } from "../bytes.ts";
import { blockSize, readHeader } from "../context/tar/block.ts";
import { readEntries, type TarEntry } from "../context/tar/entries.ts";
import { ArchiveError } from "../context/tar/limits.ts";
import { cleanPath } from "../ignore/clean.ts";
import type { NodeType } from "./tree-node.ts";

const require = createRequire(import.meta.url);

/** Loaded for the first archive: most contexts have none. */
const zlib = (): typeof import("node:zlib") => require("node:zlib");

export interface ArchiveEntry {
  /** Cleaned and rooted. */
  readonly path: Bytes;
  readonly type: NodeType | "hard-link";
  /** Of a symbolic or hard link. */
  readonly target: Bytes;
  readonly size: number;
}

/** ctxcheck's own limit for unpacking, in bytes. */
const largest = 64 * 1024 * 1024;

/** bzip2, xz, zstd: archives that are not read. */
const otherCompression = /^(BZh|\xfd7zXZ\0|\x28\xb5\x2f\xfd)/;

/** Returns the entries of a tar archive, plain or gzip; "unknown" if it cannot be read here, null if it is none. */
export function readArchive(content: Bytes): readonly ArchiveEntry[] | "unknown" | null {
  if (content.length > largest || otherCompression.test(content)) return "unknown";
  const bytes = toBuffer(content);
  if (!content.startsWith("\x1f\x8b\x08")) return entriesOf(bytes);
  const whole = unzip(bytes, false);
  if (whole !== null) return entriesOf(whole);
  // A file that breaks off before its first header is no archive, and is copied as it is.
  const start = unzip(bytes, true);
  const isHeader =
    start !== null && start.length >= blockSize && readHeader(start.subarray(0, blockSize)) !== null;
  return start !== null && !isHeader ? null : "unknown";
}

function unzip(content: Buffer, isPart: boolean): Buffer | null {
  const { gunzipSync, constants } = zlib();
  const finish = isPart ? { finishFlush: constants.Z_SYNC_FLUSH } : {};
  try {
    return gunzipSync(content, { maxOutputLength: largest, ...finish });
  } catch {
    return null;
  }
}

/** Null if Go's archive/tar finds no first entry. */
function entriesOf(tar: Buffer): readonly ArchiveEntry[] | null {
  const entries: ArchiveEntry[] = [];
  const read = (at: number, length: number) => tar.subarray(at, at + length);
  try {
    for (const entry of readEntries({ size: tar.length, read })) entries.push(unpacked(entry));
  } catch (error) {
    if (!(error instanceof ArchiveError)) throw error;
  }
  return entries.length === 0 ? null : entries;
}

const types: Readonly<Record<string, ArchiveEntry["type"]>> = {
  "1": "hard-link",
  "2": "symlink",
  "3": "other",
  "4": "other",
  "5": "directory",
  "6": "other",
};

function unpacked({ flag, name, link, size }: TarEntry): ArchiveEntry {
  const type = types[flag] ?? (name.endsWith("/") ? "directory" : "file");
  return { path: cleanPath(`/${name}`), type, target: link, size: type === "file" ? size : 0 };
}
