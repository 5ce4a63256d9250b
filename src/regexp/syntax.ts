import type { CharClass } from "./charclass.ts";

/**
 * What a node of the syntax tree matches. `open` and `bar` occur only on the parser's stack. The order from `literal`
 * to `any` is the order in which Go prefers one to hold the union of several.
 */
export type Op =
  | "empty"
  | "literal"
  | "class"
  | "anyButNewline"
  | "any"
  | "beginText"
  | "beginLine"
  | "endText"
  | "endLine"
  | "wordBoundary"
  | "noWordBoundary"
  | "star"
  | "plus"
  | "quest"
  | "repeat"
  | "capture"
  | "concat"
  | "alternate"
  | "open"
  | "bar";

/** Bits of `Node.flags`, as `(?imsU)` sets them. */
export const FOLD = 1;
export const MULTILINE = 2;
export const DOT_ALL = 4;
export const LAZY = 8;

export interface Node {
  op: Op;
  /** Flags in effect where the node was written. */
  flags: number;
  /** literal: its code points. */
  runes: number[];
  /** class: the union of these. */
  sets: CharClass[];
  subs: Node[];
  /** repeat: copies; `max` is -1 for no limit. */
  min: number;
  max: number;
  /** open: whether the group captures (which changes nothing about what matches, but counts for the limits). */
  captures: boolean;
  /** Cached by limits.ts. */
  size: number | null;
  height: number | null;
}

/** Why Go rejects an expression (regexp/syntax: ErrorCode). */
export class SyntaxRefusal extends Error {
  override readonly name = "SyntaxRefusal";
}

export function isPseudo(node: Node): boolean {
  return node.op === "open" || node.op === "bar";
}

/** Whether a node matches a single character. */
export function isCharacter(node: Node): boolean {
  return (node.op === "literal" && node.runes.length === 1) || characterRank(node) > 1;
}

/** Returns the rank of operators for a single character; 0 for all others. */
export function characterRank({ op }: Node): number {
  return op === "literal" ? 1 : op === "class" ? 2 : op === "anyButNewline" ? 3 : op === "any" ? 4 : 0;
}
