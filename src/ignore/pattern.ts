import { type Bytes, toText } from "../bytes.ts";
import { CtxcheckError } from "../errors.ts";
import { cleanPath, trimSpace } from "./clean.ts";
import { globMatch } from "./glob.ts";
import type { IgnoreEntry } from "./parse.ts";

/** A pattern as a matcher uses it. */
export interface Pattern {
  /** Cleaned, without `!`. */
  readonly text: Bytes;
  /** Whether it is a `!` pattern. */
  readonly exception: boolean;
  readonly source: IgnoreEntry;
}

/**
 * moby/patternmatcher.New (rules B1, B2): the second pass, which trims and cleans again and finds bad syntax. Throws
 * "illegal-exclusion" for a bare `!` and "bad-pattern" for bad syntax.
 */
export function compilePatterns(entries: readonly IgnoreEntry[]): Pattern[] {
  const patterns = readPatterns(entries);
  for (const pattern of patterns) refuseBadSyntax(pattern);
  return patterns;
}

/**
 * Returns the patterns of the entries, whether or not a matcher accepts them; a bare `!` is an exception without text.
 */
export function readPatterns(entries: readonly IgnoreEntry[]): Pattern[] {
  return entries.flatMap((source) => {
    const found = known.get(source) ?? readPattern(source);
    known.set(source, found);
    return found;
  });
}

/** Many lines are tested after the same ones, which keep their compiled patterns. */
const known = new WeakMap<IgnoreEntry, readonly Pattern[]>();

function readPattern(source: IgnoreEntry): readonly Pattern[] {
  const trimmed = trimSpace(source.text);
  if (trimmed === "") return [];
  const cleaned = cleanPath(trimmed);
  const exception = cleaned.startsWith("!");
  return [{ text: exception ? cleaned.slice(1) : cleaned, exception, source }];
}

/** Rejects what a matcher rejects on creation. */
export function refuseBadSyntax({ text, source }: Pattern): void {
  if (text === "") throw illegalExclusion(source);
  // Only a class or a backslash can be bad.
  if (/[[\\]/.test(text) && globMatch(text, ".") === "bad") throw badPattern(source);
}

const place = ({ file, line, column }: IgnoreEntry) => `${file}:${line}:${column}`;

function illegalExclusion(source: IgnoreEntry): CtxcheckError {
  return new CtxcheckError(
    "illegal-exclusion",
    `${place(source)}: "!" is alone on its line (illegal exclusion pattern: "!"); the build would fail`,
    "name what to re-include after the !, or delete the line",
  );
}

/** Also thrown during matching, for an error that only shows when the pattern is first compared (rule B11). */
export function badPattern(source: IgnoreEntry): CtxcheckError {
  return new CtxcheckError(
    "bad-pattern",
    `${place(source)}: syntax error in pattern ${JSON.stringify(toText(source.text))}; the build would fail`,
    repairHint(source.text),
  );
}

function repairHint(text: Bytes): string {
  if (text.endsWith("\\"))
    return "a trailing backslash escapes nothing: delete it (white space after it is trimmed away)";
  if (text.includes("["))
    return "close the [ and put a character in it, or write \\[ for a bracket in a name";
  if (/(^|[^\\])[+(){}|^]/.test(text))
    return `write a backslash before each of + ( ) { } | ^ that stands for itself: ${escapeOperators(text)}`;
  return "write a backslash only before punctuation (\\*, \\?, \\[); before a letter or digit it is a regexp escape";
}

const escapeOperators = (text: Bytes): Bytes =>
  text.replace(/\\.|[+(){}|^]/gs, (found) => (found.length > 1 ? found : `\\${found}`));
