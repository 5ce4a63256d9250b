import type { Bytes } from "../../src/bytes.ts";
import { disk } from "../../src/context/disk.ts";
import type { Source } from "../../src/context/source.ts";

/** The disk, and how often it was asked for each path: to list it, and for its lstat. */
export function countingDisk(): Source & {
  readonly lists: Map<Bytes, number>;
  readonly lstats: Map<Bytes, number>;
} {
  const lists = new Map<Bytes, number>();
  const lstats = new Map<Bytes, number>();
  const count = (calls: Map<Bytes, number>, path: Bytes) => calls.set(path, (calls.get(path) ?? 0) + 1);
  return {
    ...disk,
    lists,
    lstats: lstats,
    list: (path) => {
      count(lists, path);
      return disk.list(path);
    },
    stats: (path) => {
      count(lstats, path);
      return disk.stats(path);
    },
  };
}
