import { type Bytes, isAscii, toText } from "../bytes.ts";
import type { Tree } from "../context/tree.ts";

/** Where people keep Dockerfiles, a few levels deep. */
const names = ["Dockerfile", "*.Dockerfile", "Dockerfile.*", "Containerfile", "*.containerfile"];
const depth = 4;

/** What was found before, while the tree stays as it is. */
const found = new WeakMap<Tree, { version: number; byRoot: Map<Bytes, Promise<string[]>> }>();

/** Dockerfiles below a directory of the disk, relative to it, nearest first. What cannot be read is passed over. */
export function findDockerfiles(tree: Tree, root: Bytes): Promise<readonly string[]> {
  const { version } = tree;
  const kept = found.get(tree);
  const { byRoot } = kept?.version === version ? kept : { byRoot: new Map<Bytes, Promise<string[]>>() };
  const all = byRoot.get(root) ?? search(root);
  found.set(tree, { version, byRoot: byRoot.set(root, all) });
  return all;
}

async function search(root: Bytes): Promise<string[]> {
  if (!isAscii(root)) return [];
  const { default: glob } = await import("fast-glob");
  const all = await glob(
    names.map((name) => `**/${name}`),
    {
      cwd: root,
      deep: depth,
      ignore: ["**/node_modules", "**/.git", "**/*.dockerignore"],
      followSymbolicLinks: false,
      suppressErrors: true,
      dot: true,
    },
  );
  return all.map(toText).sort(nearestFirst);
}

const levels = (path: string) => path.split("/").length;

const nearestFirst = (a: string, b: string) => levels(a) - levels(b) || (a < b ? -1 : 1);
