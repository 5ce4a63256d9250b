import type { Bytes } from "../bytes.ts";
import type { EntryType } from "../model.ts";

/**
 * The context as a process sees it for which it is the root of the file system: links on the way to a path are
 * followed and never leave. Paths are relative, "" is the root; null stands for what is not there or cannot be read.
 */
export interface ContextTree {
  /** By lstat. */
  typeOf(path: Bytes): EntryType | null;
  readlink(path: Bytes): Bytes | null;
  /** The names in a directory, in byte order; a link to a directory is followed. */
  list(path: Bytes): readonly Bytes[] | null;
  /** The same path with the links in front of its last component replaced. */
  locate(path: Bytes): Bytes | null;
  /** The same path with all links replaced; something need not be there. Null for a circle. */
  resolve(path: Bytes): Bytes | null;
}
