import type { Bytes } from "../../bytes.ts";
import type { EntryType } from "../../model.ts";
import type { TarEntry } from "./entries.ts";

/** A file, directory or link of an unpacked archive. Hard links to one file share a node. */
export interface TarNode {
  readonly type: EntryType;
  /** As in inode(7), with the type. */
  mode: number;
  mtimeMs: number;
  /** Number of its names. */
  names: number;
  /** Unique within the tree. */
  readonly id: number;
  /** Target of a symbolic link. */
  readonly target: Bytes;
  /** For a directory. */
  readonly children: Map<Bytes, TarNode>;
  /** For a file: the entry with its content. */
  readonly content: TarEntry | null;
}

export const noChildren: Map<Bytes, TarNode> = new Map();
