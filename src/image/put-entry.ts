import type { Bytes } from "../bytes.ts";
import { nameOf, parentOf } from "../context/links.ts";
import { type CopyAction, hide, madeFrom } from "./copier.ts";
import { CopyFailure } from "./copy-failure.ts";

import type { TreeNode } from "./tree-node.ts";

/** Puts an entry of a tar stream: directories are merged, everything else replaces what is there. */
export function putEntry(action: CopyAction, node: TreeNode, path: Bytes): void {
  const directory = action.target.ownDirectory(parentOf(path));
  if (directory === null) throw new CopyFailure(`mkdir ${parentOf(path)}: not a directory`);
  const there = directory.children.get(nameOf(path));
  if (node.type === "directory" && there?.type === "directory") return;
  if (there !== undefined) hide(action, there, path);
  directory.children.set(nameOf(path), madeFrom(action, node, path));
}
