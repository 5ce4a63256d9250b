import type { Bytes } from "../bytes.ts";

/**
 * The entries of a directory that are at, or on the way to, some paths, by name; null for an entry with everything
 * below it.
 */
export interface Part extends ReadonlyMap<Bytes, Part | null> {}

type Growing = Map<Bytes, Growing | null>;

/** Returns the part of a tree at or below some paths, with the directories on the way to them. */
export function partOf(paths: readonly Bytes[]): Part {
  const part: Growing = new Map();
  for (const path of paths) addPath(part, path.split("/"));
  return part;
}

function addPath(part: Growing, names: readonly Bytes[]): void {
  let at = part;
  for (const [depth, name] of names.entries()) {
    const inside = at.get(name);
    if (inside === null) return;
    if (depth === names.length - 1) at.set(name, null);
    else {
      const next: Growing = inside ?? new Map();
      at.set(name, next);
      at = next;
    }
  }
}
