import { type Node, type Op, SyntaxRefusal } from "./syntax.ts";

/**
 * A syntax tree under construction. Go rejects an expression whose tree is nested too deeply, whose classes have too
 * many ranges, or whose program would be too large (regexp/syntax: checkLimits). It estimates all three while it
 * parses, so the result depends on how many nodes were allocated, which were released and reused, and what was cached
 * about them. To reject exactly the same texts, this counts like Go.
 */
export interface Tree {
  /** Finished nodes, and the open groups and bars between them. */
  readonly stack: Node[];
  /** Flags in effect. */
  flags: number;
  readonly free: Node[];
  /** Nodes ever created, not counting those reused from `free`. */
  allocated: number;
  /** Code points and range ends of all nodes pushed. */
  runes: number;
  /** Product of all repeat counts; saturates at MAX_SIZE. */
  repeats: number;
  tracksSize: boolean;
  tracksHeight: boolean;
  /** Recursion depth of factoring alternatives. */
  factoring: number;
}

const MAX_HEIGHT = 1000;
/** Instructions: 128 MiB of 40 bytes each, and range ends: 128 MiB of 4 bytes each. */
const MAX_SIZE = Math.floor((128 << 20) / 40);
const MAX_RUNES = (128 << 20) / 4;

export function createTree(): Tree {
  return {
    stack: [],
    flags: 0,
    free: [],
    allocated: 0,
    runes: 0,
    repeats: 1,
    tracksSize: false,
    tracksHeight: false,
    factoring: 0,
  };
}

export function takeNode(tree: Tree, op: Op, flags: number): Node {
  const used = tree.free.pop();
  if (used === undefined) tree.allocated++;
  const fresh = {
    op,
    flags,
    runes: [],
    sets: [],
    subs: [],
    min: 0,
    max: 0,
    captures: false,
    // Deliberately kept: Go clears only the height of a node that it releases.
    size: used?.size ?? null,
    height: null,
  };
  return used === undefined ? fresh : Object.assign(used, fresh);
}

export function giveBack(tree: Tree, node: Node): void {
  tree.free.push(node);
}

/** Throws a SyntaxRefusal if the node, just created or changed, exceeds a limit. */
export function checkLimits(tree: Tree, node: Node): void {
  if (tree.runes > MAX_RUNES) throw new SyntaxRefusal("expression too large");
  checkSize(tree, node);
  checkHeight(tree, node);
}

/**
 * Each level of factoring makes the tree at least one level deeper, so this rejects nothing that Go accepts, but it
 * does so before the recursion exhausts the stack.
 */
export function enterFactor(tree: Tree): void {
  tree.factoring++;
  if (tree.factoring > MAX_HEIGHT) throw new SyntaxRefusal("expression nests too deeply");
}

function checkSize(tree: Tree, node: Node): void {
  if (!tree.tracksSize) {
    if (node.op === "repeat") countRepeat(tree, node);
    if (tree.allocated < Math.floor(MAX_SIZE / tree.repeats)) return;
    tree.tracksSize = true;
    for (const each of tree.stack) checkSize(tree, each);
  }
  if (measureSize(node) > MAX_SIZE) throw new SyntaxRefusal("expression too large");
}

function countRepeat(tree: Tree, node: Node): void {
  const copies = Math.max(1, node.max === -1 ? node.min : node.max);
  tree.repeats = copies > Math.floor(MAX_SIZE / tree.repeats) ? MAX_SIZE : tree.repeats * copies;
}

function checkHeight(tree: Tree, node: Node): void {
  if (tree.allocated < MAX_HEIGHT) return;
  if (!tree.tracksHeight) {
    tree.tracksHeight = true;
    for (const each of tree.stack) checkHeight(tree, each);
  }
  if (measureHeight(node) > MAX_HEIGHT) throw new SyntaxRefusal("expression nests too deeply");
}

/** Computes the number of instructions that the node compiles to (regexp/syntax: calcSize). */
function measureSize(node: Node): number {
  const inside = node.subs.reduce((sum, sub) => sum + (sub.size ?? measureSize(sub)), 0);
  node.size = Math.max(1, ownSize(node, inside));
  return node.size;
}

function ownSize(node: Node, inside: number): number {
  switch (node.op) {
    case "literal":
      return node.runes.length;
    case "capture":
    case "star":
      return 2 + inside;
    case "plus":
    case "quest":
      return 1 + inside;
    case "concat":
      return inside;
    case "alternate":
      return inside + node.subs.length - 1;
    case "repeat":
      return repeatSize(node, inside);
    default:
      return 0;
  }
}

function repeatSize({ min, max }: Node, inside: number): number {
  if (max === -1) return min === 0 ? 2 + inside : 1 + min * inside;
  return max * inside + (max - min);
}

function measureHeight(node: Node): number {
  node.height = 1 + node.subs.reduce((most, sub) => Math.max(most, sub.height ?? measureHeight(sub)), 0);
  return node.height;
}
