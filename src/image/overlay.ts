import type { Bytes } from "../bytes.ts";
import { nameOf, parentOf } from "../context/links.ts";
import type { CopyAction } from "./copier.ts";
import { type ImageTree, walkTree } from "./image-tree.ts";

import type { Provenance, TreeNode } from "./tree-node.ts";

/** BuildKit's MergeOp: lays everything of `upper` over the tree (`COPY --link`). */
export function overlay(target: ImageTree, upper: ImageTree, hop: CopyAction["hop"]): void {
  /** With all that is in them. */
  const placed = new Set<TreeNode>();
  for (const { path, node } of withBelow(upper.root, "", (node) => !placed.has(node))) {
    const parent = target.ownDirectory(parentOf(`/${path}`));
    const name = nameOf(path);
    const there = path === "" ? target.root : parent?.children.get(name);
    if (node.type === "directory" && there?.type === "directory") {
      if (node.unpacked.length > 0) noteUnpacked(target, `/${path}`, node.unpacked);
      continue;
    }
    if (there !== undefined) hideAll(target, there, path, hop);
    parent?.children.set(name, node);
    placed.add(node);
  }
}

/** Notes archives whose contents went into a directory. */
export function noteUnpacked(target: ImageTree, path: Bytes, archives: readonly Provenance[]): void {
  const directory = target.ownDirectory(path);
  if (directory !== null) directory.unpacked = [...directory.unpacked, ...archives];
}

function* withBelow(
  node: TreeNode,
  path: Bytes,
  enters?: (node: TreeNode) => boolean,
): Generator<{ path: Bytes; node: TreeNode }> {
  yield { path, node };
  if (node.type === "directory") yield* walkTree(node, path === "" ? "" : `${path}/`, undefined, enters);
}

function hideAll(target: ImageTree, node: TreeNode, path: Bytes, hop: CopyAction["hop"]): void {
  for (const entry of withBelow(node, path)) {
    const { from, type } = entry.node;
    if (from !== null && type !== "directory")
      target.hide({ path: entry.path, type, from, by: hop.instruction });
  }
}
