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
  const start: Start = require("@balena/dockerignore");
  const nothing = start({ ignorecase });
  const linesOf = (list: readonly Pattern[]) => list.map(({ source }) => toText(source.raw));
  const ask = (library: Library, path: Bytes): boolean => {
    // Adding rules makes the library forget the paths that it was asked before: it would keep them all.
    library.add([nothing]);
    return library.ignores(nodeText(path));
  };
  const all = start({ ignorecase }).add(linesOf(patterns));
  const alone = new Map<Pattern, Library>();
  const matches = (pattern: Pattern, path: Bytes): boolean => {
    const lines = linesOf([pattern]);
    const library =
      alone.get(pattern) ?? start({ ignorecase }).add(pattern.exception ? [everything, ...lines] : lines);
    alone.set(pattern, library);
    return ask(library, path) !== pattern.exception;
  };
  return {
    decide: (path) => {
      const matched = orBroken(patterns, matches, () => ask(all, path));
      return { matched, by: decidedBy(patterns, (pattern) => matches(pattern, path), matched) };
    },
    touching: (path) =>
      patterns.filter((pattern) => orBroken([pattern], matches, () => matches(pattern, path))),
  };
}

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
