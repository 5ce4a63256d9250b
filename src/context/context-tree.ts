import type { ContextTree } from "../builders/context-tree.ts";
import type { Bytes } from "../bytes.ts";
import type { EntryType } from "../model.ts";
import { remembered } from "../once.ts";
import { insideOf, resolveInRoot } from "./links.ts";
import { isFailure, type TreeRoot, typeOf } from "./source.ts";

/** Returns a directory as the root of a process that copies from it. */
export function contextTree(tree: TreeRoot): ContextTree {
  const { source, root } = tree;
  const resolve = remembered((path: Bytes): Bytes | null => {
    const found = resolveInRoot(tree, path);
    return isFailure(found) ? null : (insideOf(root, `${found}/`)?.replace(/\/$/, "") ?? null);
  }, mostKnown);
  const locate = (path: Bytes): Bytes | null => {
    const slash = path.lastIndexOf("/");
    if (slash < 0) return path;
    const directory = resolve(path.slice(0, slash));
    return directory === null ? null : `${directory}/${path.slice(slash + 1)}`.replace(/^\//, "");
  };
  const typeAt = remembered((path: Bytes): EntryType | null => {
    const stats = source.stats(`${root}/${path}`);
    return isFailure(stats) ? null : typeOf(stats);
  }, mostKnown);
  return {
    locate,
    resolve,
    typeOf: (path) => {
      const located = locate(path);
      return located === null ? null : typeAt(located);
    },
    readlink: (path) => {
      const located = locate(path);
      const target = located === null ? null : source.readlink(`${root}/${located}`);
      return isFailure(target) ? null : target;
    },
    list: (path) => {
      const directory = resolve(path);
      if (directory === null || typeAt(directory) !== "directory") return null;
      const entries = source.list(`${root}/${directory}`);
      return isFailure(entries) ? null : entries.map(({ name }) => name);
    },
  };
}

/** Each wildcard of a Dockerfile looks up its matches again. */
const mostKnown = 50_000;
