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
  /** The instruction that covers it. */
  by: InstructionReference;
}

/** A directory whose files were all covered by one instruction. */
interface HiddenDirectory extends Pick<HiddenFile, "path" | "by"> {
  node: TreeNode;
}

/**
 * Limits what the instructions of a build put into its stages: one that doubles what it copies would exhaust memory.
 */
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

/** A copied list costs less than new entries. */
const sharedWeight = 1 / 8;

/** The file system of a stage, as far as it is known. Trees share their common parts. */
export class ImageTree {
  /** Null for a context, which has no limit. */
  readonly room: Room | null;
  /** Of its own nodes: the tree itself, or the one that it is to be laid over. */
  readonly owner: object;
  root: TreeNode;
  /** Whether there is more than is known: a base image, or what a RUN made. */
  unknown: boolean;
  /** Rooted paths at or below which there may be more, if it can be nowhere else. */
  readonly gaps: Set<Bytes>;
  private readonly covered: (HiddenFile | HiddenDirectory)[];
  /** Changes with every instruction; the same object means the same snapshot. */
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

  /** Notes that something unknown is at or below a rooted path. */
  leaveGap(path: Bytes): void {
    if (path === "/") this.unknown = true;
    else this.gaps.add(path);
  }

  /** Whether something unknown may be at a rooted path, above or below it. */
  mayHold(path: Bytes): boolean {
    return this.unknown || [...this.gaps].some((gap) => isAround(gap, path) || isAround(path, gap));
  }

  /** Produced on demand. */
  get hidden(): Iterable<HiddenFile> {
    return { [Symbol.iterator]: () => this.hiddenFiles() };
  }

  /** Skips directories that `enters` rejects, with all their contents. */
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

  /** Returns the directory at a path without links, ready for changes. Null if there is none. */
  ownDirectory(path: Bytes): TreeNode | null {
    this.root = this.own(this.root);
    let directory: TreeNode | null = this.root;
    for (const name of components(path)) {
      if (directory === null) return null;
      directory = this.ownChild(directory, name);
    }
    return directory;
  }

  /** Returns a subdirectory of a directory that may be changed, itself ready for changes. Null if there is none. */
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

/** An instruction's own files that it covers were never visible. */
export const isOlder = ({ hop }: Provenance, by: InstructionReference): boolean => hop?.instruction !== by;

const isAround = (path: Bytes, other: Bytes): boolean =>
  path === "/" || path === other || other.startsWith(`${path}/`);

const emptySnapshot = {};

/** Whether it is the snapshot of `scratch` before its first instruction. */
export function isScratch(tree: ImageTree): boolean {
  return tree.snapshot === emptySnapshot;
}

export function components(path: Bytes): Bytes[] {
  return path.split("/").filter((name) => name !== "" && name !== ".");
}

/** Returns a test that is true for each node the first time: trees share their nodes. */
export function onceEach(): (node: TreeNode) => boolean {
  const seen = new Set<TreeNode>();
  return (node) => seen.size < seen.add(node).size;
}

const byName = (children: ReadonlyMap<Bytes, TreeNode>): Bytes[] => [...children.keys()].sort();

/**
 * Yields every path below a node, depth-first, siblings in byte order; at most `depth` names deep, without entering
 * directories that `enters` rejects.
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

/** Returns the names in a directory in byte order. */
export function sortedNames(node: TreeNode): Bytes[] {
  return [...node.children.keys()].sort();
}
