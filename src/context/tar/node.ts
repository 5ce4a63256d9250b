import type { Bytes } from "../../bytes.ts";
import type { EntryType } from "../../model.ts";
import type { TarEntry } from "./entries.ts";

/** A file, directory or link of an unpacked archive. Two names of one file share a node. */
export interface TarNode {
  readonly type: EntryType;
  /** As inode(7) has it, with the type. */
  mode: number;
  mtimeMs: number;
  /** Names that it has. */
  names: number;
  /** Tells it from others. */
  readonly id: number;
  /** Where a symbolic link points. */
  readonly target: Bytes;
  /** Of a directory. */
  readonly children: Map<Bytes, TarNode>;
  /** Of a file: where its content lies. */
  readonly content: TarEntry | null;
}

export const noChildren: Map<Bytes, TarNode> = new Map();
