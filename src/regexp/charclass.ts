/** A set of code points: pairs `lo, hi` (both inclusive), ascending, neither overlapping nor adjacent. */
export type CharClass = readonly number[];

export const MAX_CODE_POINT = 0x10ffff;

export const anyCharacter: CharClass = [0, MAX_CODE_POINT];
export const anyButNewline: CharClass = [0, 9, 11, MAX_CODE_POINT];
export const newline: CharClass = [10, 10];
/** The word characters of `\w`, `\b` and `\B`: ASCII only, whatever the flags. */
export const wordCharacters: CharClass = [0x30, 0x39, 0x41, 0x5a, 0x5f, 0x5f, 0x61, 0x7a];

/** Builds a class from pairs in any order; overlapping and adjacent ones are joined. */
export function toClass(pairs: readonly number[]): CharClass {
  const ranges: [number, number][] = [];
  for (let i = 0; i < pairs.length; i += 2) ranges.push([pairs[i] ?? 0, pairs[i + 1] ?? 0]);
  ranges.sort((a, b) => a[0] - b[0]);
  const result: number[] = [];
  let last = -2;
  for (const [lo, hi] of ranges) {
    if (lo > last + 1) result.push(lo, hi);
    else if (hi > last) result[result.length - 1] = hi;
    last = Math.max(last, hi);
  }
  return result;
}

export function union(classes: readonly CharClass[]): CharClass {
  const [only] = classes;
  return classes.length === 1 && only !== undefined ? only : toClass(classes.flat());
}

export function negate(set: CharClass): CharClass {
  const result: number[] = [];
  let next = 0;
  for (let i = 0; i < set.length; i += 2) {
    const lo = set[i] ?? 0;
    if (next < lo) result.push(next, lo - 1);
    next = (set[i + 1] ?? 0) + 1;
  }
  if (next <= MAX_CODE_POINT) result.push(next, MAX_CODE_POINT);
  return result;
}

export function subtract(set: CharClass, removed: CharClass): CharClass {
  return negate(union([negate(set), removed]));
}

export function includes(set: CharClass, codePoint: number): boolean {
  let low = 0;
  let high = set.length >> 1;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (codePoint > (set[2 * middle + 1] ?? 0)) low = middle + 1;
    else high = middle;
  }
  return 2 * low < set.length && codePoint >= (set[2 * low] ?? 0);
}

export function sameClass(a: CharClass, b: CharClass): boolean {
  return a === b || (a.length === b.length && a.every((value, i) => value === b[i]));
}

/** A partition of all code points into columns: ranges whose members no class of the expression distinguishes. */
export interface Alphabet {
  /** The columns of the ASCII characters. */
  readonly ascii: readonly number[];
  columnOf(codePoint: number): number;
}

export function createAlphabet(classes: readonly CharClass[]): Alphabet {
  const starts = columnStarts(classes);
  const ascii: number[] = [];
  for (let byte = 0, column = 0; byte < 128; byte++) {
    if (starts[column + 1] === byte) column++;
    ascii.push(column);
  }
  return { ascii, columnOf: (codePoint) => lastAtMost(starts, codePoint) };
}

function columnStarts(classes: readonly CharClass[]): readonly number[] {
  const starts = new Set([0]);
  for (const set of classes) {
    for (let i = 0; i < set.length; i += 2) starts.add(set[i] ?? 0).add((set[i + 1] ?? 0) + 1);
  }
  return [...starts].sort((a, b) => a - b);
}

function lastAtMost(starts: readonly number[], codePoint: number): number {
  let low = 0;
  let high = starts.length;
  while (low + 1 < high) {
    const middle = (low + high) >> 1;
    if ((starts[middle] ?? 0) <= codePoint) low = middle;
    else high = middle;
  }
  return low;
}
