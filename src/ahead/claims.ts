import type { Bytes } from "../bytes.ts";

/** Whether somebody reads a directory, as all threads see it. */
export interface Claims {
  /** Claims a directory; tells how it stood before. */
  take(path: Bytes): Claim;
  /** Everything below it has been read, too. */
  finish(path: Bytes): void;
}

export type Claim = "free" | "taken" | "finished";

const states: readonly Claim[] = ["free", "taken", "finished"];
const slots = 1 << 22;

/** Bytes of shared memory. */
export const claimsSize = slots;

/**
 * One byte a directory, found by the hash of its path. Two directories may share one: then nobody reads the second
 * ahead, and the walk reads it itself.
 */
export function claimsIn(memory: SharedArrayBuffer): Claims {
  const table = new Uint8Array(memory);
  return {
    take: (path) => states[Atomics.compareExchange(table, slotOf(path), 0, 1)] ?? "finished",
    finish: (path) => Atomics.store(table, slotOf(path), 2),
  };
}

/** FNV-1a. */
function slotOf(path: Bytes): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < path.length; at++) hash = Math.imul(hash ^ path.charCodeAt(at), 0x01000193);
  return (hash ^ (hash >>> 15)) & (slots - 1);
}
