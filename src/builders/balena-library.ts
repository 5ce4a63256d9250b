import { createRequire } from "node:module";
import { type Bytes, isAscii, toBuffer, toText } from "../bytes.ts";
import { badPattern, type Pattern } from "../ignore/pattern.ts";
import type { Decision } from "../ignore/scope.ts";

/** What of @balena/dockerignore is used. */
interface Library {
  add(lines: readonly (string | Library)[]): Library;
  ignores(path: string): boolean;
}

type Start = (options: { readonly ignorecase: boolean }) => Library;

export interface Asked {
  decide(path: Bytes): Decision;
  /** The patterns that match the path or one of its parents, each asked alone. */
  touching(path: Bytes): Pattern[];
}

/** Asks the library itself, which is loaded when it is first needed. */
export function askBalena(patterns: readonly Pattern[], ignorecase: boolean): Asked {
  const require = createRequire(import.meta.url);
  const load: Start = require("@balena/dockerignore");
  const start = (lines: readonly string[]) => forgetful(load, ignorecase, lines);
  const all = start(linesOf(patterns));
  const exclusions = start(linesOf(patterns.filter(({ exception }) => !exception)));
  const alone = new Map<Pattern, Ask>();
  const matches = (pattern: Pattern, path: Bytes): boolean => {
    const ask =
      alone.get(pattern) ??
      start(pattern.exception ? [everything, ...linesOf([pattern])] : linesOf([pattern]));
    alone.set(pattern, ask);
    return ask(path) !== pattern.exception;
  };
  return {
    decide: (path) => {
      const matched = orBroken(patterns, matches, () => all(path));
      // Most paths match nothing, and need not be asked of every pattern.
      if (!matched && !exclusions(path)) return { matched, by: null };
      return { matched, by: decidedBy(patterns, (pattern) => matches(pattern, path), matched) };
    },
    touching: (path) =>
      patterns.filter((pattern) => orBroken([pattern], matches, () => matches(pattern, path))),
  };
}

type Ask = (path: Bytes) => boolean;

const linesOf = (patterns: readonly Pattern[]) => patterns.map(({ source }) => toText(source.raw));

/** The library keeps every path that it was asked; adding rules, even none, makes it forget them. */
function forgetful(load: Start, ignorecase: boolean, lines: readonly string[]): Ask {
  const nothing = load({ ignorecase });
  const library = load({ ignorecase }).add(lines);
  let asked = 0;
  return (path) => {
    if (++asked % mostKept === 0) library.add([nothing]);
    return library.ignores(nodeText(path));
  };
}

const mostKept = 1_000;

/** The library turns it into a regexp that every path matches, one with a line end, too. */
const everything = "[^]{0,}";

/** The rule that made the state what it is. Null where the library's answer does not come from its rules. */
function decidedBy(
  patterns: readonly Pattern[],
  matches: (pattern: Pattern) => boolean,
  matched: boolean,
): Pattern | null {
  let by: Pattern | null = null;
  for (const pattern of patterns) {
    const excluded = by !== null && !by.exception;
    if (pattern.exception === excluded && matches(pattern)) by = pattern;
  }
  return (by !== null && !by.exception) === matched ? by : null;
}

/** The library compiles all its rules for the first path that it is asked, and throws where one is no regexp. */
function orBroken<T>(
  patterns: readonly Pattern[],
  matches: (pattern: Pattern, path: Bytes) => boolean,
  ask: () => T,
): T {
  try {
    return ask();
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    const broken = patterns.find((pattern) => isBroken(() => matches(pattern, "a")));
    throw broken === undefined ? error : badPattern(broken.source);
  }
}

function isBroken(ask: () => unknown): boolean {
  try {
    ask();
    return false;
  } catch (error) {
    return error instanceof SyntaxError;
  }
}

/** The name as a program for Node reads it: some invalid bytes become one U+FFFD. */
export const nodeText = (bytes: Bytes): string => (isAscii(bytes) ? bytes : toBuffer(bytes).toString("utf8"));
