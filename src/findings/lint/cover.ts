import type { Bytes } from "../../bytes.ts";
import { CtxcheckError } from "../../errors.ts";
import type { Pattern } from "../../ignore/pattern.ts";
import { openSubject, type Subject, written } from "./subject.ts";

/** Every pattern is compared with every other one of its kind: not for lists that no human wrote. */
const mostPatterns = 300;

export interface Covered {
  readonly pattern: Pattern;
  /** Matches everything that the other can match, in any tree. */
  readonly by: Pattern;
}

/**
 * Finds patterns whose matches another one of the same kind all covers, with no line of the other kind in between.
 * Whether they can be deleted is a separate question if the list has exceptions (rule B15).
 */
export function coveredPatterns(subject: Subject): Covered[] {
  const patterns = written(subject);
  if (patterns.length > mostPatterns) return [];
  const covers = patterns.map((pattern) => coverOf(pattern, subject));
  const gone = new Set<Pattern>();
  return patterns.flatMap((pattern, at): Covered[] => {
    const [from, to] = runAround(patterns, at);
    const by = patterns
      .slice(from, to)
      .find((other, index) => !gone.has(other) && isOther(other, pattern) && covers[from + index]?.(pattern));
    if (by === undefined) return [];
    gone.add(pattern);
    return [{ pattern, by }];
  });
}

const isOther = (one: Pattern, other: Pattern): boolean => one.text !== other.text;

/** Returns the range of lines of the same kind around a line. */
function runAround(patterns: readonly Pattern[], at: number): [from: number, to: number] {
  const { exception } = patterns[at] ?? {};
  let [from, to] = [at, at + 1];
  while (from > 0 && patterns[from - 1]?.exception === exception) from--;
  while (to < patterns.length && patterns[to]?.exception === exception) to++;
  return [from, to];
}

function coverOf(pattern: Pattern, { builder }: Subject): (other: Pattern) => boolean {
  if (["*", "**", "**/*"].includes(pattern.text)) return () => true;
  const excluding: Pattern = { ...pattern, exception: false };
  const name = /^\*\*\/[^[\]\\]+$/.test(pattern.text) ? pattern.text.slice(2) : null;
  return (other) =>
    (name !== null && `/${other.text}`.endsWith(name)) ||
    excludes({ builder, patterns: [excluding] }, fixedPath(other.text));
}

/** Returns the names before the first operator: everything that the pattern matches is that path or lies below it. */
function fixedPath(text: Bytes): Bytes[] {
  const names = text.split("/");
  const wild = names.findIndex((name) => /[*?[\]\\{}|^+()$]/.test(name));
  return wild < 0 ? names : names.slice(0, wild);
}

/** Whether the list, applied as by its builder, excludes the path or a parent directory. */
function excludes(list: Pick<Subject, "builder" | "patterns">, path: readonly Bytes[]): boolean {
  try {
    let folder = openSubject(list);
    for (const [index, name] of path.entries()) {
      const last = index === path.length - 1;
      const verdict = folder.decide(name, last ? "file" : "directory");
      if (!verdict.allowed) return true;
      if (!last) folder = folder.enter(name, verdict);
    }
    return false;
  } catch (error) {
    if (error instanceof CtxcheckError) return false;
    throw error;
  }
}
