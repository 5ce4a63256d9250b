import type { Bytes } from "../bytes.ts";
import { compareBytes } from "../bytes.ts";
import type { WalkedEntry } from "../model.ts";

export interface Sized {
  readonly path: Bytes;
  readonly bytes: number;
}

/** Largest first; the same size in byte order of the paths. */
export const largestFirst = (a: Sized, b: Sized): number => b.bytes - a.bytes || compareBytes(a.path, b.path);

/** Keeps the largest files that are sent, in constant memory. */
export function largestFiles(count: number): { entry(entry: WalkedEntry): void; result(): Sized[] } {
  let kept: Sized[] = [];
  let smallest = 0;
  const trim = () => {
    kept = kept.sort(largestFirst).slice(0, count);
    smallest = kept.length === count ? (kept.at(-1)?.bytes ?? 0) : 0;
  };
  return {
    entry: ({ path, below, sentBytes: bytes }) => {
      if (below !== undefined || bytes === 0 || bytes < smallest) return;
      kept.push({ path, bytes });
      if (kept.length > 4 * count) trim();
    },
    result: () => {
      trim();
      return kept;
    },
  };
}
