import { accessSync, constants, type Dirent, lstatSync, readdirSync, type Stats } from "node:fs";
import { type Bytes, isAscii, toBuffer } from "../bytes.ts";
import type { EntryType } from "../model.ts";

/** File system calls over byte strings. A failed call is a value, never an exception. */
export interface Failure {
  /** The error code of the operating system, such as EACCES. */
  readonly failed: string;
}

export interface ListedEntry {
  readonly name: Bytes;
  readonly type: EntryType;
}

/** A path as the file system wants it: the bytes, which are the text where it is ASCII. */
export function osPath(path: Bytes): string | Buffer {
  return isAscii(path) ? path : toBuffer(path);
}

export function isFailure(value: object | string | null): value is Failure {
  return typeof value === "object" && value !== null && "failed" in value;
}

export function failureOf(error: unknown): Failure {
  if (error instanceof Error && "code" in error && typeof error.code === "string") {
    return { failed: error.code };
  }
  throw error;
}

/** The entries of a directory in byte order of their names. */
export function listDirectory(path: Bytes): ListedEntry[] | Failure {
  try {
    const entries = readdirSync(osPath(path), { withFileTypes: true, encoding: "latin1" });
    return entries.map((entry) => ({ name: entry.name, type: typeOf(entry) })).sort(byName);
  } catch (error) {
    return isAscii(path) && failureOf(error).failed !== "ENOENT" ? failureOf(error) : listUntyped(path);
  }
}

const byName = (a: ListedEntry, b: ListedEntry) => (a.name < b.name ? -1 : 1);

/**
 * Where the file system gives no types, Node asks for them itself and stumbles over names that are not ASCII:
 * one such name would hide the whole directory.
 */
function listUntyped(path: Bytes): ListedEntry[] | Failure {
  try {
    const names = readdirSync(osPath(path), { encoding: "latin1" }).sort();
    return names.flatMap((name) => {
      const stats = readStats(`${path}/${name}`);
      return isFailure(stats) ? [{ name, type: "file" as const }] : [{ name, type: typeOf(stats) }];
    });
  } catch (error) {
    return failureOf(error);
  }
}

export function typeOf(entry: Dirent<string> | Stats): EntryType {
  if (entry.isFile()) return "file";
  if (entry.isDirectory()) return "directory";
  if (entry.isSymbolicLink()) return "symlink";
  if (entry.isFIFO()) return "fifo";
  return entry.isSocket() ? "socket" : "device";
}

/** lstat. */
export function readStats(path: Bytes): Stats | Failure {
  try {
    return lstatSync(osPath(path));
  } catch (error) {
    return failureOf(error);
  }
}

/** What tells two names of one file from two files; the numbers may be larger than a double holds. */
export function inodeOf(path: Bytes): string | Failure {
  try {
    const { dev, ino } = lstatSync(osPath(path), { bigint: true });
    return `${dev}:${ino}`;
  } catch (error) {
    return failureOf(error);
  }
}

/** Null where the path may be read (a directory: listed and searched), else why not. */
export function denied(path: Bytes, type: EntryType): Failure | null {
  try {
    accessSync(osPath(path), type === "directory" ? constants.R_OK | constants.X_OK : constants.R_OK);
    return null;
  } catch (error) {
    return failureOf(error);
  }
}
