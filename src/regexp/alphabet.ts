import type { CharClass } from "./charclass.ts";

/** A partition of all code points into columns: ranges whose members no class of the expression tells apart. */
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
