import { append } from "../append.ts";
import type { Bytes } from "../bytes.ts";
import { cleanPath } from "../ignore/clean.ts";
import { CopyFailure } from "./copy-failure.ts";
import { components, type ImageTree } from "./image-tree.ts";
import type { TreeNode } from "./tree-node.ts";

/** More links than this on one path are a cycle (containerd/continuity, BuildKit's content hash). */
const maxLinks = 255;
/** The kernel's own limit. */
const kernelLinks = 40;

/** Returns what the kernel finds at a path: links on the way are followed as long as they stay in the tree. */
function kernelFind(tree: ImageTree, path: Bytes, followLast: boolean): TreeNode | null {
  const open = components(path).reverse();
  const trail: TreeNode[] = [tree.root];
  for (let links = 0; open.length > 0; ) {
    const name = open.pop() ?? "";
    const here = trail.at(-1) ?? tree.root;
    if (here.type !== "directory") throw new CopyFailure(`lstat ${path}: not a directory`);
    if (name === "..") {
      if (trail.length === 1) return null;
      trail.pop();
      continue;
    }
    const found = here.children.get(name);
    if (found === undefined) return null;
    if (found.type !== "symlink" || (open.length === 0 && !followLast)) trail.push(found);
    else {
      if (++links > kernelLinks) throw new CopyFailure(`lstat ${path}: too many levels of symbolic links`);
      if (found.target.startsWith("/")) return null; // would leave the snapshot for the builder's own file system
      append(open, components(found.target).reverse());
    }
  }
  return trail.at(-1) ?? null;
}

/** os.Lstat. */
export function lstat(tree: ImageTree, path: Bytes): TreeNode | null {
  return kernelFind(tree, path, false);
}

/** os.Stat. */
export function stat(tree: ImageTree, path: Bytes): TreeNode | null {
  return kernelFind(tree, path, true);
}

/**
 * containerd/continuity fs.RootPath: returns a path with all its links resolved, inside the tree. What does not exist
 * stays as written. As in the original, links are looked up before those in front of them are resolved.
 */
export function rootPath(tree: ImageTree, path: Bytes): Bytes {
  const counter = { links: 0 };
  for (let current = path; ; ) {
    const before = counter.links;
    const next = walkLinks(tree, current, counter);
    if (before === counter.links && cleanPath(`/${next}`) === next) return next;
    current = before === counter.links ? cleanPath(`/${next}`) : next;
  }
}

type Counter = { links: number };

/** continuity walkLinks, with its recursion over the parent directories as a loop. */
function walkLinks(tree: ImageTree, path: Bytes, counter: Counter): Bytes {
  const names = path.split("/").filter((name) => name !== "");
  if (counter.links <= maxLinks && isWithoutLinks(tree, names)) return `/${names.join("/")}`;
  let current = "/";
  for (const name of names) {
    const link = walkLink(tree, cleanPath(`${current}/${name}`), counter);
    if (link === null) current = cleanPath(`/${current}/${name}`);
    else current = link.startsWith("/") ? link : joinPath(current, link);
  }
  return current;
}

/** Each name is a directory, but for the last, or is not there: nothing has to be looked up component by component. */
function isWithoutLinks(tree: ImageTree, names: readonly Bytes[]): boolean {
  let node: TreeNode | undefined = tree.root;
  for (const name of names) {
    if (name === "." || name === ".." || (node !== undefined && node.type !== "directory")) return false;
    node = node?.children.get(name);
    if (node?.type === "symlink") return false;
  }
  return true;
}

/** Go's filepath.Join of two non-empty parts. */
function joinPath(a: Bytes, b: Bytes): Bytes {
  return cleanPath(`${a}/${b}`);
}

/** Returns the target of the link at a path; null if there is no link. */
function walkLink(tree: ImageTree, path: Bytes, counter: Counter): Bytes | null {
  if (counter.links > maxLinks) throw new CopyFailure("too many links");
  const node = lstat(tree, path);
  if (node?.type !== "symlink") return null;
  counter.links++;
  return node.target;
}

/**
 * BuildKit's content hash (contenthash getFollowLinks): resolves a path component by component. Null if it leads
 * nowhere.
 */
export function resolveInTree(tree: ImageTree, path: Bytes, followLast = true): TreeNode | null {
  /** The nodes on the way, null for what is not there. */
  const trail: (TreeNode | null)[] = [tree.root];
  let node: TreeNode | null = tree.root;
  const open = components(path).reverse();
  for (let links = 0; open.length > 0; ) {
    const name = open.pop() ?? "";
    if (name === "..") {
      if (trail.length > 1) trail.pop();
      node = trail.at(-1) ?? null;
      continue;
    }
    node = trail.at(-1)?.children.get(name) ?? null;
    if (node?.type !== "symlink" || (open.length === 0 && !followLast)) {
      trail.push(node);
      continue;
    }
    if (++links > maxLinks) throw new CopyFailure("failed to calculate checksum: too many links");
    if (node.target.startsWith("/")) trail.length = 1;
    append(open, components(node.target).reverse());
  }
  return node;
}

/** Returns the node at a path, without following links. */
export function nodeAt(tree: ImageTree, path: Bytes): TreeNode | null {
  let node: TreeNode | undefined = tree.root;
  for (const name of components(path)) node = node?.children.get(name);
  return node ?? null;
}
