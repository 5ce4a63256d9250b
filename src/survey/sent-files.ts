import type { Bytes } from "../bytes.ts";
import { KeptPaths } from "../context/kept-paths.ts";
import type { WalkedEntry } from "../model.ts";

/**
 * Remembers the regular files whose content is sent, in the order of the walk: one name of a hard link, nothing empty,
 * nothing that arrives empty.
 */
export function sentFiles(): { entry(entry: WalkedEntry): void; paths(): Iterable<Bytes> } {
  const kept = new KeptPaths();
  return {
    entry: ({ path, type, sent, sentBytes }) => {
      if (sent && type === "file" && sentBytes !== 0) kept.add(path);
    },
    paths: () => kept,
  };
}
