import type { Bytes } from "../bytes.ts";
import type { RequestedPath } from "../dockerfile/stage-run.ts";
import type { SentEntry } from "./start-trees.ts";

/**
 * Of what is sent, what can matter to the sources that name a path: the way to each, and what begins like it. All of it
 * where there is a link, which may lead anywhere. Most builds copy two files by name and then everything.
 */
export function* nearSources(
  entries: Iterable<SentEntry>,
  hasLinks: boolean,
  paths: readonly RequestedPath[],
): Generator<SentEntry> {
  const heads = [...new Set(paths.filter(({ path }) => path !== "/").map(({ path }) => literalHead(path)))];
  for (const entry of entries) {
    if (hasLinks || heads.some((head) => isNear(entry.path, head))) yield entry;
  }
}

/** A rooted path up to its first wildcard or escape, without the slash in front. */
const literalHead = (path: Bytes): Bytes => path.slice(1).replace(/[*?[\\].*$/s, "");

const isNear = (path: Bytes, head: Bytes): boolean => path.startsWith(head) || head.startsWith(`${path}/`);
