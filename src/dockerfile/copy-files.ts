import type { Bytes } from "../bytes.ts";
import { globMatch } from "../ignore/glob.ts";
import {
  CopyFailure,
  type Hop,
  type ImageTree,
  type Provenance,
  type TreeNode,
  walkTree,
} from "./image-tree.ts";
import { type CopyFilter, enter, judge } from "./pattern-filter.ts";
import { lstat, rootPath, stat } from "./resolve-path.ts";
import { splitWildcards } from "./wildcards.ts";

/** One copy of one source into a tree. */
export interface CopyAction {
  source: ImageTree;
  target: ImageTree;
  /** Where it is put, a trailing slash meaning a directory. */
  dest: { path: Bytes; directory: boolean };
  filter: CopyFilter;
  hop: Omit<Hop, "path" | "previous">;
}

/** fsutil copy.ResolveWildcards: what a source names. A wildcard may name nothing; links in its matches are not followed. */
export function resolveSources(tree: ImageTree, path: Bytes): Bytes[] {
  const { base, pattern } = splitWildcards(path);
  if (pattern === "") return [path];
  const start = rootPath(tree, base);
  const node = lstat(tree, start);
  if (node === null) throw new CopyFailure(`lstat ${start}: no such file or directory`);
  const depth = pattern.split("/").length;
  const found: Bytes[] = [];
  for (const { path: below } of walkTo(node, depth)) {
    if (globMatch(pattern, below) === true) found.push(`${start === "/" ? "" : start}/${below}`);
  }
  return found;
}

/** The entries exactly `depth` levels below a node: the only ones a pattern of as many components can match. */
function* walkTo(node: TreeNode, depth: number, prefix: Bytes = ""): Generator<{ path: Bytes }> {
  if (node.type !== "directory") return;
  for (const name of [...node.children.keys()].sort()) {
    const child = node.children.get(name);
    if (depth === 1) yield { path: prefix + name };
    else if (child !== undefined) yield* walkTo(child, depth - 1, `${prefix}${name}/`);
  }
}

/** fsutil copy.MkdirAll: makes the directories that are missing. */
export function makeDirectories(tree: ImageTree, path: Bytes): void {
  const names = path.split("/").filter((name) => name !== "");
  let made = "/";
  for (const name of names) {
    const parent = made;
    made = `${parent === "/" ? "" : parent}/${name}`;
    const found = stat(tree, made);
    if (found?.type === "directory") continue;
    if (found !== null) throw new CopyFailure(`mkdir ${made}: not a directory`);
    const directory = tree.ownDirectory(parent);
    if (directory === null || directory.children.has(name))
      throw new CopyFailure(`mkdir ${made}: file exists`);
    directory.children.set(name, tree.newNode("directory"));
  }
}

/** fsutil copy.Copy of one resolved source: a directory gives its contents, everything else itself. */
export function copyOne(action: CopyAction, path: Bytes): void {
  const { source, target, dest } = action;
  const parent = dest.path.slice(0, dest.path.lastIndexOf("/")) || "/";
  makeDirectories(target, rootPath(target, dest.directory ? dest.path : parent));
  const landing = rootPath(target, dest.path);
  const followed = rootPath(source, path);
  const node = lstat(source, followed);
  if (node === null) throw new CopyFailure(`lstat ${followed}: no such file or directory`);
  const there = stat(target, landing);
  if (node.type === "directory") {
    makeDirectories(target, there === null ? landing : parentOf(landing));
    new Copier(action).copyContents(node, landing);
  } else {
    const into = there?.type === "directory" ? `${landing === "/" ? "" : landing}/${baseOf(path)}` : landing;
    makeDirectories(target, parentOf(into));
    new Copier(action).copyLeaf(node, into);
  }
}

function parentOf(path: Bytes): Bytes {
  return path.slice(0, path.lastIndexOf("/")) || "/";
}

function baseOf(path: Bytes): Bytes {
  return path.slice(path.lastIndexOf("/") + 1);
}

/** fsutil copy.copier. */
class Copier {
  private readonly action: CopyAction;
  /** Directories around the one that is read, made as soon as something in them is copied. */
  private readonly pending: { node: TreeNode; path: Bytes; made: boolean }[] = [];

  constructor(action: CopyAction) {
    this.action = action;
  }

  copyLeaf(node: TreeNode, path: Bytes): void {
    const name = baseOf(path);
    const directory = this.action.target.ownDirectory(parentOf(path));
    if (directory === null) throw new CopyFailure(`cannot copy to non-directory: ${parentOf(path)}`);
    const there = directory.children.get(name);
    if (there?.type === "directory") throw new CopyFailure(`cannot replace to directory ${path} with file`);
    if (there !== undefined) this.hide(there, path);
    directory.children.set(name, this.action.target.newNode(node.type, this.landed(node, path), node.target));
  }

  /** The directory itself is taken for copied, whatever the filter says of it. */
  copyContents(node: TreeNode, path: Bytes): void {
    this.makeDirectory(node, path);
    this.pending.push({ node, path, made: true });
    this.copyChildren(node, path, this.action.filter);
    this.pending.pop();
  }

  private copyChildren(node: TreeNode, path: Bytes, filter: CopyFilter): void {
    for (const name of [...node.children.keys()].sort()) {
      const child = node.children.get(name);
      if (child !== undefined) this.copyChild(child, name, `${path === "/" ? "" : path}/${name}`, filter);
    }
  }

  private copyChild(node: TreeNode, name: Bytes, path: Bytes, filter: CopyFilter): void {
    const { included, excluded } = judge(filter, name);
    if (included) this.makePending();
    if (node.type !== "directory") {
      if (included) this.copyLeaf(node, path);
      return;
    }
    const isSkipped = excluded && !filter.readsExcluded;
    if (!included && (!isSkipped || filter.include !== null)) lstat(this.action.target, path); // fails below a file
    if (included) this.makeDirectory(node, path);
    if (isSkipped) return;
    this.pending.push({ node, path, made: included });
    this.copyChildren(node, path, enter(filter, name));
    this.pending.pop();
  }

  private makePending(): void {
    for (const entry of this.pending) {
      if (!entry.made) this.makeDirectory(entry.node, entry.path);
      entry.made = true;
    }
  }

  /** fsutil copyDirectoryOnly. */
  private makeDirectory(node: TreeNode, path: Bytes): void {
    if (path === "/") return;
    const { target } = this.action;
    const name = baseOf(path);
    const parent = target.ownDirectory(parentOf(path));
    const there = parent?.children.get(name);
    if (parent === null || (there !== undefined && there.type !== "directory")) {
      throw new CopyFailure(`cannot copy to non-directory: ${path}`);
    }
    if (there === undefined) parent?.children.set(name, target.newNode("directory", this.landed(node, path)));
  }

  private landed(node: TreeNode, path: Bytes): Provenance | null {
    if (node.from === null) return null;
    return { ...node.from, hop: { ...this.action.hop, path: path.slice(1), previous: node.from.hop } };
  }

  /** A file of an earlier instruction stays in its layer. */
  private hide(node: TreeNode, path: Bytes): void {
    const { target, hop } = this.action;
    const from = node.from;
    if (from === null || from.hop?.instruction === hop.instruction) return;
    target.hidden.push({ path: path.slice(1), from, by: hop.instruction });
  }
}

/** BuildKit's MergeOp: everything of `upper` laid over the tree (`COPY --link`). */
export function overlay(target: ImageTree, upper: ImageTree, hop: CopyAction["hop"]): void {
  for (const { path, node } of [{ path: "", node: upper.root }, ...walkTree(upper.root)]) {
    const parent = target.ownDirectory(parentOf(`/${path}`));
    const name = baseOf(path);
    const there = path === "" ? target.root : parent?.children.get(name);
    if (node.type !== "directory" || there?.type !== "directory") {
      if (there !== undefined) hideAll(target, there, path, hop);
      parent?.children.set(name, node.type === "directory" ? target.newNode("directory", node.from) : node);
    }
    if (node.unpacked.length > 0) noteUnpacked(target, `/${path}`, node.unpacked);
  }
}

/** Archives whose content went into a directory. */
export function noteUnpacked(target: ImageTree, path: Bytes, archives: readonly Provenance[]): void {
  const directory = target.ownDirectory(path);
  if (directory !== null) directory.unpacked = [...directory.unpacked, ...archives];
  target.unknown = true;
}

function hideAll(target: ImageTree, node: TreeNode, path: Bytes, hop: CopyAction["hop"]): void {
  const below = node.type === "directory" ? [...walkTree(node, `${path}/`)] : [];
  for (const entry of [{ path, node }, ...below]) {
    const { from, type } = entry.node;
    if (from !== null && type !== "directory")
      target.hidden.push({ path: entry.path, from, by: hop.instruction });
  }
}
