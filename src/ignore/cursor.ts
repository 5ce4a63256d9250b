import type { Bytes } from "../bytes.ts";
import { type Automaton, compileRegexp, type State } from "../regexp/index.ts";
import { olderComponents, type Places, placesOf, plainComponents } from "./components.ts";
import { badPattern, type Pattern } from "./pattern.ts";
import { type Comparison, translate } from "./translate.ts";

/**
 * A pattern inside one directory: it advances by one component at a time, so that an entry is compared by its name
 * alone and a pattern that cannot match below a directory costs nothing there.
 */
export interface Cursor {
  /**
   * Whether the pattern itself (regardless of ancestors, rule B12) matches the entry. `folder` is the directory's path
   * with a trailing slash, "" for the root. Throws "bad-pattern" if the builder finds the pattern broken when it first
   * compares it (rule B11).
   */
  matches(name: Bytes, folder: Bytes): boolean;
  /**
   * Returns the cursor inside the directory `name`; `never` if nothing below can match, the same one if nothing
   * changes.
   */
  enter(name: Bytes): Cursor;
  /** Whether the builder finds the pattern broken when it first compares it (rule B11). */
  readonly broken: boolean;
  /** The only name that it matches or enters, if there is one. */
  readonly only?: Bytes | undefined;
}

export const never: Cursor = { matches: () => false, enter: () => never, broken: false };

const always: Cursor = { matches: () => true, enter: () => always, broken: false };

/** Returns the cursor of a pattern at the root of the context, compared like moby/patternmatcher (rule B4). */
export function rootCursor(pattern: Pattern): Cursor {
  const known = roots.get(pattern);
  if (known !== undefined) return known;
  const cursor = makeRootCursor(pattern);
  roots.set(pattern, cursor);
  return cursor;
}

/** Many lines are tested after one list, whose patterns are read once. */
const roots = new WeakMap<Pattern, Cursor>();

/** The same without a cache. */
export function makeRootCursor(pattern: Pattern): Cursor {
  const components = plainComponents(pattern.text);
  if (components === null) return comparedCursor(pattern, translate(pattern.text));
  const places = placesOf(components);
  return plain(places, places.start, new Map());
}

/** The same for an older matcher, which makes a regexp of everything. */
export function olderCursor(
  pattern: Pattern,
  { translate, below }: { readonly translate: (text: Bytes) => Comparison; readonly below: boolean },
): Cursor {
  const components = olderComponents(pattern.text);
  if (components === null) return comparedCursor(pattern, translate(pattern.text));
  const places = placesOf(components, below);
  return plain(places, places.start, new Map());
}

/** Returns the cursor of a pattern that is compared in this way. */
export function comparedCursor(pattern: Pattern, comparison: Comparison): Cursor {
  switch (comparison.kind) {
    case "exact":
      return exact(comparison.literal.split("/"), 0);
    case "prefix":
      return prefix(comparison.literal.split("/"), 0);
    case "suffix":
      return suffix(comparison.literal);
    case "regexp":
      return compiled(pattern, compileOnce(comparison.source));
  }
}

/** Explanations and trial lines read one list many times, and compiling it is expensive. */
const known = new Map<Bytes, Automaton | null>();
const mostKnown = 1_000;

function compileOnce(source: Bytes): Automaton | null {
  const found = known.get(source);
  if (found !== undefined) return found;
  if (known.size >= mostKnown) known.clear();
  const automaton = compileRegexp(source);
  known.set(source, automaton);
  return automaton;
}

/** Whether the builder finds the pattern broken when it first compares it (rule B11). */
export function isBroken(pattern: Pattern): boolean {
  return rootCursor(pattern).broken;
}

/** Whether a cursor's pattern matches, where the builder ignores the error of a broken one (rule B13: ancestors). */
export function touches(cursor: Cursor, name: Bytes, folder: Bytes): boolean {
  return !cursor.broken && cursor.matches(name, folder);
}

function exact(components: readonly Bytes[], depth: number): Cursor {
  const component = components[depth];
  const last = depth === components.length - 1;
  return {
    matches: (name) => last && name === component,
    enter: (name) => (!last && name === component ? exact(components, depth + 1) : never),
    broken: false,
    only: component,
  };
}

function prefix(components: readonly Bytes[], depth: number): Cursor {
  const component = components[depth] ?? "";
  if (depth < components.length - 1) {
    return {
      matches: () => false,
      enter: (name) => (name === component ? prefix(components, depth + 1) : never),
      broken: false,
    };
  }
  if (component === "") return always;
  return {
    matches: (name) => name.startsWith(component),
    enter: (name) => (name.startsWith(component) ? always : never),
    broken: false,
  };
}

function suffix(literal: Bytes): Cursor {
  if (literal === "") return always;
  const slash = literal.lastIndexOf("/");
  const head = literal.slice(0, slash + 1);
  const tail = literal.slice(slash + 1);
  const cursor: Cursor = {
    matches: suffixTest(head, tail),
    enter: () => cursor,
    broken: false,
  };
  return cursor;
}

/** A literal with a leading slash also matches at the root, where the path has no leading slash. */
function suffixTest(head: Bytes, tail: Bytes): Cursor["matches"] {
  if (head === "") return (name) => name.endsWith(tail);
  if (head === "/") return (name) => name === tail;
  return (name, folder) => name === tail && `/${folder}`.endsWith(head);
}

function compiled(pattern: Pattern, automaton: Automaton | null): Cursor {
  return automaton === null ? broken(pattern) : regexp(automaton, automaton.start, new WeakMap());
}

function broken(pattern: Pattern): Cursor {
  const cursor: Cursor = {
    matches: () => {
      throw badPattern(pattern.source);
    },
    enter: () => cursor,
    broken: true,
  };
  return cursor;
}

/** `known`: by state, so that directories in which a pattern is in the same state share their cursor. */
function regexp(automaton: Automaton, state: State, known: WeakMap<State, Cursor>): Cursor {
  if (automaton.isDead(state)) return never;
  if (automaton.isSettled(state)) return always;
  const found = known.get(state);
  if (found !== undefined) return found;
  const cursor: Cursor = {
    matches: (name) => automaton.accepts(automaton.run(state, name)),
    enter: (name) => regexp(automaton, automaton.run(automaton.run(state, name), "/"), known),
    broken: false,
  };
  known.set(state, cursor);
  return cursor;
}

/** `known`: by places, like the states of an automaton. */
function plain(pattern: Places, places: number, known: Map<number, Cursor>): Cursor {
  if (places === 0) return never;
  const found = known.get(places);
  if (found !== undefined) return found;
  const cursor: Cursor = {
    matches: pattern.test(places),
    enter: (name) => plain(pattern, pattern.after(places, name), known),
    broken: false,
  };
  known.set(places, cursor);
  return cursor;
}
