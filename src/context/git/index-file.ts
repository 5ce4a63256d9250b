import type { Bytes } from "../../bytes.ts";
import { insideOf } from "../links.ts";
import { isFailure, type TreeRoot } from "../source.ts";
import { gitDirectory, repositoryOf } from "./directory.ts";

/** What git tracks below a directory. Paths are relative to it. */
export interface Tracked {
  readonly files: ReadonlySet<Bytes>;
  /** Directories that hold something tracked. */
  readonly directories: ReadonlySet<Bytes>;
  /** Directories that are tracked as a whole: other repositories, parts of a sparse checkout. */
  readonly whole: ReadonlySet<Bytes>;
}

/** Bytes; git's own indexes of a million files are smaller. */
const largestIndex = 256 * 1024 * 1024;

/**
 * Reads the index of the repository that contains a directory. Only reads data; does not run git. Null if there is no
 * repository, if nothing was ever added, or for an index that is not supported (a split one).
 */
export function readTracked({ source, root }: TreeRoot): Tracked | null {
  const top = repositoryOf(source, root);
  const directory = top === null ? null : gitDirectory(source, top);
  if (top === null || directory === null) return null;
  const path = `${directory}/index`;
  const stats = source.stats(path);
  const read = isFailure(stats) || stats.size > largestIndex ? null : source.read(path);
  if (read === null || isFailure(read)) return null;
  const entries = readIndex(read.content);
  return entries && below(entries, root === top ? "" : (insideOf(top, `${root}/`) ?? ""));
}

interface IndexEntry {
  readonly path: Bytes;
  readonly isFile: boolean;
}

function below(entries: readonly IndexEntry[], prefix: Bytes): Tracked {
  const files = new Set<Bytes>();
  const whole = new Set<Bytes>();
  const directories = new Set<Bytes>();
  for (const { path, isFile } of entries) {
    if (!path.startsWith(prefix)) continue;
    const inside = path.slice(prefix.length).replace(/\/$/, "");
    (isFile ? files : whole).add(inside);
    for (let at = inside.lastIndexOf("/"); at > 0; at = inside.lastIndexOf("/", at - 1)) {
      const directory = inside.slice(0, at);
      if (directories.has(directory)) break;
      directories.add(directory);
    }
  }
  return { files, directories, whole };
}

/** git: Documentation/gitformat-index, versions 2 to 4; object names have 20 or 32 bytes. */
export function readIndex(content: Bytes): IndexEntry[] | null {
  const version = uint32(content, 4);
  if (!content.startsWith("DIRC") || content.length < 32 || version < 2 || version > 4) return null;
  return readEntries(content, version, 20) ?? readEntries(content, version, 32);
}

const uint32 = (content: Bytes, at: number): number =>
  uint16(content, at) * 0x10000 + uint16(content, at + 2);
const uint16 = (content: Bytes, at: number): number =>
  content.charCodeAt(at) * 0x100 + content.charCodeAt(at + 1);

/** In version 4, all paths together may be this many times as long as the file with their shared prefixes. */
const mostUnfolded = 16;

/** Null if the lengths do not agree. */
function readEntries(content: Bytes, version: number, hashLength: number): IndexEntry[] | null {
  const count = uint32(content, 8);
  const entries: IndexEntry[] = [];
  let at = 12;
  let previous = "";
  let room = content.length * mostUnfolded;
  for (let left = count; left > 0; left--) {
    const start = at;
    const flags = uint16(content, start + 40 + hashLength);
    at = start + 42 + hashLength + (flags & 0x4000 ? 2 : 0);
    let kept = "";
    if (version === 4) {
      const { value, next } = readVarint(content, at);
      if (value > previous.length) return null;
      kept = previous.slice(0, previous.length - value);
      at = next;
    }
    const end = content.indexOf("\0", at);
    if (end < 0) return null;
    const path = kept + content.slice(at, end);
    room -= path.length;
    if (room < 0) return null;
    const reported = flags & 0xfff;
    if (reported === 0xfff ? path.length < reported : path.length !== reported) return null;
    at = version === 4 ? end + 1 : start + Math.floor((end - start + 8) / 8) * 8;
    entries.push({ path, isFile: isFileMode(uint32(content, start + 24)) });
    previous = path;
  }
  return hasExtension(content, at, hashLength, "link") ? null : entries;
}

/** Whether it is a regular file or a link, not another repository or a directory of a sparse index. */
const isFileMode = (mode: number): boolean =>
  (mode & 0o170000) === 0o100000 || (mode & 0o170000) === 0o120000;

/** git: varint.c decode_varint. */
function readVarint(content: Bytes, start: number): { value: number; next: number } {
  let at = start;
  let byte = content.charCodeAt(at++);
  let value = byte & 0x7f;
  while (byte & 0x80 && at < start + 6) {
    byte = content.charCodeAt(at++);
    value = (value + 1) * 0x80 + (byte & 0x7f);
  }
  return { value, next: at };
}

/** Each begins with a signature and a length; the checksum ends the file. */
function hasExtension(content: Bytes, start: number, hashLength: number, name: string): boolean {
  for (let at = start; at + 8 <= content.length - hashLength; at += 8 + uint32(content, at + 4)) {
    if (content.startsWith(name, at)) return true;
  }
  return false;
}
