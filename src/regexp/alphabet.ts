import type { CharClass } from "./charclass.ts";

/** A partition of all code points into columns: ranges whose members no class of the expression tells apart. */
export interface Alphabet {
  /** The columns of the ASCII characters. */
  readonly ascii: Uint32Array;
  columnOf(codePoint: number): number;
}

export function createAlphabet(classes: Iterable<CharClass>): Alphabet {
  const starts = columnStarts(classes);
  const columnOf = (codePoint: number) => lastAtMost(starts, codePoint);
  return { ascii: Uint32Array.from({ length: 128 }, (_, byte) => columnOf(byte)), columnOf };
}

function columnStarts(classes: Iterable<CharClass>): Uint32Array {
  const starts = new Set([0]);
  for (const set of classes) {
    set.forEach((end, i) => {
      starts.add(i % 2 === 0 ? end : end + 1);
    });
  }
  return Uint32Array.from(starts).sort();
}

function lastAtMost(starts: Uint32Array, codePoint: number): number {
  let low = 0;
  let high = starts.length;
  while (low + 1 < high) {
    const middle = (low + high) >> 1;
    if ((starts[middle] ?? 0) <= codePoint) low = middle;
    else high = middle;
  }
  return low;
}
