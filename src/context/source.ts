import type { Stats } from "node:fs";
import type { Bytes } from "../bytes.ts";
import { beyondLimit, limits } from "../limits.ts";
import type { EntryType } from "../model.ts";
import type { Range } from "./packed.ts";

/** A call that failed is a value, never an exception. */
export interface Failure {
  /** The error code of the operating system, such as EACCES. */
  readonly failed: string;
}

export interface ListedEntry {
  readonly name: Bytes;
  readonly type: EntryType;
  /** What lstat would tell, where that is known without asking. */
  readonly stats?: FileStats | null;
}

/** What lstat tells, as far as a builder looks at it. */
export type FileStats = Pick<Stats, "mode" | "size" | "mtimeMs" | "nlink" | "rdev"> &
  Typed & {
    /** Of a file with several names: what tells these from two files. */
    readonly identity?: string | undefined;
  };

/** How node:fs tells what an entry is. */
type Typed = Pick<Stats, "isFile" | "isDirectory" | "isSymbolicLink" | "isFIFO" | "isSocket">;

/** Where a tree comes from: the disk, or something that stands for a part of it. Paths are absolute. */
export interface Source {
  /** The entries of a directory in byte order of their names. */
  list(path: Bytes): ListedEntry[] | Failure;
  /** What others have listed of a directory, and asked of its entries; handed over once. */
  ready?(path: Bytes): Range | undefined;
  /** lstat. */
  stats(path: Bytes): FileStats | Failure;
  /** Where a symbolic link points. */
  readlink(path: Bytes): Bytes | Failure;
  /** The content of a regular file. Anything else is a failure: a FIFO would hang the reader. */
  read(path: Bytes): { content: Bytes } | Failure;
  /** The same where it is known to be one. */
  content(path: Bytes): { content: Bytes } | Failure;
  /** The path with all links resolved; null if nothing is there. */
  realPath(path: Bytes): Bytes | null;
  /** Null if the path may be read (a directory: listed and searched), else why not. */
  denied(path: Bytes, type: EntryType): Failure | null;
  /**
   * Where files cannot be opened by their paths: the beginning of each that is still a regular file, of `most` bytes
   * at most. Throws CtxcheckError "context".
   */
  heads?(paths: Iterable<Bytes>, most: number): Generator<Head>;
  /** The content of a regular file, piece by piece, where it does not lie on the disk as it is. */
  pieces?(path: Bytes): Iterable<Buffer> | Failure;
  /** What it is, if it is not the disk. */
  readonly origin?: Origin;
  /** What a builder is given in the place of a directory; its files stand where the directory would be. */
  readonly given?: GivenContext;
}

/** A context that is not a directory of the client: rules A9, A10, I1. */
export interface GivenContext {
  readonly kind: "archive" | "git" | "dockerfile";
  /** Bytes that the client uploads; null if the builder fetches it. */
  readonly bytes: number | null;
  /** Docker's clients take the archive for a Dockerfile (rule I2). */
  readonly mistaken?: true;
}

export interface Head {
  readonly path: Bytes;
  readonly content: Buffer;
  /** Of the whole file, in bytes. */
  readonly size: number;
}

/** A commit that stands for a directory. */
export interface Origin {
  /** Where its files would lie: absolute. */
  readonly top: Bytes;
  /** As the user named it. */
  readonly ref: string;
  /** Its full name. */
  readonly commit: string;
  /** Other repositories in it: empty directories here. */
  readonly submodules: number;
  /** Paths that git refuses to check out; left out. */
  readonly refused: readonly Bytes[];
}

/** A directory of a source. */
export interface TreeRoot {
  readonly source: Source;
  /** Absolute, links resolved. */
  readonly root: Bytes;
}

/** Whether it is a directory of the disk that is walked. */
export const isDirectory = ({ origin, given }: Source): boolean =>
  origin === undefined && given === undefined;

export function isFailure(value: object | string | null): value is Failure {
  return typeof value === "object" && value !== null && "failed" in value;
}

/**
 * A file whose lines decide: null if it is not there, or may not be read. Throws CtxcheckError "limit" where it is too
 * large to be read: the answer without its lines would be another one.
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
