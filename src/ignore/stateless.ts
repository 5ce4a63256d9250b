import type { Bytes } from "../bytes.ts";
import { type Cursor, never, rootCursor, touches } from "./cursor.ts";
import type { Pattern } from "./pattern.ts";
import type { Decision, Scope } from "./scope.ts";

/** How a stateless matcher reads a list: its verdict on a path depends on that path alone. */
export interface Matcher {
  readonly cursor: (pattern: Pattern) => Cursor;
  /** Whether a pattern also matches what lies below the ancestor with as many components as the pattern (rule B16). */
  readonly testsOneAncestor: boolean;
  /** Whether patterns that cannot change the verdict are compared, too, so that a broken one always fails (rule F8). */
  readonly comparesAll: boolean;
}

/** moby/patternmatcher: Matches, deprecated but still in use (rule B16). */
export const legacyMatcher: Matcher = { cursor: rootCursor, testsOneAncestor: true, comparesAll: false };

interface Item {
  readonly pattern: Pattern;
  readonly decision: Decision;
  readonly cursor: Cursor;
  /** Number of components of the pattern. */
  readonly depth: number;
  /** Whether the ancestor that is tested matched. */
  readonly above: boolean;
}

/** Returns the scope of the list at the root of the context. `decide` and `decideAlone` are the same here. */
export function statelessScope(patterns: readonly Pattern[], matcher: Matcher): Scope {
  const items = patterns.map((pattern) => ({
    pattern,
    decision: { matched: !pattern.exception, by: pattern },
    cursor: matcher.cursor(pattern),
    depth: pattern.text.split("/").length,
    above: false,
  }));
  return scope("", 0, items, matcher);
}

function scope(folder: Bytes, depth: number, items: readonly Item[], matcher: Matcher): Scope {
  const decideHere = (name: Bytes) => decide(items, name, folder, matcher.comparesAll);
  return {
    decide: decideHere,
    decideAlone: decideHere,
    enter: (name) => {
      const tested = matcher.testsOneAncestor ? depth + 1 : null;
      const inside = items.map((item) => enterItem(item, name, folder, tested));
      const alive = inside.filter(({ above, cursor }) => above || cursor !== never);
      return scope(`${folder}${name}/`, depth + 1, alive, matcher);
    },
    touching: (name) =>
      items.filter(({ cursor }) => touches(cursor, name, folder)).map(({ pattern }) => pattern),
  };
}

const unmatched: Decision = { matched: false, by: null };

/** The last match decides. Throws "bad-pattern" if a broken pattern is compared. */
function decide(items: readonly Item[], name: Bytes, folder: Bytes, comparesAll: boolean): Decision {
  let decision = unmatched;
  for (const { pattern, cursor, above, decision: hit } of items) {
    if (!comparesAll && pattern.exception !== decision.matched) continue;
    if (cursor.matches(name, folder) || above) decision = hit;
  }
  return decision;
}

/** `tested`: number of components of the entered directory; null if ancestors are not tested. */
function enterItem(item: Item, name: Bytes, folder: Bytes, tested: number | null): Item {
  const above = item.above || (item.depth === tested && touches(item.cursor, name, folder));
  return { ...item, cursor: item.cursor.enter(name), above };
}
