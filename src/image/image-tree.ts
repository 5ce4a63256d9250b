import type { Bytes } from "../bytes.ts";
import type { InstructionReference } from "../dockerfile/instructions.ts";
import { beyondLimit, limits } from "../limits.ts";
import { type NodeType, type Provenance, TreeNode } from "./tree-node.ts";

/** A file of an earlier layer that a later one covers: it is still in the image. */
export interface HiddenFile {
  /** Relative to the root of the stage. */
  path: Bytes;
  type: NodeType;
  from: Provenance;
  /** What covers it. */
  by: InstructionReference;
}

/** A directory of which an instruction covered each file. */
interface HiddenDirectory extends Pick<HiddenFile, "path" | "by"> {
  node: TreeNode;
}

/** What the instructions of one build may put into its stages: one that doubles what it copies would fill any memory. */
export class Room {
  private left: number = limits.imageEntries;

  take(entries: number): void {
    this.left -= entries;
    if (this.left < 0)
      beyondLimit(
        `the instructions of the build put more than ${limits.imageEntries} files and directories into its stages`,
        "copy less from stage to stage, or look at one stage alone: --target",
      );
  }
}

/** A list that is copied costs less than entries that are made. */
const sharedWeight = 1 / 8;

/** The file system of a stage as far as it is known. Trees share what they have in common. */
export class ImageTree {
  /** Null for a context, which is as large as it is. */
  readonly room: Room | null;
  /** Of its own nodes: the tree itself, or the one that it is to be laid over. */
  readonly owner: object;
  root: TreeNode;
  /** There is more than what is known: a base image, or what a RUN made. */
  unknown: boolean;
  /** Rooted paths at or below which there may be more, where it is known that it can be nowhere else. */
  readonly gaps: Set<Bytes>;
  private readonly covered: (HiddenFile | HiddenDirectory)[];
  /** Changes with every instruction; equal numbers are the same snapshot. */
  snapshot: object;

  constructor(base: ImageTree | null = null, room = base?.room ?? null, owner: object | null = null) {
    this.room = room;
    this.owner = owner ?? this;
    room?.take(((base?.covered.length ?? 0) + (base?.gaps.size ?? 0)) * sharedWeight);
    this.root = base?.root ?? this.newNode("directory");
    this.unknown = base?.unknown ?? false;
    this.gaps = new Set(base?.gaps);
    this.covered = [...(base?.covered ?? [])];
    this.snapshot = base?.snapshot ?? emptySnapshot;
  }

  /** Something that is not known comes to lie at a rooted path, or below it. */
  leaveGap(path: Bytes): void {
    if (path === "/") this.unknown = true;
    else this.gaps.add(path);
  }

  /** Something that is not known may be at a rooted path, above it or below it. */
  mayHold(path: Bytes): boolean {
    return this.unknown || [...this.gaps].some((gap) => isAround(gap, path) || isAround(path, gap));
  }

  /** Made while they are read. */
  get hidden(): Iterable<HiddenFile> {
    return { [Symbol.iterator]: () => this.hiddenFiles() };
  }

  /** Directories that `enters` leaves out are skipped, with all that is in them. */
  *hiddenFiles(enters: (node: TreeNode) => boolean = () => true): Generator<HiddenFile> {
    for (const one of this.covered) {
      if (!("node" in one)) yield one;
      else if (one.node.all?.hop?.instruction !== one.by) yield* filesOf(one, enters);
    }
  }

  get hides(): boolean {
    return this.covered.length > 0;
  }

  hideAll(directory: HiddenDirectory): void {
    this.room?.take(directory.node.sums().entries);
    this.covered.push(directory);
  }

  hide(file: HiddenFile): void {
    this.room?.take(1);
    this.covered.push(file);
  }

  newNode(
    type: NodeType,
    from: Provenance | null = null,
    target: Bytes = "",
    text: Bytes | null = null,
  ): TreeNode {
    this.room?.take(1);
    return new TreeNode({ type, from, target, text, owner: this.owner });
  }

  /** The directory at a path without links in it, ready to be changed. Null if there is none. */
  ownDirectory(path: Bytes): TreeNode | null {
    this.root = this.own(this.root);
    let directory: TreeNode | null = this.root;
    for (const name of components(path)) {
      if (directory === null) return null;
      directory = this.ownChild(directory, name);
    }
    return directory;
  }

  /** A directory in a directory that may be changed, itself ready to be changed. Null if there is none. */
  ownChild(parent: TreeNode, name: Bytes): TreeNode | null {
    const child = parent.children.get(name);
    if (child?.type !== "directory") return null;
    const owned = this.own(child);
    if (owned !== child) parent.children.set(name, owned);
    return owned;
  }

  private own(node: TreeNode): TreeNode {
    if (node.owner === this.owner) {
      node.changes();
      return node;
    }
    this.room?.take(node.children.size * sharedWeight);
    return node.ownedBy(this.owner);
  }
}

function* filesOf(
  { path: top, node: directory, by }: HiddenDirectory,
  enters: (node: TreeNode) => boolean,
): Generator<HiddenFile> {
  if (!enters(directory)) return;
  for (const { path, node } of walkTree(directory, `${top}/`, undefined, enters)) {
    const { type, from } = node;
    if (type !== "directory" && from !== null && isOlder(from, by)) yield { path, type, from, by };
  }
}

/** What an instruction covers of its own files was never seen. */
export const isOlder = ({ hop }: Provenance, by: InstructionReference): boolean => hop?.instruction !== by;

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

/** What several trees share is the same node in each: true the first time. */
export function onceEach(): (node: TreeNode) => boolean {
  const seen = new Set<TreeNode>();
  return (node) => seen.size < seen.add(node).size;
}

const byName = (children: ReadonlyMap<Bytes, TreeNode>): Bytes[] => [...children.keys()].sort();

/**
 * Every path below a node, depth first, siblings in the order of their bytes; not deeper than `depth` names, and not
 * into directories that `enters` leaves out.
 */
export function* walkTree(
  node: TreeNode,
  prefix: Bytes = "",
  depth = Number.POSITIVE_INFINITY,
  enters: (node: TreeNode) => boolean = () => true,
  order: (children: ReadonlyMap<Bytes, TreeNode>) => Bytes[] = byName,
): Generator<{ path: Bytes; node: TreeNode }> {
  const frame = (directory: TreeNode, path: Bytes) => {
    const children = directory.look();
    return { children, names: order(children), prefix: path, next: 0 };
  };
  const open = [frame(node, prefix)];
  for (let top = open.at(-1); top !== undefined; top = open.at(-1)) {
    const name = top.names[top.next++];
    const child = name === undefined ? undefined : top.children.get(name);
    if (child === undefined) {
      open.pop();
      continue;
    }
    const path = top.prefix + name;
    yield { path, node: child };
    if (child.type === "directory" && open.length < depth && enters(child)) {
      open.push(frame(child, `${path}/`));
    }
  }
}

/** The names in a directory in the order of their bytes. */
export function sortedNames(node: TreeNode): Bytes[] {
  return [...node.children.keys()].sort();
}
