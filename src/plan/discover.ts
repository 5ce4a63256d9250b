import { append } from "../append.ts";
import { type Bytes, toText } from "../bytes.ts";
import { disk } from "../context/disk.ts";
import { isFailure } from "../context/source.ts";
import type { Tree } from "../context/tree.ts";

/** Where people keep Dockerfiles, a few levels deep. */
const named = /^(.*\.)?Dockerfile$|^Dockerfile\.(?!(.*\.)?dockerignore$)|^Containerfile$|\.containerfile$/s;
const skipped: ReadonlySet<Bytes> = new Set(["node_modules", ".git"]);
const deepest = 3;

/** What was found before, while the tree stays as it is. */
const known = new WeakMap<Tree, { version: number; byRoot: Map<Bytes, readonly string[]> }>();

/** Dockerfiles below a directory of the disk, relative to it, nearest first. What cannot be read is skipped. */
export function findDockerfiles(tree: Tree, root: Bytes): readonly string[] {
  const { version } = tree;
  const kept = known.get(tree);
  const { byRoot } = kept?.version === version ? kept : { byRoot: new Map<Bytes, readonly string[]>() };
  const all = byRoot.get(root) ?? search(root);
  known.set(tree, { version, byRoot: byRoot.set(root, all) });
  return all;
}

function search(root: Bytes): string[] {
  const found: string[] = [];
  let open: Bytes[] = [""];
  for (let depth = 0; depth <= deepest; depth++) {
    const below: Bytes[] = [];
    const here: string[] = [];
    for (const directory of open) {
      // Not through the tree, which holds nothing of what is pruned.
      const listed = disk.list(`${root}/${directory}`);
      for (const { name, type } of isFailure(listed) ? [] : listed) {
        if (type === "file" && named.test(name)) here.push(toText(directory + name));
        if (type === "directory" && !skipped.has(name)) below.push(`${directory}${name}/`);
      }
    }
    append(found, here.sort());
    open = below;
  }
  return found;
}
