import type { Bytes } from "../bytes.ts";
import { KeptPaths } from "../context/kept-paths.ts";
import type { WalkedEntry } from "../model.ts";
import { isExcused } from "../secrets/profiles.ts";

/**
 * Remembers the regular files whose content is sent, in the order of the walk: one name of a hard link, nothing empty,
 * nothing that arrives empty. Of several names, what a test, an example or a package may hold does not excuse the others.
 */
export function sentFiles(): { entry(entry: WalkedEntry): void; paths(): Iterable<Bytes> } {
  const kept = new KeptPaths();
  const others = new Map<Bytes, Bytes>();
  return {
    entry: ({ path, type, sent, sentBytes, linkOf, arrivesEmpty }) => {
      if (!sent || type !== "file") return;
      if (sentBytes !== 0) kept.add(path);
      else if (linkOf !== "" && !arrivesEmpty && isExcused(linkOf) && !isExcused(path))
        others.set(linkOf, path);
    },
    paths: () => (others.size === 0 ? kept : renamed(kept, others)),
  };
}

function* renamed(paths: Iterable<Bytes>, others: ReadonlyMap<Bytes, Bytes>): Generator<Bytes> {
  for (const path of paths) yield others.get(path) ?? path;
}
