import { closeSync } from "node:fs";

/** Ends the process even if its terminal is gone: Node restores a terminal at the end, and aborts if it cannot. */
export function leave(code: number): never {
  for (const fd of [0, 1, 2])
    try {
      closeSync(fd);
    } catch {
      // It was already closed.
    }
  process.exit(code);
}
