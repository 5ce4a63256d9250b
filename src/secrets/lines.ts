import type { Bytes } from "../bytes.ts";

export interface LineIndex {
  /** 1-based. */
  readonly lineAt: (offset: number) => number;
  /** 1-based, in bytes. */
  readonly columnAt: (offset: number) => number;
  /** The first 4,096 bytes of a line. */
  readonly textOf: (line: number) => Bytes;
}

const longestLine = 4096;

/** Returns an index of the lines of a text, built once for a file with something to report. */
export function lineIndex(text: Bytes): LineIndex {
  const starts = [0];
  for (let at = text.indexOf("\n"); at >= 0; at = text.indexOf("\n", at + 1)) starts.push(at + 1);
  const lineAt = (offset: number) => lastAtMost(starts, offset) + 1;
  const startOf = (line: number) => starts[line - 1] ?? 0;
  return {
    lineAt,
    columnAt: (offset) => offset - startOf(lineAt(offset)) + 1,
    textOf: (line) =>
      text.slice(startOf(line), Math.min(starts[line] ?? text.length, startOf(line) + longestLine)),
  };
}

/** Returns the index of the last number that is not greater than `limit`; the numbers ascend from 0. */
function lastAtMost(ascending: readonly number[], limit: number): number {
  let low = 0;
  let high = ascending.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((ascending[middle] ?? 0) <= limit) low = middle;
    else high = middle - 1;
  }
  return low;
}
