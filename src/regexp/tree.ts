import { caseVariants } from "./casefold.ts";
import { type CharClass, sameClass } from "./charclass.ts";
import { characters, collapse, mergeCharacters, tidyClass } from "./factor.ts";
import { checkLimits, giveBack, type Tree, takeNode } from "./limits.ts";
import {
  characterRank,
  FOLD,
  isCharacter,
  isPseudo,
  LAZY,
  type Node,
  type Op,
  SyntaxRefusal,
} from "./syntax.ts";

export function pushOp(tree: Tree, op: Op): void {
  push(tree, takeNode(tree, op, tree.flags));
}

export function pushLiteral(tree: Tree, rune: number): void {
  const node = takeNode(tree, "literal", tree.flags);
  node.runes = [tree.flags & FOLD ? Math.min(...caseVariants(rune)) : rune];
  push(tree, node);
}

/** Pushes a node allocated before its class was read (Go counts it even if the class turns out to be invalid). */
export function pushClass(tree: Tree, node: Node, set: CharClass): void {
  node.sets = [set];
  push(tree, node);
}

function push(tree: Tree, node: Node): void {
  const set = node.op === "class" ? characters(node) : [];
  tree.runes += node.runes.length + set.length;
  const flags = literalFlags(tree, set);
  if (flags === null) joinLiterals(tree, null);
  else {
    // A class of one character, alone or in both cases, becomes a literal (regexp/syntax: parser.push).
    const [rune = 0] = set;
    if (joinLiterals(tree, { rune, flags })) return;
    Object.assign(node, { op: "literal", runes: [rune], sets: [], flags });
  }
  tree.stack.push(node);
  checkLimits(tree, node);
}

function literalFlags(tree: Tree, set: CharClass): number | null {
  const [a = 0, b = 0, c = 0, d = 0] = set;
  if (set.length === 2 && a === b) return tree.flags & ~FOLD;
  const isPair = set.length === 4 ? a === b && c === d : set.length === 2 && a + 1 === b;
  return isPair && sameClass(caseVariants(a), [a, set.length === 4 ? c : b]) ? tree.flags | FOLD : null;
}

/**
 * Joins the two topmost literals (no operator can reach the lower one any more) and, if a next literal is given, reuses
 * the emptied node for it; returns whether it did.
 */
function joinLiterals(tree: Tree, next: { rune: number; flags: number } | null): boolean {
  const top = tree.stack.at(-1);
  const below = tree.stack.at(-2);
  if (top?.op !== "literal" || below?.op !== "literal" || (top.flags ^ below.flags) & FOLD) return false;
  for (const rune of top.runes) below.runes.push(rune);
  if (next !== null) {
    top.runes = [next.rune];
    top.flags = next.flags;
    return true;
  }
  tree.stack.pop();
  giveBack(tree, top);
  return false;
}

/** Wraps the topmost node in an operator (regexp/syntax: parser.repeat). */
export function pushRepeat(tree: Tree, op: Op, lazy: boolean, min: number, max: number): void {
  const sub = tree.stack.at(-1);
  if (sub === undefined || isPseudo(sub)) {
    throw new SyntaxRefusal("missing argument to repetition operator");
  }
  const node = takeNode(tree, op, lazy ? tree.flags ^ LAZY : tree.flags);
  Object.assign(node, { min, max, subs: [sub] });
  tree.stack[tree.stack.length - 1] = node;
  checkLimits(tree, node);
  if ((min >= 2 || max >= 2) && !repeatsWithin(node, 1000)) throw new SyntaxRefusal("invalid repeat count");
}

/** Nested repeats must not make more than `limit` copies of the innermost node. */
function repeatsWithin(node: Node, limit: number): boolean {
  let left = limit;
  if (node.op === "repeat") {
    if (node.max === 0) return true;
    const copies = node.max < 0 ? node.min : node.max;
    if (copies > limit) return false;
    if (copies > 0) left = Math.floor(limit / copies);
  }
  return node.subs.every((sub) => repeatsWithin(sub, left));
}

export function openGroup(tree: Tree, captures: boolean): void {
  const node = takeNode(tree, "open", tree.flags);
  node.captures = captures;
  push(tree, node);
}

export function closeGroup(tree: Tree): void {
  finishAlternatives(tree);
  const inside = tree.stack.pop();
  const open = tree.stack.pop();
  if (inside === undefined || open?.op !== "open") throw new SyntaxRefusal("unexpected )");
  tree.flags = open.flags;
  if (open.captures) Object.assign(open, { op: "capture", subs: [inside] });
  push(tree, open.captures ? open : inside);
}

export function pushBar(tree: Tree): void {
  concatenate(tree);
  if (!sinkBar(tree)) pushOp(tree, "bar");
}

/** Returns the finished tree. */
export function finishTree(tree: Tree): Node {
  finishAlternatives(tree);
  const [root] = tree.stack;
  if (root === undefined || tree.stack.length > 1) throw new SyntaxRefusal("missing closing )");
  return root;
}

function finishAlternatives(tree: Tree): void {
  concatenate(tree);
  if (sinkBar(tree)) tree.stack.pop();
  const subs = popOperands(tree);
  const last = subs.at(-1);
  if (last !== undefined) tidyClass(last);
  push(tree, collapse(tree, subs, "alternate"));
}

function concatenate(tree: Tree): void {
  joinLiterals(tree, null);
  const subs = popOperands(tree);
  push(tree, subs.length === 0 ? takeNode(tree, "empty", 0) : collapse(tree, subs, "concat"));
}

/** Removes and returns everything above the topmost group or bar. */
function popOperands({ stack }: Tree): Node[] {
  const start = stack.findLastIndex(isPseudo) + 1;
  return stack.splice(start);
}

/**
 * Moves a bar below the topmost node above it, or merges the two characters around it into one class; false if there is
 * no bar (regexp/syntax: swapVerticalBar).
 */
function sinkBar(tree: Tree): boolean {
  const { stack } = tree;
  const top = stack.at(-1);
  const bar = stack.at(-2);
  const below = stack.at(-3);
  if (top === undefined || bar?.op !== "bar") return false;
  if (below !== undefined && isCharacter(top) && isCharacter(below)) {
    const [wide, narrow] = characterRank(top) > characterRank(below) ? [top, below] : [below, top];
    stack.splice(-3, 3, wide, bar);
    mergeCharacters(wide, narrow);
    giveBack(tree, narrow);
    return true;
  }
  if (below !== undefined) tidyClass(below);
  stack.splice(-2, 2, top, bar);
  return true;
}
