import { append } from "../append.ts";
import type { Bytes } from "../bytes.ts";
import { cleanPath } from "../ignore/clean.ts";
import { CopyFailure } from "./copy-failure.ts";
import type { ImageTree } from "./image-tree.ts";
import { climbsOut } from "./link-paths.ts";
import { lstat } from "./resolve-path.ts";

const maxSteps = 255;

/**
 * moby/sys/symlink evalSymlinksInScope: returns a path with its links followed as if the tree were the whole file
 * system. What does not exist stays as written. Throws CopyFailure if the path itself, before links, leads out.
 */
export function followInScope(tree: ImageTree, path: Bytes): Bytes {
  if (climbsOut(path))
    throw new CopyFailure(`forbidden path outside the build context: ${path} ()`, "source");
  const open = cleanPath(`/${path}`).split("/").reverse();
  let current = "";
  for (let steps = 0; open.length > 0; ) {
    const name = open.pop() ?? "";
    if (name === "") continue;
    if (++steps > maxSteps) throw new CopyFailure(`evalSymlinksInScope: too many links in ${path}`);
    const next = cleanPath(`/${current}/${name}`);
    if (next === "/") {
      current = "";
      continue;
    }
    const node = lstat(tree, next);
    if (node?.type !== "symlink") {
      current = next;
      continue;
    }
    if (node.target.startsWith("/")) current = "";
    append(open, node.target.split("/").reverse());
  }
  return current === "" ? "/" : current;
}
