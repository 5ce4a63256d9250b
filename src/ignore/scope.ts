import type { Bytes } from "../bytes.ts";
import { aboutNames } from "./about-name.ts";
import { type Cursor, makeRootCursor, never, rootCursor, touches } from "./cursor.ts";
import type { Pattern } from "./pattern.ts";

/** Decision of a list of patterns about a path. In an ignore file, "matched" means excluded. */
export interface Decision {
  readonly matched: boolean;
  /** The pattern that caused the state; null if none did. */
  readonly by: Pattern | null;
}

const unmatched: Decision = { matched: false, by: null };

interface Item {
  readonly pattern: Pattern;
  readonly decision: Decision;
  readonly cursor: Cursor;
  /** Whether the directory's own evaluation hit this pattern (rule B14: parent results). */
  readonly hit: boolean;
  /** Whether the pattern matches the directory or one of its ancestors (rule B13). */
  readonly above: boolean;
}

/**
 * A list of patterns inside one directory. `decide` is moby/patternmatcher's MatchesUsingParentResults (rule B14),
 * `decideAlone` its MatchesOrParentMatches (rule B13); the two disagree if a pattern was skipped at an ancestor (rule
 * B15). All methods take the name of an entry of the directory and throw "bad-pattern" if the builder reaches a broken
 * pattern (rule B11).
 */
export interface Scope {
  decide(name: Bytes): Decision;
  decideAlone(name: Bytes): Decision;
  enter(name: Bytes): Scope;
  /**
   * Whether everything in the directory is matched, whatever its name: no exception follows what matches the directory.
   */
  isSettled?(): boolean;
  /** Whether nothing in the directory is matched, nor below it, whatever its name. */
  isOver?(): boolean;
  /** The only names that it has to do with, each once; null if it may be any. */
  names?(): ReadonlySet<Bytes> | null;
  /** Returns the patterns that match the entry itself, in order, whether or not the builder would evaluate them. */
  touching(name: Bytes): Pattern[];
}

/** A scope that can be extended by a further pattern. */
interface OpenScope extends Scope {
  enter(name: Bytes): OpenScope;
  isSettled(): boolean;
  isOver(): boolean;
  /** Whether the directory itself is matched (rule B14: parent results). */
  readonly isMatched: boolean;
}

/**
 * The last list made by appending a pattern to another one: many are tested after one list, which is evaluated once.
 */
let tried: { list: readonly Pattern[]; before: readonly Pattern[]; last: Pattern } | null = null;

const known = new WeakMap<readonly Pattern[], OpenScope>();

/** Appends a pattern to the list. */
export function withLast(before: readonly Pattern[], last: Pattern): readonly Pattern[] {
  tried = { list: [...before, last], before, last };
  return tried.list;
}

/** Returns the scope of the list at the root of the context. */
export function rootScope(patterns: readonly Pattern[]): Scope {
  if (tried?.list !== patterns) return knownScope(patterns);
  return extended(knownScope(tried.before), itemOf(tried.last, makeRootCursor(tried.last)), "");
}

function knownScope(patterns: readonly Pattern[]): OpenScope {
  const found = known.get(patterns) ?? listScope(patterns);
  known.set(patterns, found);
  return found;
}

function listScope(patterns: readonly Pattern[]): OpenScope {
  const hasExceptions = patterns.some((pattern) => pattern.exception);
  return new ListScope(
    "",
    patterns.map((pattern) => itemOf(pattern, rootCursor(pattern))),
    hasExceptions,
  );
}

const itemOf = (pattern: Pattern, cursor: Cursor): Item => ({
  pattern,
  decision: { matched: !pattern.exception, by: pattern },
  cursor,
  hit: false,
  above: false,
});

/** Extends `before` by one item, which sees the result of all items before it. */
function extended(before: OpenScope, item: Item, folder: Bytes): OpenScope {
  const { pattern, cursor, decision, hit, above } = item;
  const after = (now: Decision, isHit: (name: Bytes) => boolean, name: Bytes): Decision =>
    isSkipped(pattern, now.matched) || !isHit(name) ? now : decision;
  return {
    decide: (name) => after(before.decide(name), (one) => hit || cursor.matches(one, folder), name),
    decideAlone: (name) =>
      after(before.decideAlone(name), (one) => cursor.matches(one, folder) || above, name),
    enter: (name) => {
      const inner = before.enter(name);
      const next = enterItem(item, name, folder, inner.isMatched);
      return isSpent(next) ? inner : extended(inner, next, `${folder}${name}/`);
    },
    isMatched: hit ? !pattern.exception : before.isMatched,
    isOver: () => !hit && isSpent(item) && before.isOver(),
    isSettled: () => (hit || pattern.exception ? !pattern.exception : before.isSettled()),
    touching: (name) =>
      touches(cursor, name, folder) ? [...before.touching(name), pattern] : before.touching(name),
  };
}

/**
 * Selects the items that may concern a name, in their order: thousands of plain paths are not compared with each name.
 */
const about = aboutNames<Item>();

/** A class, because there is one per directory: it has a few fields, where each closure would be an object. */
class ListScope implements OpenScope {
  readonly #folder: Bytes;
  readonly #items: readonly Item[];
  readonly #hasExceptions: boolean;
  /** Without exceptions, no pattern that matters is ever skipped, and the two evaluations are the same. */
  readonly #isOne: boolean;
  /** Both evaluations decide about the same entry, one after the other, and so do trial lines. */
  #decided: { readonly name: Bytes; readonly answer: Decision } | null = null;
  #entered: { readonly name: Bytes; readonly answer: ListScope } | null = null;

  constructor(folder: Bytes, items: readonly Item[], hasExceptions: boolean) {
    this.#folder = folder;
    this.#items = items;
    this.#hasExceptions = hasExceptions;
    this.#isOne = !hasExceptions || items.every(isAlike);
  }

  get isMatched(): boolean {
    return this.#items.findLast(({ hit }) => hit)?.decision.matched === true;
  }

  decide(name: Bytes): Decision {
    if (this.#decided?.name !== name)
      this.#decided = { name, answer: decide(about(this.#items, name), name, this.#folder) };
    return this.#decided.answer;
  }

  decideAlone(name: Bytes): Decision {
    return this.#isOne ? this.decide(name) : decideAlone(about(this.#items, name), name, this.#folder);
  }

  enter(name: Bytes): ListScope {
    if (this.#entered?.name !== name) {
      const items = enterItems(about(this.#items, name), name, this.#folder);
      const answer = new ListScope(`${this.#folder}${name}/`, items, this.#hasExceptions);
      this.#entered = { name, answer };
    }
    return this.#entered.answer;
  }

  isSettled(): boolean {
    const last = this.#items.findLast(({ hit, pattern }) => hit || pattern.exception);
    return last !== undefined && !last.pattern.exception;
  }

  isOver(): boolean {
    return this.#items.every(({ hit, above, cursor }) => !hit && !above && cursor === never);
  }

  names(): ReadonlySet<Bytes> | null {
    const names = new Set<Bytes>();
    for (const { hit, above, cursor } of this.#items) {
      if (hit || above || cursor.only === undefined) return null;
      names.add(cursor.only);
    }
    return names;
  }

  touching(name: Bytes): Pattern[] {
    return about(this.#items, name)
      .filter(({ cursor }) => touches(cursor, name, this.#folder))
      .map(({ pattern }) => pattern);
  }
}

/** Whether nothing was skipped above that would count here: both evaluations see the pattern alike. */
const isAlike = ({ hit, above, cursor }: Item) => hit === above && !(hit && cursor.broken);

/** An exclusion is evaluated only while the path is not matched, an exception only while it is. */
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

/**
 * Returns the same list if nothing in it changes: for most patterns, a directory is in the same state as its parent.
 */
function enterItems(items: readonly Item[], name: Bytes, folder: Bytes): readonly Item[] {
  let entered: Item[] | null = null;
  let matched = false;
  for (let at = 0; at < items.length; at++) {
    const item = items[at];
    if (item === undefined) continue;
    const inner = enterItem(item, name, folder, matched);
    if (inner.hit) matched = inner.decision.matched;
    if (entered === null && inner === item) continue;
    entered ??= items.slice(0, at);
    if (!isSpent(inner)) entered.push(inner);
  }
  return entered ?? items;
}

/** Whether nothing below can match. */
const isSpent = ({ above, cursor }: Item): boolean => !above && cursor === never;

/** Returns the same item if nothing in it changes. `matched`: result of the items before it for the directory. */
function enterItem(item: Item, name: Bytes, folder: Bytes, matched: boolean): Item {
  // A broken pattern that the builder evaluates has ended its walk before this point.
  const matches = !(item.hit && item.above) && touches(item.cursor, name, folder);
  const hit = item.hit || (matches && !isSkipped(item.pattern, matched));
  const above = item.above || matches;
  const cursor = item.cursor.enter(name);
  if (hit === item.hit && above === item.above && cursor === item.cursor) return item;
  const { pattern, decision } = item;
  return { pattern, decision, cursor, hit, above };
}
