import type { Bytes } from "../bytes.ts";
import { inDirectory, nameOf, parentOf } from "../context/links.ts";
import { splitWildcards } from "../dockerfile/wildcards.ts";
import { matchSource } from "../ignore/glob.ts";
import { type CopyAction, copyContents, copyFile } from "./copier.ts";
import { CopyFailure } from "./copy-failure.ts";
import { type ImageTree, walkTree } from "./image-tree.ts";
import { lstat, rootPath, stat } from "./resolve-path.ts";
import type { TreeNode } from "./tree-node.ts";

/**
 * fsutil copy.ResolveWildcards: returns what a source names. A wildcard may match nothing; links among its matches are
 * not followed.
 */
export function resolveSources(tree: ImageTree, path: Bytes, within: object): Bytes[] {
  const { base, pattern } = splitWildcards(path);
  if (pattern === "") return [path];
  const start = rootPath(tree, base);
  const node = lstat(tree, start);
  if (node === null) throw new CopyFailure(`lstat ${start}: no such file or directory`, "source");
  const depth = pattern.split("/").length;
  const found: Bytes[] = [];
  for (const { path: below } of walkTree(node, "", depth)) {
    if (matchSource(pattern, below, within) === true) found.push(inDirectory(start, below));
  }
  return found;
}

/** fsutil copy.MkdirAll: makes the missing directories. */
export function makeDirectories(tree: ImageTree, path: Bytes): void {
  const names = path.split("/").filter((name) => name !== "");
  let made = "/";
  let known: TreeNode | undefined = tree.root;
  for (const name of names) {
    const parent = made;
    made = inDirectory(parent, name);
    known = name === "." || name === ".." ? undefined : known?.children.get(name);
    if (known?.type === "directory") continue;
    known = undefined;
    const found = stat(tree, made);
    if (found?.type === "directory") continue;
    if (found !== null) throw new CopyFailure(`mkdir ${made}: not a directory`);
    const directory = tree.ownDirectory(parent);
    if (directory === null || directory.children.has(name))
      throw new CopyFailure(`mkdir ${made}: file exists`);
    directory.children.set(name, tree.newNode("directory"));
  }
}

/** fsutil copy.Copy of one resolved source: a directory contributes its contents, everything else itself. */
export function copyOne(action: CopyAction, path: Bytes): void {
  const { source, target, dest } = action;
  const parent = dest.path.slice(0, dest.path.lastIndexOf("/")) || "/";
  makeDirectories(target, rootPath(target, dest.directory ? dest.path : parent));
  const landing = rootPath(target, dest.path);
  const followed = rootPath(source, path);
  const node = lstat(source, followed);
  if (node === null) throw new CopyFailure(`lstat ${followed}: no such file or directory`, "source");
  const there = stat(target, landing);
  if (node.type === "directory") {
    makeDirectories(target, there === null ? landing : parentOf(landing));
    copyContents(action, node, landing);
  } else {
    const into = there?.type === "directory" ? inDirectory(landing, nameOf(path)) : landing;
    makeDirectories(target, parentOf(into));
    copyFile(action, node, into);
  }
}
