import type { ContextTree } from "../builders/context-tree.ts";
import type { Bytes } from "../bytes.ts";
import { insideOf, resolveInRoot } from "./links.ts";
import { isFailure, type TreeRoot, typeOf } from "./source.ts";

/** Returns a directory as the root of a process that copies from it. */
export function contextTree(tree: TreeRoot): ContextTree {
  const { source, root } = tree;
  const resolve = knownAgain((path) => {
    const found = resolveInRoot(tree, path);
    return isFailure(found) ? null : (insideOf(root, `${found}/`)?.replace(/\/$/, "") ?? null);
  });
  const locate = (path: Bytes): Bytes | null => {
    const slash = path.lastIndexOf("/");
    if (slash < 0) return path;
    const directory = resolve(path.slice(0, slash));
    return directory === null ? null : `${directory}/${path.slice(slash + 1)}`.replace(/^\//, "");
  };
  const typeAt = knownAgain((path) => {
    const stats = source.stats(`${root}/${path}`);
    return isFailure(stats) ? null : typeOf(stats);
  });
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

const mostKnown = 50_000;

/** Each wildcard of a Dockerfile looks up its matches again. */
function knownAgain<T>(ask: (path: Bytes) => T): (path: Bytes) => T {
  const known = new Map<Bytes, T>();
  return (path) => {
    const found = known.get(path);
    if (found !== undefined) return found;
    const answer = ask(path);
    if (known.size === mostKnown) known.clear();
    known.set(path, answer);
    return answer;
  };
}
