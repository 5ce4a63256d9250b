import type { Bytes } from "../bytes.ts";
import type { WalkedEntry } from "../model.ts";
import { largestFirst, type Sized } from "./largest.ts";

/** Below so many components a directory only counts for those above it. */
const deepest = 4;
/** A directory gives way to its one subdirectory that holds at least this share of it. */
const share = 0.8;

interface Directory extends Sized {
  readonly files: number;
}

/**
 * The heaviest directories that are sent, disjoint: a directory stands for all below it, and where nearly all of it
 * lies in one subdirectory its subdirectories are reported instead, down to four levels. None is larger than one that is reported.
 */
export function heaviestDirectories(count: number): {
  entry(entry: WalkedEntry): void;
  result(): Directory[];
} {
  const byParent = new Map<Bytes, Directory[]>();
  return {
    entry: ({ path, below }) => {
      if (below === undefined || below.sent.bytes === 0 || isDeep(path)) return;
      const parent = path.slice(0, Math.max(0, path.lastIndexOf("/")));
      const { files, bytes } = below.sent;
      const siblings = byParent.get(parent);
      if (siblings === undefined) byParent.set(parent, [{ path, files, bytes }]);
      else siblings.push({ path, files, bytes });
    },
    result: () =>
      (byParent.get("") ?? [])
        .flatMap((directory) => expand(directory, byParent))
        .sort(largestFirst)
        .slice(0, count),
  };
}

function isDeep(path: Bytes): boolean {
  let slash = -1;
  for (let depth = 0; depth < deepest; depth++) {
    slash = path.indexOf("/", slash + 1);
    if (slash < 0) return false;
  }
  return true;
}

function expand(directory: Directory, byParent: ReadonlyMap<Bytes, readonly Directory[]>): Directory[] {
  const inside = byParent.get(directory.path) ?? [];
  const isNearlyOne = inside.some(({ bytes }) => bytes >= share * directory.bytes);
  return isNearlyOne ? inside.flatMap((one) => expand(one, byParent)) : [directory];
}
