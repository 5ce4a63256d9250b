import { closeSync } from "node:fs";

/** Ends the process, for itself too where its terminal is gone: Node sets one back at the end, and aborts where it cannot. */
export function leave(code: number): never {
  for (const fd of [0, 1, 2])
    try {
      closeSync(fd);
    } catch {
      // It was closed already.
    }
  process.exit(code);
}
