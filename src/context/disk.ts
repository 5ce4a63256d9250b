import {
  accessSync,
  closeSync,
  constants,
  fstatSync,
  lstatSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  realpathSync,
  type Stats,
} from "node:fs";
import { type Bytes, fromBuffer, isAscii, toBuffer } from "../bytes.ts";
import { limits } from "../limits.ts";
import type { EntryType } from "../model.ts";
import { openPlace } from "../opened.ts";
import { type Failure, type FileStats, isFailure, type ListedEntry, type Source, typeOf } from "./source.ts";

/** Returns a path as the file system needs it: as bytes, or as the text itself if it is ASCII. */
export function osPath(path: Bytes): string | Buffer {
  return isAscii(path) ? path : toBuffer(path);
}

function failureOf(error: unknown): Failure {
  if (error instanceof Error && "code" in error && typeof error.code === "string") {
    return { failed: error.code };
  }
  throw error;
}

function list(path: Bytes): ListedEntry[] | Failure {
  try {
    const entries = readdirSync(osPath(path), { withFileTypes: true, encoding: "latin1" });
    return entries.sort(byName).map((entry) => ({ name: entry.name, type: typeOf(entry) }));
  } catch (error) {
    return isAscii(path) && failureOf(error).failed !== "ENOENT" ? failureOf(error) : listUntyped(path);
  }
}

const byName = (a: { readonly name: Bytes }, b: { readonly name: Bytes }) => (a.name < b.name ? -1 : 1);

/**
 * If the file system gives no types, Node queries them itself and fails on names that are not ASCII: one such name
 * would hide the whole directory.
 */
function listUntyped(path: Bytes): ListedEntry[] | Failure {
  try {
    const names = readdirSync(osPath(path), { encoding: "latin1" }).sort();
    return names.map((name) => {
      const found = stats(`${path}/${name}`);
      return isFailure(found) ? { name, type: "file" } : { name, type: typeOf(found), stats: found };
    });
  } catch (error) {
    return failureOf(error);
  }
}

function stats(path: Bytes): FileStats | Failure {
  try {
    const found = lstatSync(osPath(path));
    return found.nlink === 1 || found.isDirectory() ? found : withIdentity(path, found);
  } catch (error) {
    return failureOf(error);
  }
}

/** The inode number may exceed what a double holds. */
function withIdentity(path: Bytes, found: Stats): FileStats {
  const { dev, ino } = Number.isSafeInteger(found.ino) ? found : lstatSync(osPath(path), { bigint: true });
  return Object.assign(found, { identity: `${dev}:${ino}` });
}

function readlink(path: Bytes): Bytes | Failure {
  try {
    return readlinkSync(osPath(path), { encoding: "latin1" });
  } catch (error) {
    return failureOf(error);
  }
}

function read(path: Bytes): { content: Bytes } | Failure {
  const found = stats(path);
  if (isFailure(found)) return found;
  return whyNotRead(found) ?? content(path);
}

function whyNotRead(found: Pick<Stats, "size" | "isFile" | "isDirectory">): Failure | null {
  if (found.isDirectory()) return { failed: "EISDIR" };
  if (found.size > limits.wholeFile) return { failed: "EFBIG" };
  return found.isFile() ? null : { failed: "EINVAL" };
}

function content(path: Bytes): { content: Bytes } | Failure {
  try {
    const handle = openPlace(path);
    try {
      // The file may have been replaced meanwhile.
      return whyNotRead(fstatSync(handle)) ?? { content: fromBuffer(readFileSync(handle)) };
    } finally {
      closeSync(handle);
    }
  } catch (error) {
    return failureOf(error);
  }
}

function realPath(path: Bytes): Bytes | null {
  try {
    return realpathSync(osPath(path), { encoding: "latin1" });
  } catch (error) {
    failureOf(error);
    return null;
  }
}

function denied(path: Bytes, type: EntryType): Failure | null {
  try {
    accessSync(osPath(path), type === "directory" ? constants.R_OK | constants.X_OK : constants.R_OK);
    return null;
  } catch (error) {
    return failureOf(error);
  }
}

/** The file system of this machine. */
export const disk: Source = { list, stats, readlink, read, content, realPath, denied };
