import type { Bytes } from "../bytes.ts";
import { isFailure, type Source } from "./source.ts";

/**
 * The part of a tree that lies at or below some paths (relative to `root`), with the directories on the way to them and
 * nothing beside those.
 */
export function partOf(source: Source, root: Bytes, paths: readonly Bytes[]): Source {
  const onTheWay = new Map<Bytes, Set<Bytes>>();
  const tops = new Set(paths.map((path) => `${root}/${path}`));
  for (const path of paths) {
    let directory = `${root}/`;
    for (const name of path.split("/")) {
      onTheWay.set(directory, (onTheWay.get(directory) ?? new Set()).add(name));
      directory += `${name}/`;
    }
  }
  return {
    ...source,
    list: (path) => {
      const names = onTheWay.get(path.endsWith("/") ? path : `${path}/`);
      const entries = source.list(path);
      if (names === undefined || isFailure(entries) || tops.has(path.replace(/\/$/, ""))) return entries;
      return entries.filter(({ name }) => names.has(name));
    },
  };
}
