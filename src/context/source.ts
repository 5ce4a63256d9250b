import type { Stats } from "node:fs";
import type { Bytes } from "../bytes.ts";
import { beyondLimit, limits } from "../limits.ts";
import type { EntryType } from "../model.ts";
import type { Range } from "./packed.ts";

/** A failed call is a value, never an exception. */
export interface Failure {
  /** The error code of the operating system, such as EACCES. */
  readonly failed: string;
}

export interface ListedEntry {
  readonly name: Bytes;
  readonly type: EntryType;
  /** The lstat, if known without a call. */
  readonly stats?: FileStats | null;
}

/** The lstat, as far as a builder uses it. */
export type FileStats = Pick<Stats, "mode" | "size" | "mtimeMs" | "nlink" | "rdev"> &
  Typed & {
    /** For a file with several names: what identifies it among other files. */
    readonly identity?: string | undefined;
  };

/** How node:fs reports the type of an entry. */
type Typed = Pick<Stats, "isFile" | "isDirectory" | "isSymbolicLink" | "isFIFO" | "isSocket">;

/** Where a tree comes from: the disk, or a substitute for a part of it. Paths are absolute. */
export interface Source {
  /** Returns the entries of a directory in byte order of their names. */
  list(path: Bytes): ListedEntry[] | Failure;
  /** Returns what other threads have read of a directory and its entries; handed over once. */
  ready?(path: Bytes): Range | undefined;
  /** lstat. */
  stats(path: Bytes): FileStats | Failure;
  /** Returns the target of a symbolic link. */
  readlink(path: Bytes): Bytes | Failure;
  /** Returns the content of a regular file. Anything else is a failure: a FIFO would hang the reader. */
  read(path: Bytes): { content: Bytes } | Failure;
  /** The same for what is known to be a regular file. */
  content(path: Bytes): { content: Bytes } | Failure;
  /** Returns the path with all links resolved; null if nothing is there. */
  realPath(path: Bytes): Bytes | null;
  /** Returns why the path may not be read (a directory: listed and searched), or null if it may. */
  denied(path: Bytes, type: EntryType): Failure | null;
  /**
   * If files cannot be opened by path: yields the beginning of each that is still a regular file, at most `most` bytes.
   * Throws CtxcheckError "context".
   */
  heads?(paths: Iterable<Bytes>, most: number): Generator<Head>;
  /** Returns the content of a regular file in pieces, if it is not on disk as it is. */
  pieces?(path: Bytes): Iterable<Buffer> | Failure;
  /** What it is, if not the disk. */
  readonly origin?: Origin;
  /** What a builder receives in place of a directory; the files are where the directory would be. */
  readonly given?: GivenContext;
}

/** A context that is not a directory of the client: rules A9, A10, I1. */
export interface GivenContext {
  readonly kind: "archive" | "git" | "dockerfile";
  /** Bytes that the client uploads; null if the builder fetches it. */
  readonly bytes: number | null;
  /** Set if Docker's clients take the archive for a Dockerfile (rule I2). */
  readonly mistaken?: true;
}

export interface Head {
  readonly path: Bytes;
  readonly content: Buffer;
  /** Bytes of the whole file. */
  readonly size: number;
}

/** A commit in place of a directory. */
export interface Origin {
  /** Where its files would be: absolute. */
  readonly top: Bytes;
  /** As the user named it. */
  readonly ref: string;
  /** The full hash. */
  readonly commit: string;
  /** Other repositories in it, which are empty directories here. */
  readonly submodules: number;
  /** Paths that git refuses to check out, which are omitted. */
  readonly refused: readonly Bytes[];
}

/** A directory of a source. */
export interface TreeRoot {
  readonly source: Source;
  /** Absolute, links resolved. */
  readonly root: Bytes;
}

/** Whether a directory on disk is walked. */
export const isDirectory = ({ origin, given }: Source): boolean =>
  origin === undefined && given === undefined;

export function isFailure(value: object | string | null): value is Failure {
  return typeof value === "object" && value !== null && "failed" in value;
}

/**
 * Returns the content of a file whose lines decide; null if it does not exist or may not be read. Throws CtxcheckError
 * "limit" if it is too large to be read: without its lines, the answer would be a different one.
 */
export function readDeciding(source: Pick<Source, "read">, path: Bytes, shown: string): Bytes | null {
  const read = source.read(path);
  if (!isFailure(read)) return read.content;
  return read.failed === "EFBIG" ? beyondLimit(`${shown} is larger than ${limits.wholeFile} bytes`) : null;
}

export function typeOf(entry: Typed): EntryType {
  if (entry.isFile()) return "file";
  if (entry.isDirectory()) return "directory";
  if (entry.isSymbolicLink()) return "symlink";
  if (entry.isFIFO()) return "fifo";
  return entry.isSocket() ? "socket" : "device";
}
