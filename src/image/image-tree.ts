import type { Bytes } from "../bytes.ts";
import type { InstructionReference } from "../dockerfile/instructions.ts";
import type { NamedContext, Stage } from "../dockerfile/stages.ts";

/** One instruction on the road of a file, with the one before it. */
export interface Hop {
  instruction: InstructionReference;
  stage: Stage;
  /** Where it put the file: in the stage, absolute. */
  path: Bytes;
  /** False where the place depends on a base image or on a RUN. */
  certain: boolean;
  previous: Hop | null;
}

/** Where a path of a stage comes from. */
export interface Provenance {
  /** Null for the build context. */
  context: NamedContext | null;
  /** In the context. */
  path: Bytes;
  /** Bytes of a regular file as it arrived, else 0. */
  size: number;
  /** Of a file that is sent under several names (a hard link): the first of them, else "". */
  file: Bytes;
  /** Null in the context itself. */
  hop: Hop | null;
}

export type NodeType = "file" | "directory" | "symlink" | "other";

/** An entry of a file system that is put together from copies. */
export interface TreeNode {
  type: NodeType;
  /** Of a symbolic link. */
  target: Bytes;
  /** Null where the content is not from a context: made by an instruction, or by a heredoc. */
  from: Provenance | null;
  /** An archive from a context was unpacked into this directory. */
  unpacked: readonly Provenance[];
  /** What an instruction wrote into it; null where it comes from elsewhere. */
  text: Bytes | null;
  /** Of a file that comes out of an archive: bytes. */
  size: number;
  /** Of a directory. */
  children: Map<Bytes, TreeNode>;
  /** The tree that may change this node; all others make their own first. */
  owner: ImageTree;
}

/** A file of an earlier layer that a later one covers: it is still in the image. */
export interface HiddenFile {
  /** Relative to the root of the stage. */
  path: Bytes;
  type: NodeType;
  from: Provenance;
  /** What covers it. */
  by: InstructionReference;
}

const nothing: readonly Provenance[] = [];
/** Of everything that is no directory. */
const noChildren = new Map<Bytes, TreeNode>();

/** What a builder would fail on while it copies. */
export class CopyFailure extends Error {
  /** What is to blame: what is copied, or where it goes to. */
  readonly about: "source" | "target";

  constructor(message: string, about: "source" | "target" = "target") {
    super(message);
    this.about = about;
  }
}

/** The file system of a stage as far as it is known. Trees share what they have in common. */
export class ImageTree {
  root: TreeNode;
  /** There is more than what is known: a base image, or what a RUN made. */
  unknown: boolean;
  /** Rooted paths at or below which there may be more, where it is known that it can be nowhere else. */
  readonly gaps: Set<Bytes>;
  readonly hidden: HiddenFile[];
  /** Changes with every instruction; equal numbers are the same snapshot. */
  snapshot: object;

  constructor(base: ImageTree | null = null) {
    this.root = base?.root ?? this.newNode("directory");
    this.unknown = base?.unknown ?? false;
    this.gaps = new Set(base?.gaps);
    this.hidden = [...(base?.hidden ?? [])];
    this.snapshot = base?.snapshot ?? emptySnapshot;
  }

  /** Something that is not known comes to lie at a rooted path, or below it. */
  leaveGap(path: Bytes): void {
    if (path === "/") this.unknown = true;
    else this.gaps.add(path);
  }

  /** Something that is not known may lie at a rooted path, above it or below it. */
  mayHold(path: Bytes): boolean {
    return this.unknown || [...this.gaps].some((gap) => isAround(gap, path) || isAround(path, gap));
  }

  newNode(
    type: NodeType,
    from: Provenance | null = null,
    target: Bytes = "",
    text: Bytes | null = null,
  ): TreeNode {
    return {
      type,
      target,
      from,
      text,
      size: text?.length ?? 0,
      unpacked: nothing,
      children: type === "directory" ? new Map() : noChildren,
      owner: this,
    };
  }

  /** The directory at a path without links in it, ready to be changed. Null where there is none. */
  ownDirectory(path: Bytes): TreeNode | null {
    this.root = this.own(this.root);
    let directory: TreeNode | null = this.root;
    for (const name of components(path)) {
      if (directory === null) return null;
      directory = this.ownChild(directory, name);
    }
    return directory;
  }

  /** A directory in a directory that may be changed, itself ready to be changed. Null where there is none. */
  ownChild(parent: TreeNode, name: Bytes): TreeNode | null {
    const child = parent.children.get(name);
    if (child?.type !== "directory") return null;
    const owned = this.own(child);
    if (owned !== child) parent.children.set(name, owned);
    return owned;
  }

  private own(node: TreeNode): TreeNode {
    return node.owner === this ? node : { ...node, children: new Map(node.children), owner: this };
  }
}

const isAround = (path: Bytes, other: Bytes): boolean =>
  path === "/" || path === other || other.startsWith(`${path}/`);

const emptySnapshot = {};

/** True for the snapshot of `scratch` before its first instruction. */
export function isScratch(tree: ImageTree): boolean {
  return tree.snapshot === emptySnapshot;
}

export function components(path: Bytes): Bytes[] {
  return path.split("/").filter((name) => name !== "" && name !== ".");
}

/** Every path below a node, depth first, siblings in the order of their bytes; not deeper than `depth` names. */
export function* walkTree(
  node: TreeNode,
  prefix: Bytes = "",
  depth = Number.POSITIVE_INFINITY,
): Generator<{ path: Bytes; node: TreeNode }> {
  const open = [{ node, prefix, names: sortedNames(node), next: 0 }];
  for (let top = open.at(-1); top !== undefined; top = open.at(-1)) {
    const name = top.names[top.next++];
    const child = name === undefined ? undefined : top.node.children.get(name);
    if (child === undefined) {
      open.pop();
      continue;
    }
    const path = top.prefix + name;
    yield { path, node: child };
    if (child.children.size > 0 && open.length < depth) {
      open.push({ node: child, prefix: `${path}/`, names: sortedNames(child), next: 0 });
    }
  }
}

/** The names in a directory in the order of their bytes. */
export function sortedNames(node: TreeNode): Bytes[] {
  return [...node.children.keys()].sort();
}
