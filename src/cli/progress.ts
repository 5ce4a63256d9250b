import { writeSync } from "node:fs";
import type { Output } from "./io.ts";

const patience = 1_000;
const interval = 100;

/** A line on stderr when the work takes over a second; on a terminal only. The walk is synchronous, so is the line. */
export function progressLine(stderr: Output): { show(count: number, what?: string): void; clear(): void } {
  if (stderr.isTTY !== true) return { show: () => {}, clear: () => {} };
  const start = Date.now();
  let shown = 0;
  return {
    show: (count, what = "entries") => {
      const now = Date.now();
      if (now - start < patience || now - shown < interval) return;
      shown = now;
      writeSync(2, `\r\x1b[K${count} ${what} …`);
    },
    clear: () => {
      if (shown > 0) writeSync(2, "\r\x1b[K");
    },
  };
}
