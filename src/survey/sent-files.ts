import type { Bytes } from "../bytes.ts";
import { KeptPaths } from "../context/kept-paths.ts";
import type { Amount, WalkedEntry } from "../model.ts";
import { isExcused } from "../secrets/profiles.ts";

/** Bytes so far are recorded once per this many files. */
export const mark = 200;

/** Files whose content is sent. */
export interface SentContent {
  paths(): Iterable<Bytes>;
  all(): Amount;
  /** Bytes of the first `files` files, a multiple of `mark`. */
  before(files: number): number;
}

/**
 * Collects the regular files whose content is sent, in the order of the walk: one name of a hard link, nothing empty,
 * nothing that arrives empty. If a file has several names, being in a test, an example or a package under one does not
 * excuse the others.
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
