import type { Bytes } from "../bytes.ts";
import { inDirectory, nameOf, parentOf } from "../context/links.ts";
import { type ArchiveEntry, readArchive } from "./archive.ts";
import { hopOf } from "./copier.ts";
import { CopyFailure } from "./copy-failure.ts";
import type { CopyRun } from "./copy-run.ts";
import { ImageTree } from "./image-tree.ts";
import { noteUnpacked } from "./overlay.ts";
import { contentOf } from "./passwd.ts";

import { followInScope } from "./scoped-path.ts";
import { nextHop, type TreeNode } from "./tree-node.ts";

type Read = ReturnType<typeof readArchive>;

const known = new WeakMap<TreeNode, Read>();

/** Decides by the content; by the name if that is unknown. */
function archiveOf({ isArchive: byName, read }: CopyRun, node: TreeNode): Read {
  const found = known.get(node);
  if (found !== undefined) return found;
  const content = contentOf(node, read);
  const isNamed = node.from !== null && byName(node.from.path);
  const archive = content === null ? (isNamed ? "unknown" : null) : readArchive(content);
  known.set(node, archive);
  return archive;
}

export const isArchive = (run: CopyRun, node: TreeNode): boolean => archiveOf(run, node) !== null;

/** moby/go-archive Unpack: parents are made, directories merged, everything else replaces what is there. */
export function unpackInto(run: CopyRun, node: TreeNode, target: ImageTree, dest: Bytes): void {
  const entries = archiveOf(run, node);
  if (entries === "unknown") run.tree.leaveGap(dest);
  else for (const entry of entries ?? []) unpackEntry(target, dest, entry);
  if (node.from === null) return;
  const hop = nextHop({ ...hopOf(run, run.step.dest.known), path: dest }, node.from.hop);
  noteUnpacked(target, dest, [{ ...node.from, hop }]);
}

function unpackEntry(tree: ImageTree, dest: Bytes, { path, type, target, size }: ArchiveEntry): void {
  if (path === "/") return;
  const whole = `${dest === "/" ? "" : dest}${path}`;
  const directory = parentFor(tree, dest, parentOf(path));
  const there = directory.children.get(nameOf(whole));
  if (type === "directory" && there?.type === "directory") return;
  const made = type === "hard-link" ? linked(tree, dest, target) : tree.newNode(type, null, target);
  directory.children.set(nameOf(whole), made);
  made.size = size;
}

/** Follows links on the way, as long as they stay where the archive is unpacked. */
function parentFor(tree: ImageTree, dest: Bytes, path: Bytes): TreeNode {
  const inside = new ImageTree();
  inside.root = tree.ownDirectory(dest) ?? inside.root;
  let at = dest;
  for (const name of followInScope(inside, path).split("/").filter(Boolean)) {
    const directory = tree.ownDirectory(at);
    at = inDirectory(at, name);
    if (directory !== null && !directory.children.has(name))
      directory.children.set(name, tree.newNode("directory"));
  }
  const directory = tree.ownDirectory(at);
  if (directory === null) throw new CopyFailure(`mkdir ${at}: not a directory`);
  return directory;
}

function linked(tree: ImageTree, dest: Bytes, target: Bytes): TreeNode {
  const directory = parentFor(tree, dest, parentOf(`/${target}`));
  const node = directory.children.get(nameOf(`/${target}`));
  if (node === undefined) throw new CopyFailure(`link ${target}: no such file or directory`);
  return node.ownedBy(tree);
}
