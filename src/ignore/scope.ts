import type { Bytes } from "../bytes.ts";
import { type Cursor, never, rootCursor, touches } from "./cursor.ts";
import type { Pattern } from "./pattern.ts";

/** What a list of patterns says of a path. In an ignore file "matched" means excluded. */
export interface Decision {
  readonly matched: boolean;
  /** The pattern that made the state what it is; null where none did. */
  readonly by: Pattern | null;
}

const unmatched: Decision = { matched: false, by: null };

interface Item {
  readonly pattern: Pattern;
  readonly decision: Decision;
  readonly cursor: Cursor;
  /** The directory's own evaluation hit this pattern (rule B14: parent results). */
  readonly hit: boolean;
  /** The pattern matches the directory or one of its ancestors (rule B13). */
  readonly above: boolean;
}

/**
 * A list of patterns as it stands inside one directory. `decide` is moby/patternmatcher's
 * MatchesUsingParentResults (rule B14), `decideAlone` its MatchesOrParentMatches (rule B13); the two disagree
 * where a pattern was skipped at an ancestor (rule B15). All methods take the name of an entry of the directory
 * and throw "bad-pattern" where the builder meets a broken pattern (rule B11).
 */
export interface Scope {
  decide(name: Bytes): Decision;
  decideAlone(name: Bytes): Decision;
  enter(name: Bytes): Scope;
  /** Everything in the directory is matched, whatever it is called: no exception stands behind what matches the directory. */
  isSettled?(): boolean;
  /** Nothing in the directory is matched, nor below it, whatever it is called. */
  isOver?(): boolean;
  /** The patterns that match the entry itself, in order, whether or not the builder would look at them. */
  touching(name: Bytes): Pattern[];
}

/** The list in the root of the context. */
export function rootScope(patterns: readonly Pattern[]): Scope {
  const hasExceptions = patterns.some((pattern) => pattern.exception);
  const items = patterns.map((pattern) => ({
    pattern,
    decision: { matched: !pattern.exception, by: pattern },
    cursor: rootCursor(pattern),
    hit: false,
    above: false,
  }));
  return scope("", items, hasExceptions);
}

function scope(folder: Bytes, items: readonly Item[], hasExceptions: boolean): Scope {
  const remembered = rememberLast((name) => decide(items, name, folder));
  return {
    decide: remembered,
    // Without exceptions no pattern that matters is ever skipped, and the two evaluations are one.
    decideAlone:
      !hasExceptions || items.every(isAlike) ? remembered : (name) => decideAlone(items, name, folder),
    enter: (name) => scope(`${folder}${name}/`, enterItems(items, name, folder), hasExceptions),
    isSettled: () => isSettled(items),
    isOver: () => items.every(({ hit, above, cursor }) => !hit && !above && cursor === never),
    touching: (name) =>
      items.filter(({ cursor }) => touches(cursor, name, folder)).map(({ pattern }) => pattern),
  };
}

/** Nothing was skipped above that would count here: both evaluations hear the same of the pattern. */
const isAlike = ({ hit, above, cursor }: Item) => hit === above && !(hit && cursor.broken);

function isSettled(items: readonly Item[]): boolean {
  const last = items.findLast(({ hit, pattern }) => hit || pattern.exception);
  return last !== undefined && !last.pattern.exception;
}

/** Both evaluations are requested the same entry, one after the other. */
function rememberLast(ask: (name: Bytes) => Decision): (name: Bytes) => Decision {
  let last: Bytes | null = null;
  let answer = unmatched;
  return (name) => {
    if (name === last) return answer;
    answer = ask(name);
    last = name;
    return answer;
  };
}

/** An exclusion is only looked at while the path is not matched, an exception only while it is. */
const isSkipped = (pattern: Pattern, matched: boolean) => pattern.exception !== matched;

function decide(items: readonly Item[], name: Bytes, folder: Bytes): Decision {
  let decision = unmatched;
  for (const item of items) {
    if (isSkipped(item.pattern, decision.matched)) continue;
    if (item.hit || item.cursor.matches(name, folder)) decision = item.decision;
  }
  return decision;
}

function decideAlone(items: readonly Item[], name: Bytes, folder: Bytes): Decision {
  let decision = unmatched;
  for (const item of items) {
    if (isSkipped(item.pattern, decision.matched)) continue;
    if (item.cursor.matches(name, folder) || item.above) decision = item.decision;
  }
  return decision;
}

/** The same list where nothing of it changes: most directories stand to most patterns as the one around them. */
function enterItems(items: readonly Item[], name: Bytes, folder: Bytes): readonly Item[] {
  let entered: Item[] | null = null;
  let matched = false;
  for (let at = 0; at < items.length; at++) {
    const item = items[at];
    if (item === undefined) continue;
    // A broken pattern that the builder looks at has ended its walk before it gets here.
    const matches = !(item.hit && item.above) && touches(item.cursor, name, folder);
    const hit = item.hit || (matches && !isSkipped(item.pattern, matched));
    if (hit) matched = !item.pattern.exception;
    const above = item.above || matches;
    const cursor = item.cursor.enter(name);
    if (entered === null && hit === item.hit && above === item.above && cursor === item.cursor) continue;
    entered ??= items.slice(0, at);
    if (above || cursor !== never) entered.push(inside(item, hit, above, cursor));
  }
  return entered ?? items;
}

function inside(item: Item, hit: boolean, above: boolean, cursor: Cursor): Item {
  if (hit === item.hit && above === item.above && cursor === item.cursor) return item;
  const { pattern, decision } = item;
  return { pattern, decision, cursor, hit, above };
}
