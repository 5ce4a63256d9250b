import type { Bytes } from "../bytes.ts";
import type { EntryType } from "../model.ts";

/**
 * The context as seen by a process that has it as the root of its file system: links on the way to a path are followed
 * and never lead outside. Paths are relative, "" is the root; null means missing or unreadable.
 */
export interface ContextTree {
  /** By lstat. */
  typeOf(path: Bytes): EntryType | null;
  readlink(path: Bytes): Bytes | null;
  /** Returns the names in a directory, in byte order; a link to a directory is followed. */
  list(path: Bytes): readonly Bytes[] | null;
  /** Returns the path with the links before its last component resolved. */
  locate(path: Bytes): Bytes | null;
  /** Returns the path with all links resolved; it need not exist. Null for a cycle. */
  resolve(path: Bytes): Bytes | null;
}
