import { takeBracket, takeClassEscape, takeEscape } from "./bracket.ts";
import { createTree, giveBack, type Tree, takeNode } from "./limits.ts";
import {
  atEnd,
  createScanner,
  isAlphanumeric,
  isDigit,
  type Scanner,
  sees,
  skip,
  take,
  takeUntil,
} from "./scanner.ts";
import { DOT_ALL, FOLD, LAZY, MULTILINE, type Node, type Op, SyntaxRefusal } from "./syntax.ts";
import {
  closeGroup,
  finishTree,
  openGroup,
  pushBar,
  pushClass,
  pushLiteral,
  pushOp,
  pushRepeat,
} from "./tree.ts";

interface Parser extends Scanner {
  readonly tree: Tree;
  /** Whether the previous token was a repetition operator, which must not be followed by another. */
  repeated: boolean;
}

/**
 * Parses an expression in the syntax of Go's regexp.Compile into a syntax tree (regexp/syntax: Parse with syntax.Perl).
 * Throws a SyntaxRefusal if Go returns an error.
 */
export function parseRegexp(text: readonly number[]): Node {
  const parser: Parser = { ...createScanner(text), tree: createTree(), repeated: false };
  while (!atEnd(parser)) {
    const repeated = takeRepeat(parser);
    if (!repeated) takeToken(parser);
    parser.repeated = repeated;
  }
  return finishTree(parser.tree);
}

/** Actions of the characters with a special meaning, once consumed. */
const tokens: ReadonlyMap<string, (parser: Parser) => void> = new Map([
  ["$", ({ tree }) => pushOp(tree, tree.flags & MULTILINE ? "endLine" : "endText")],
  ["(", takeOpen],
  [")", ({ tree }) => closeGroup(tree)],
  [".", ({ tree }) => pushOp(tree, tree.flags & DOT_ALL ? "any" : "anyButNewline")],
  ["[", takeClass],
  ["\\", takeBackslash],
  ["^", ({ tree }) => pushOp(tree, tree.flags & MULTILINE ? "beginLine" : "beginText")],
  ["|", ({ tree }) => pushBar(tree)],
]);

function takeToken(parser: Parser): void {
  const rune = take(parser, "missing character");
  const token = tokens.get(String.fromCodePoint(rune));
  if (token === undefined) pushLiteral(parser.tree, rune);
  else token(parser);
}

const repeatOps: readonly (readonly [string, Op])[] = [
  ["*", "star"],
  ["+", "plus"],
  ["?", "quest"],
];

/** Reads a repetition operator; false if none comes next (an ill-formed `{` is a character). */
function takeRepeat(parser: Parser): boolean {
  const simple = repeatOps.find(([text]) => skip(parser, text));
  const counts = simple === undefined ? takeCounts(parser) : { min: 0, max: 0 };
  if (counts === null) return false;
  const { min, max } = counts;
  if (min > 1000 || max > 1000 || (max >= 0 && min > max)) throw new SyntaxRefusal("invalid repeat count");
  const lazy = skip(parser, "?");
  if (parser.repeated) throw new SyntaxRefusal("invalid nested repetition operator");
  pushRepeat(parser.tree, simple?.[1] ?? "repeat", lazy, min, max);
  return true;
}

function takeCounts(parser: Parser): { min: number; max: number } | null {
  const from = parser.at;
  const min = skip(parser, "{") ? takeCount(parser) : null;
  let max = min;
  if (min !== null && skip(parser, ",")) max = sees(parser, "}") ? -1 : takeCount(parser);
  if (min !== null && max !== null && skip(parser, "}")) return { min, max };
  parser.at = from;
  return null;
}

/** Reads a decimal number without leading zeros; all values above the limit of 1000 are equivalent. */
function takeCount(parser: Parser): number | null {
  const first = parser.at;
  while (isDigit(parser.text[parser.at])) parser.at++;
  const digits = parser.text.slice(first, parser.at);
  if (digits.length === 0 || (digits.length > 1 && digits[0] === 0x30)) return null;
  return digits.reduce((value, digit) => Math.min(value * 10 + digit - 0x30, 1001), 0);
}

function takeClass(parser: Parser): void {
  const node = takeNode(parser.tree, "class", parser.tree.flags);
  pushClass(parser.tree, node, takeBracket(parser, isFolding(parser)));
}

const assertions: readonly (readonly [string, Op])[] = [
  ["A", "beginText"],
  ["b", "wordBoundary"],
  ["B", "noWordBoundary"],
  ["z", "endText"],
];

function takeBackslash(parser: Parser): void {
  const assertion = assertions.find(([letter]) => skip(parser, letter));
  if (assertion !== undefined) pushOp(parser.tree, assertion[1]);
  else if (skip(parser, "Q")) takeQuoted(parser);
  else takeEscaped(parser);
}

function takeEscaped(parser: Parser): void {
  const { tree } = parser;
  const node = takeNode(tree, "class", tree.flags);
  const set = takeClassEscape(parser, isFolding(parser));
  if (set !== null) {
    pushClass(tree, node, set);
    return;
  }
  giveBack(tree, node);
  pushLiteral(tree, takeEscape(parser));
}

/** Reads `\Q...\E`, or to the end of the expression. */
function takeQuoted(parser: Parser): void {
  const quoted = takeUntil(parser, "\\E");
  const runes = quoted ?? parser.text.slice(parser.at);
  if (quoted === null) parser.at = parser.text.length;
  for (const rune of runes) pushLiteral(parser.tree, rune);
}

function takeOpen(parser: Parser): void {
  if (!skip(parser, "?")) openGroup(parser.tree, true);
  else if (skip(parser, "<") || skip(parser, "P<")) takeNamedGroup(parser);
  else takeFlagGroup(parser);
}

/** Reads `(?i)` and `(?i:`. A group stores the flags from before it, which apply again after its end. */
function takeFlagGroup(parser: Parser): void {
  const flags = takeFlags(parser);
  if (sees(parser, ":")) openGroup(parser.tree, false);
  parser.at++;
  parser.tree.flags = flags;
}

function takeNamedGroup(parser: Parser): void {
  const name = takeUntil(parser, ">");
  if (name === null || name.length === 0 || !name.every(isNameCharacter)) {
    throw new SyntaxRefusal("invalid named capture");
  }
  openGroup(parser.tree, true);
}

function isNameCharacter(rune: number): boolean {
  return rune === 0x5f || isAlphanumeric(rune);
}

const flagBits: ReadonlyMap<string, number> = new Map(
  Object.entries({ i: FOLD, m: MULTILINE, s: DOT_ALL, U: LAZY }),
);

/** Reads the flags after `(?ims-U`; stops at the `:` or `)` that ends them (regexp/syntax: parsePerlFlags). */
function takeFlags(parser: Parser): number {
  const reason = "invalid or unsupported Perl syntax";
  let { flags } = parser.tree;
  let clearing = false;
  let needsFlag = false;
  while (!sees(parser, ":") && !sees(parser, ")")) {
    const letter = String.fromCodePoint(take(parser, reason));
    const bit = flagBits.get(letter);
    if (letter === "-" && !clearing) {
      clearing = needsFlag = true;
      continue;
    }
    if (bit === undefined) throw new SyntaxRefusal(reason);
    flags = clearing ? flags & ~bit : flags | bit;
    needsFlag = false;
  }
  if (needsFlag) throw new SyntaxRefusal(reason);
  return flags;
}

function isFolding(parser: Parser): boolean {
  return (parser.tree.flags & FOLD) !== 0;
}
