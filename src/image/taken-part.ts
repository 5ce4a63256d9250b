import { type CopyWalk, enterWalk, treatEntry } from "../builders/copying.ts";
import type { Bytes } from "../bytes.ts";
import type { ImageTree } from "./image-tree.ts";
import { TreeNode } from "./tree-node.ts";

/** Returns a directory without its contents. */
export const emptied = (node: TreeNode, tree: ImageTree): TreeNode =>
  node.type === "directory" ? node.ownedBy(tree, new Map()) : node;

/** Returns whether a copy takes an entry, and whether it enters it. */
export function treat(
  walk: CopyWalk,
  name: Bytes,
  { type }: TreeNode,
): { taken: boolean; continues: boolean } {
  const { taken, enters } = treatEntry(walk, name, type === "other" ? "fifo" : type);
  return { taken, continues: enters && type === "directory" };
}

/** A directory as a copy takes it: the rules decide about its content on demand. */
export function takenOf(node: TreeNode, walk: CopyWalk, owner: ImageTree, from: TreeNode["from"]): TreeNode {
  const open = () => {
    const children = new Map<Bytes, TreeNode>();
    for (const [name, child] of node.look()) {
      const { taken, continues } = treat(walk, name, child);
      const kept = continues
        ? takenOf(child, enterWalk(walk, name), owner, taken ? child.from : null)
        : emptied(child, owner);
      // A directory that is not taken itself is made for what it holds.
      if (taken || (continues && kept.children.size > 0)) children.set(name, kept);
    }
    return children;
  };
  const content = { all: null, source: node, open, sums: () => node.sums() };
  return new TreeNode({ type: "directory", owner, from, whole: node.whole, content });
}
