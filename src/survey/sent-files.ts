import type { Bytes } from "../bytes.ts";
import { KeptPaths } from "../context/kept-paths.ts";
import type { Amount, WalkedEntry } from "../model.ts";
import { isExcused } from "../secrets/profiles.ts";

/** After so many files the bytes before are remembered. */
export const mark = 200;

/** The files whose content is sent. */
export interface SentContent {
  paths(): Iterable<Bytes>;
  all(): Amount;
  /** Bytes of the first so many files, a multiple of `mark`. */
  before(files: number): number;
}

/**
 * Remembers the regular files whose content is sent, in the order of the walk: one name of a hard link, nothing empty,
 * nothing that arrives empty. Of several names, what a test, an example or a package may hold does not excuse the others.
 */
export function sentFiles(): SentContent & { entry(entry: WalkedEntry): void } {
  const kept = new KeptPaths();
  const marks: number[] = [];
  let bytes = 0;
  const others = new Map<Bytes, Bytes>();
  return {
    entry: ({ path, type, sent, sentBytes, linkOf, arrivesEmpty }) => {
      if (!sent || type !== "file") return;
      if (sentBytes !== 0) {
        if (kept.count % mark === 0) marks.push(bytes);
        bytes += sentBytes;
        kept.add(path);
      } else if (linkOf !== "" && !arrivesEmpty && isExcused(linkOf) && !isExcused(path))
        others.set(linkOf, path);
    },
    paths: () => (others.size === 0 ? kept : renamed(kept, others)),
    before: (files) => marks[files / mark] ?? bytes,
    all: () => ({ files: kept.count, bytes }),
  };
}

function* renamed(paths: Iterable<Bytes>, others: ReadonlyMap<Bytes, Bytes>): Generator<Bytes> {
  for (const path of paths) yield others.get(path) ?? path;
}
