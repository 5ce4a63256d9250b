import type { Bytes } from "../bytes.ts";

/** Whether a directory is being read, as seen by all threads. */
export interface Claims {
  /** Claims a directory; returns its previous state. */
  take(path: Bytes): Claim;
  /** Marks a directory as read, with everything below it. */
  finish(path: Bytes): void;
}

export type Claim = "free" | "taken" | "finished";

const states: readonly Claim[] = ["free", "taken", "finished"];
const slots = 1 << 22;

/** Bytes of shared memory. */
export const claimsSize = slots;

/**
 * One byte per directory, found by the hash of its path. Two directories may share one: the second is then not read
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
