import { type Bytes, sequenceLength, toText } from "../bytes.ts";
import { beyondLimit, limits } from "../limits.ts";
import { remembered } from "../once.ts";

/** "bad": a pattern that Go's filepath.Match rejects ("syntax error in pattern"). */
export type GlobResult = boolean | "bad";

/**
 * Go's `filepath.Match` on Unix, on byte strings. Only the parts of a pattern that the match reaches are checked for
 * errors, exactly as in Go: `a*[` is "bad" against `ab`, but only false against `.` (rule B2).
 */
export function globMatch(pattern: Bytes, name: Bytes): GlobResult {
  let input = name;
  for (const piece of piecesOf(pattern)) {
    if (piece.star && piece.chunk === "") return !input.includes("/");
    const after = matchPiece(piece, input);
    if (after === "bad") return "bad";
    if (after === null) return false;
    input = after;
  }
  return input === "";
}

const counts = new WeakMap<object, { left: number }>();

/**
 * The same for a source of an instruction, with a limit: a build may have many wildcards, and a directory many names.
 * `within`: key under which the comparisons of a build are counted.
 */
export function matchSource(pattern: Bytes, name: Bytes, within: object): GlobResult {
  const count = counts.get(within) ?? { left: limits.comparisons };
  counts.set(within, count);
  if (--count.left < 0)
    beyondLimit(`the wildcards of the instructions take more than ${limits.comparisons} comparisons`);
  return globMatch(pattern, name);
}

interface Piece extends Items {
  readonly star: boolean;
  readonly chunk: Bytes;
  readonly isLast: boolean;
}

/** Go: filepath.scanChunk. */
const piecesOf = remembered((pattern: Bytes): readonly Piece[] => {
  const pieces: Piece[] = [];
  for (let at = 0; at < pattern.length; ) {
    let start = at;
    while (pattern[start] === "*") start++;
    const end = pieceEnd(pattern, start);
    const chunk = pattern.slice(start, end);
    pieces.push({ ...parseChunk(chunk), star: start > at, chunk, isLast: end === pattern.length });
    at = end;
  }
  return pieces;
});

function pieceEnd(pattern: Bytes, start: number): number {
  let inClass = false;
  for (let at = start; at < pattern.length; at++) {
    const char = pattern[at];
    if (char === "\\") at++;
    else if (char === "[") inClass = true;
    else if (char === "]") inClass = false;
    else if (char === "*" && !inClass) return at;
  }
  return pattern.length;
}

/** Returns the rest of `input` after the piece, null if it does not match, or "bad". */
function matchPiece(piece: Piece, input: Bytes): Bytes | null | "bad" {
  const { star, isLast } = piece;
  for (let skipped = 0; ; skipped++) {
    const end = matchItems(piece, input, skipped);
    if (end === "bad") return "bad";
    if (end !== null && (end === input.length || !isLast)) return input.slice(end);
    if (!star || skipped >= input.length || input[skipped] === "/") return null;
  }
}

type Item =
  | { kind: "literal"; byte: Bytes }
  | { kind: "any" }
  | { kind: "class"; negated: boolean; ranges: readonly (readonly [string, string])[] };

interface Items {
  readonly items: readonly Item[];
  readonly bad: boolean;
}

/** Go: filepath.matchChunk checks the whole chunk even after a mismatch, so "bad" is a property of the chunk. */
function matchItems({ items, bad }: Items, input: Bytes, from: number): number | null | "bad" {
  if (bad) return "bad";
  let at = from;
  for (const item of items) {
    if (at >= input.length) return null;
    const width = item.kind === "literal" ? 1 : Math.max(sequenceLength(input, at), 1);
    if (!matchItem(item, input.slice(at, at + width))) return null;
    at += width;
  }
  return at;
}

function matchItem(item: Item, char: Bytes): boolean {
  if (item.kind === "literal") return char === item.byte;
  if (item.kind === "any") return char !== "/";
  const point = codePoint(char);
  return (
    item.ranges.some(([low, high]) => codePoint(low) <= point && point <= codePoint(high)) !== item.negated
  );
}

const codePoint = (char: Bytes) => toText(char).codePointAt(0) ?? 0;

function parseChunk(chunk: Bytes): Items {
  const items: Item[] = [];
  for (let at = 0; at < chunk.length; ) {
    const parsed = parseItem(chunk, at);
    if (parsed === null) return { items, bad: true };
    items.push(parsed.item);
    at = parsed.end;
  }
  return { items, bad: false };
}

function parseItem(chunk: Bytes, at: number): { item: Item; end: number } | null {
  const char = chunk.charAt(at);
  if (char === "[") return parseClass(chunk, at + 1);
  if (char === "?") return { item: { kind: "any" }, end: at + 1 };
  if (char !== "\\") return { item: { kind: "literal", byte: char }, end: at + 1 };
  if (at + 1 === chunk.length) return null;
  return { item: { kind: "literal", byte: chunk.charAt(at + 1) }, end: at + 2 };
}

function parseClass(chunk: Bytes, start: number): { item: Item; end: number } | null {
  const negated = chunk[start] === "^";
  const ranges: [string, string][] = [];
  for (let at = negated ? start + 1 : start; ; ) {
    if (chunk[at] === "]" && ranges.length > 0) {
      return { item: { kind: "class", negated, ranges }, end: at + 1 };
    }
    const low = classChar(chunk, at);
    if (low === null) return null;
    const high = chunk[low.end] === "-" ? classChar(chunk, low.end + 1) : low;
    if (high === null) return null;
    ranges.push([low.char, high.char]);
    at = high.end;
  }
}

/** Go: filepath.getEsc. A class character is never the last one of the chunk. */
function classChar(chunk: Bytes, start: number): { char: Bytes; end: number } | null {
  if (chunk[start] === "-" || chunk[start] === "]") return null;
  const at = chunk[start] === "\\" ? start + 1 : start;
  const width = at < chunk.length ? sequenceLength(chunk, at) : 0;
  if (width === 0 || at + width >= chunk.length) return null;
  return { char: chunk.slice(at, at + width), end: at + width };
}
