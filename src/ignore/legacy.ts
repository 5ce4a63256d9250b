import type { Bytes } from "../bytes.ts";
import { rootCursor } from "./cursor.ts";
import type { Pattern } from "./pattern.ts";

/** Whether one pattern matches one whole path (rule B12). Throws "bad-pattern" (rule B11). */
export function matchesPath(pattern: Pattern, path: Bytes): boolean {
  const components = path.split("/");
  const name = components.pop() ?? "";
  const cursor = components.reduce((entered, component) => entered.enter(component), rootCursor(pattern));
  return cursor.matches(name, components.map((component) => `${component}/`).join(""));
}

/**
 * moby/patternmatcher: Matches, deprecated but still in use (rule B16): besides the path itself, it tests only the one
 * ancestor with as many components as the pattern.
 */
export function legacyMatches(patterns: readonly Pattern[], path: Bytes): boolean {
  const ancestors = path.split("/").slice(0, -1);
  let matched = false;
  for (const pattern of patterns) {
    if (pattern.exception !== matched) continue;
    if (matchesPath(pattern, path) || matchesOneAncestor(pattern, ancestors)) matched = !pattern.exception;
  }
  return matched;
}

function matchesOneAncestor(pattern: Pattern, ancestors: readonly Bytes[]): boolean {
  const depth = pattern.text.split("/").length;
  return depth <= ancestors.length && matchesPath(pattern, ancestors.slice(0, depth).join("/"));
}
