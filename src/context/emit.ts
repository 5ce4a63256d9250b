import type { Builder } from "../builders/builder.ts";
import type { SentEntry } from "../builders/wire/wire.ts";
import type { Bytes } from "../bytes.ts";
import type { EntryType } from "../model.ts";
import { type FileStats, isFailure, type TreeRoot } from "./source.ts";
import type { Tree } from "./tree.ts";

/** A directory that a walk is in. */
export interface Passed {
  /** "" or with a trailing slash. */
  readonly path: Bytes;
  readonly parent: Passed | null;
  /** Its id in the tree. */
  readonly id: number;
  /** Whether it has been sent; the root never is. */
  emitted: boolean;
}

/** A tree, and the builder that is sent it. */
export interface SentTree extends TreeRoot {
  readonly source: Tree;
  readonly builder: Builder;
}

/** Sends a directory once, after its parents if the builder sends those, too (rules C7, D9). */
export function emitDirectory(
  tree: SentTree,
  passed: Passed,
  withParents: boolean,
  sent: (entry: SentEntry) => void,
): void {
  if (passed.emitted) return;
  passed.emitted = true;
  if (withParents && passed.parent !== null) emitDirectory(tree, passed.parent, withParents, sent);
  const path = passed.path.slice(0, -1);
  const stats = tree.source.statsAt(passed.id, `${tree.root}/${path}`);
  if (!isFailure(stats)) sent(sentEntry(tree, path, "directory", stats, "", false));
}

/** `linkOf`: the name under which the same file was already sent, "" if there is none. */
export function sentEntry(
  { source, root, builder }: SentTree,
  path: Bytes,
  type: EntryType,
  stats: FileStats,
  linkOf: Bytes,
  arrivesEmpty: boolean,
): SentEntry {
  const target = type === "symlink" ? source.readlink(`${root}/${path}`) : "";
  return {
    path,
    type,
    mode: builder.modeOf?.(stats.mode) ?? stats.mode,
    size: stats.size,
    mtimeMs: stats.mtimeMs,
    target: typeof target === "string" ? target : "",
    linkOf,
    device: type === "device" ? deviceNumbers(stats.rdev) : noDevice,
    arrivesEmpty,
  };
}

const noDevice = { major: 0, minor: 0 };

/** glibc: gnu_dev_major, gnu_dev_minor, for numbers that fit in 32 bits. */
function deviceNumbers(device: number): { major: number; minor: number } {
  return { major: (device >>> 8) & 0xfff, minor: (device & 0xff) | ((device >>> 12) & 0xfff00) };
}
