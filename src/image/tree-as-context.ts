import { append } from "../append.ts";
import type { ContextTree } from "../builders/context-tree.ts";
import type { Bytes } from "../bytes.ts";
import { cleanPath } from "../ignore/clean.ts";
import type { EntryType } from "../model.ts";
import { CopyFailure } from "./copy-failure.ts";
import { type ImageTree, sortedNames } from "./image-tree.ts";
import type { TreeNode } from "./tree-node.ts";

/** buildah copier: maxLoopsFollowed. */
const maxLinks = 64;

/** buildah copier: resolvePath. What does not exist stays as written. Throws CopyFailure for a cycle. */
export function resolveInside(tree: ImageTree, path: Bytes): Bytes {
  let current = "/";
  const open = cleanPath(`/${path}`).split("/").reverse();
  for (let links = 0; open.length > 0; ) {
    const next = cleanPath(`${current}/${open.pop() ?? ""}`);
    const node = nodeIn(tree, next);
    if (node?.type !== "symlink") {
      current = next;
      continue;
    }
    if (++links > maxLinks)
      throw new CopyFailure(`error resolving ${path}: too many levels of symbolic links`);
    const { target } = node;
    const from = target.startsWith("/") ? target : cleanPath(`${current}/${target}`);
    current = "/";
    append(open, from.split("/").reverse());
  }
  return current;
}

/** Looks up names only, without following links. */
export function nodeIn(tree: ImageTree, path: Bytes): TreeNode | null {
  let node: TreeNode | undefined = tree.root;
  for (const name of path.split("/")) if (name !== "") node = node?.children.get(name);
  return node ?? null;
}

/** Returns a stage as buildah's copying process sees it. */
export function treeAsContext(tree: ImageTree): ContextTree {
  const resolve = (path: Bytes): Bytes | null => {
    try {
      return resolveInside(tree, path).slice(1);
    } catch (error) {
      if (error instanceof CopyFailure) return null;
      throw error;
    }
  };
  const locate = (path: Bytes): Bytes | null => {
    const slash = path.lastIndexOf("/");
    const parent = slash < 0 ? "" : resolve(path.slice(0, slash));
    const name = path.slice(slash + 1);
    return parent === null ? null : parent === "" ? name : `${parent}/${name}`;
  };
  const at = (path: Bytes): TreeNode | null => {
    const located = locate(path);
    return located === null ? null : nodeIn(tree, located);
  };
  return {
    resolve,
    locate,
    typeOf: (path) => typeOf(at(path)),
    readlink: (path) => {
      const node = at(path);
      return node?.type === "symlink" ? node.target : null;
    },
    list: (path) => {
      const directory = resolve(path);
      const node = directory === null ? null : nodeIn(tree, directory);
      return node?.type === "directory" ? sortedNames(node) : null;
    },
  };
}

function typeOf(node: TreeNode | null): EntryType | null {
  return node === null ? null : node.type === "other" ? "fifo" : node.type;
}
