import type { Bytes } from "../bytes.ts";
import { inDirectory, nameOf, parentOf } from "../context/links.ts";
import type { CopyStep, Stage } from "../dockerfile/steps.ts";
import { CopyFailure, unlessCopyFails } from "./copy-failure.ts";
import { type ImageTree, isOlder, sortedNames } from "./image-tree.ts";
import { type CopyFilter, enter, matchFilter } from "./pattern-filter.ts";
import { lstat } from "./resolve-path.ts";
import { type All, type Hop, nextHop, type Provenance, TreeNode } from "./tree-node.ts";

/** A copy of one source into a tree. */
export interface CopyAction {
  source: ImageTree;
  target: ImageTree;
  /** The destination; `directory` if it has a trailing slash. */
  dest: { path: Bytes; directory: boolean };
  filter: CopyFilter;
  /** Whether pipes are silently skipped. */
  losesPipes?: boolean;
  hop: Omit<Hop, "path" | "previous" | "first">;
}

/** A directory of the source that is being read. */
interface Frame {
  node: TreeNode;
  names: readonly Bytes[];
  next: number;
  /** Where it goes, with a leading slash. */
  path: Bytes;
  /** The directory there; null until something in it is copied. */
  into: TreeNode | null;
  filter: CopyFilter;
}

/** fsutil copier.copy for anything but a directory. */
export function copyFile(action: CopyAction, node: TreeNode, path: Bytes): void {
  const directory = action.target.ownDirectory(parentOf(path));
  if (directory === null) throw new CopyFailure(`cannot copy to non-directory: ${parentOf(path)}`);
  placeFile(action, node, directory, path);
}

function placeFile(action: CopyAction, node: TreeNode, directory: TreeNode, path: Bytes): void {
  const name = nameOf(path);
  const there = directory.children.get(name);
  if (there?.type === "directory") throw new CopyFailure(`cannot replace to directory ${path} with file`);
  if (there !== undefined) hide(action, there, path);
  if (isLost(action, node)) {
    directory.children.delete(name);
    return;
  }
  directory.children.set(name, madeFrom(action, node, path));
}

const isLost = ({ losesPipes }: CopyAction, { type }: TreeNode): boolean =>
  type === "other" && losesPipes === true;

/** Returns the node of a copy, of a directory without its contents. */
export function madeFrom(action: CopyAction, node: TreeNode, path: Bytes): TreeNode {
  if (node.from !== null) action.target.room?.take(path.length / pathWeight);
  return action.target.newNode(node.type, landed(action, node, path), node.target, node.text);
}

/** fsutil copier.copyDirectory: the directory itself counts as copied, whatever the filter says about it. */
export function copyContents(action: CopyAction, node: TreeNode, path: Bytes): void {
  const partly = partlyTaken(node, path, action.filter);
  const into = path === "/" ? action.target.ownDirectory("/") : copyDirectory(action, node, path, partly);
  const frames: Frame[] = into === "copied" ? [] : [openFrame(node, path, into, action.filter)];
  for (let top = frames.at(-1); top !== undefined; top = frames.at(-1)) {
    const name = top.names[top.next++];
    const child = name === undefined ? undefined : top.node.children.get(name);
    const deeper =
      name === undefined || child === undefined ? null : copyChild(action, partly, frames, top, name, child);
    if (name === undefined) frames.pop();
    if (deeper !== null) frames.push(deeper);
  }
}

function openFrame(node: TreeNode, path: Bytes, into: TreeNode | null, filter: CopyFilter): Frame {
  return { node, names: sortedNames(node), next: 0, path, into, filter };
}

function copyDirectory(action: CopyAction, node: TreeNode, path: Bytes, partly: Partly): TreeNode | "copied" {
  const parent = action.target.ownDirectory(parentOf(path));
  if (parent === null) throw new CopyFailure(`cannot copy to non-directory: ${path}`);
  return partly?.has(path) === false && placeWhole(action, node, parent, path)
    ? "copied"
    : placeDirectory(action, node, parent, path);
}

/** The directories of which a filter leaves something out, by where they go; null if it decides entry by entry. */
type Partly = ReadonlySet<Bytes> | null;

const noDirectory: Partly = new Set();

/** Of the others nothing is kept but themselves: thousands of instructions may leave something out of one directory. */
function partlyTaken(top: TreeNode, path: Bytes, filter: CopyFilter): Partly {
  if (filter.include === null && filter.exclude === null) return noDirectory;
  return filter.include === null ? unlessCopyFails(() => leftOutIn(top, path, filter)) : null;
}

function leftOutIn(top: TreeNode, path: Bytes, filter: CopyFilter): Set<Bytes> {
  const partly = new Set<Bytes>();
  const openAt = (node: TreeNode, at: Bytes, inside: CopyFilter) => ({
    ...{ path: at, inside, isWhole: true },
    entries: node.look().entries(),
  });
  const open = [openAt(top, path, filter)];
  for (let at = open.at(-1); at !== undefined; at = open.at(-1)) {
    const { value: entry } = at.inside.exclude?.isOver?.() === true ? noEntry : at.entries.next();
    if (entry === undefined) {
      if (!at.isWhole) partly.add(at.path);
      open.pop();
      const around = open.at(-1);
      if (around !== undefined) around.isWhole &&= at.isWhole;
      continue;
    }
    const [name, node] = entry;
    const { excluded } = matchFilter(at.inside, name);
    if (excluded) at.isWhole = false;
    if (node.type === "directory" && (!excluded || filter.readsExcluded))
      open.push(openAt(node, inDirectory(at.path, name), enter(at.inside, name)));
  }
  return partly;
}

const noEntry = { value: undefined };

/**
 * Places a directory with all its contents if nothing is there, or an earlier copy of the same; false if something else
 * is.
 */
export function placeWhole(action: CopyAction, node: TreeNode, parent: TreeNode, path: Bytes): boolean {
  const name = nameOf(path);
  const there = parent.children.get(name);
  const first = there?.firstCopyOf(node) ?? null;
  if (there !== undefined && first === null) return false;
  const { entries, named, length } = node.sums();
  action.target.room?.take(1 + entries + (length + (named + 1) * path.length) / pathWeight);
  if (there !== undefined)
    action.target.hideAll({ path: path.slice(1), node: there, by: action.hop.instruction });
  parent.children.set(name, copyOf(action, node, path, first));
  return true;
}

/** The content of a directory is copied on demand; `over` is one that was copied to the same place before. */
function copyOf(action: CopyAction, node: TreeNode, path: Bytes, over: TreeNode | null): TreeNode {
  const { type, target, text } = node;
  if (type !== "directory")
    return new TreeNode({ type, target, text, from: landed(action, node, path), owner: action.target.owner });
  const open = () => {
    const before = over?.look();
    const children = [...node.look()].filter(([, child]) => !isLost(action, child));
    return new Map(
      children.map(([name, child]) => [
        name,
        copyOf(action, child, `${path}/${name}`, before?.get(name) ?? null),
      ]),
    );
  };
  const all = action.losesPipes === true ? null : allLanded(action, node, path);
  return new TreeNode({
    ...{ type, target, text, owner: action.target.owner },
    ...{
      whole: node.whole,
      from: over === null ? landed(action, node, path) : over.from,
    },
    content: { all, source: node, over, open, sums: () => node.sums() },
  });
}

/** fsutil copyDirectoryOnly. */
function placeDirectory(action: CopyAction, node: TreeNode, parent: TreeNode, path: Bytes): TreeNode {
  const name = nameOf(path);
  const there = action.target.ownChild(parent, name);
  if (there !== null) return there;
  if (parent.children.has(name)) throw new CopyFailure(`cannot copy to non-directory: ${path}`);
  const made = madeFrom(action, node, path);
  parent.children.set(name, made);
  return made;
}

/** Copies one entry of a directory; returns the next frame if it is a directory to read. */
function copyChild(
  action: CopyAction,
  partly: Partly,
  frames: readonly Frame[],
  top: Frame,
  name: Bytes,
  node: TreeNode,
): Frame | null {
  const path = inDirectory(top.path, name);
  const { included, excluded } = matchFilter(top.filter, name);
  if (node.type !== "directory") {
    if (included) placeFile(action, node, intoOf(action, frames), path);
    return null;
  }
  const isSkipped = excluded && !top.filter.readsExcluded;
  const isLookedAt = !isSkipped || top.filter.include !== null;
  if (!included && isLookedAt && top.into === null) lstat(action.target, path); // fails below a file
  if (included && partly?.has(path) === false && placeWhole(action, node, intoOf(action, frames), path))
    return null;
  const into = included ? placeDirectory(action, node, intoOf(action, frames), path) : null;
  return isSkipped ? null : openFrame(node, path, into, enter(top.filter, name));
}

/** Returns the directory that the last frame goes into, made with its parents if necessary (createParentDirs). */
function intoOf(action: CopyAction, frames: readonly Frame[]): TreeNode {
  let parent: TreeNode | null = null;
  for (const frame of frames) {
    frame.into ??= parent && placeDirectory(action, frame.node, parent, frame.path);
    parent = frame.into;
  }
  return parent ?? action.target.root;
}

/** Bytes of paths that take as much memory as an entry. */
const pathWeight = 400;

function landed({ hop }: CopyAction, { from }: TreeNode, path: Bytes): Provenance | null {
  if (from === null) return null;
  const { context, size, file } = from;
  return { context, path: from.path, size, file, hop: nextHop({ ...hop, path }, from.hop) };
}

const allLanded = ({ hop }: CopyAction, { all }: TreeNode, path: Bytes): All | null =>
  all && { path: all.path, hop: nextHop({ ...hop, path }, all.hop) };

/** A file of an earlier instruction stays in its layer. */
export function hide({ target, hop }: CopyAction, { from, type }: TreeNode, path: Bytes): void {
  const by = hop.instruction;
  if (from !== null && isOlder(from, by)) target.hide({ path: path.slice(1), type, from, by });
}

/** Returns the instruction as a hop of what it copies. */
export function hopOf(
  { step, stage }: { step: Pick<CopyStep, "instruction">; stage: Stage },
  certain: boolean,
): CopyAction["hop"] {
  return { instruction: step.instruction, stage, certain };
}
