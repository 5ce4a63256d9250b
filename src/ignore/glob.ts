import { type Bytes, sequenceLength, toText } from "../bytes.ts";

/** A pattern that Go's filepath.Match refuses ("syntax error in pattern"). */
export type GlobResult = boolean | "bad";

/**
 * Go's `filepath.Match` on Unix, over byte strings. Only the parts of a pattern that the match reaches are checked
 * for errors, exactly as in Go: `a*[` is "bad" against `ab` and merely false against `.` (rule B2).
 */
export function globMatch(pattern: Bytes, name: Bytes): GlobResult {
  let rest = pattern;
  let input = name;
  while (rest !== "") {
    const piece = cutPiece(rest);
    rest = piece.rest;
    if (piece.star && piece.chunk === "") return !input.includes("/");
    const after = matchPiece(piece, input, rest === "");
    if (after === "bad") return "bad";
    if (after === null) return false;
    input = after;
  }
  return input === "";
}

interface Piece {
  star: boolean;
  chunk: Bytes;
  rest: Bytes;
}

/** Go: filepath.scanChunk. */
function cutPiece(pattern: Bytes): Piece {
  let start = 0;
  while (pattern[start] === "*") start++;
  const end = pieceEnd(pattern, start);
  return { star: start > 0, chunk: pattern.slice(start, end), rest: pattern.slice(end) };
}

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

/** What is left of `input` after the piece, null where it does not match, or "bad". */
function matchPiece({ star, chunk }: Piece, input: Bytes, isLast: boolean): Bytes | null | "bad" {
  const items = parseChunk(chunk);
  for (let skipped = 0; ; skipped++) {
    const end = matchItems(items, input, skipped);
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
  items: readonly Item[];
  bad: boolean;
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

/** Go: filepath.getEsc. A class character is never the last of the chunk. */
function classChar(chunk: Bytes, start: number): { char: Bytes; end: number } | null {
  if (chunk[start] === "-" || chunk[start] === "]") return null;
  const at = chunk[start] === "\\" ? start + 1 : start;
  const width = at < chunk.length ? sequenceLength(chunk, at) : 0;
  if (width === 0 || at + width >= chunk.length) return null;
  return { char: chunk.slice(at, at + width), end: at + width };
}
