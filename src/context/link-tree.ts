import type { Bytes } from "../bytes.ts";
import type { LinkTree } from "../dockerfile/follow-links.ts";
import { isFailure, type TreeRoot } from "./source.ts";
import type { Tree } from "./tree.ts";

/** Returns the links of a directory. An unreadable directory has none; the walk reports it when it gets there. */
export function linkTree({ source, root }: TreeRoot & { readonly source: Tree }): LinkTree {
  const orNull = (target: ReturnType<typeof source.readlink>): Bytes | null =>
    isFailure(target) ? null : target;
  return {
    readlink: (path) => orNull(source.readlink(`${root}/${path}`)),
    list: (path) => {
      const entries = source.list(`${root}/${path}`);
      return isFailure(entries) ? null : entries.map(({ name }) => name);
    },
    has: (directory, name) => source.lists(`${root}/${directory}`, name),
  };
}
