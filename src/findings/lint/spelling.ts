import type { Bytes } from "../../bytes.ts";
import { cleanPath, trimSpace } from "../../ignore/clean.ts";
import type { Pattern } from "../../ignore/pattern.ts";
import { translate } from "../../ignore/translate.ts";
import { compileRegexp } from "../../regexp/index.ts";
import type { Remark } from "./remark.ts";
import { placeOf, respelled, type Subject, shownPattern, written } from "./subject.ts";

/** Reports what a single pattern says that its author hardly means, by its text alone. */
export function misspelled(subject: Subject): Remark[] {
  return written(subject).flatMap((pattern) => checks.flatMap((check) => check(pattern, subject)));
}

type Check = (pattern: Pattern, subject: Subject) => Remark[];

const checks: readonly Check[] = [escapes, backslashes, operators, slashClasses];

/** Rule A23. */
function escapes(pattern: Pattern): Remark[] {
  const text = cleanPath(trimSpace(pattern.text));
  if (text !== ".." && !text.startsWith("../")) return [];
  const edit = { become: [], keeps: true, asked: true };
  return [{ rule: "parent-escape", severity: "warning", ...placeOf(pattern), edit }];
}

/** Rules A26, B10: outside Windows a backslash escapes, and before a letter it has another meaning. */
function backslashes(pattern: Pattern): Remark[] {
  const isPath = /(^|[^\\])(\\\\)*\\[A-Za-z0-9]/.test(pattern.text) || pattern.text.startsWith("**\\");
  return isPath ? [backslashPath(pattern)] : [];
}

/** A name may hold a star; if none does, a slash was meant. */
export const escapesWildcard = /[^\\/]\\\*(?:[.*\\/]|$)/;

export function backslashPath(pattern: Pattern): Remark {
  const line = respelled(pattern, (text) => text.replace(/\\(?=[\w.*?[-])/g, "/"));
  return { rule: "backslash-path", severity: "warning", ...placeOf(pattern), ...changing([line]) };
}

const changing = (become: readonly Bytes[]): Edited => ({ edit: { become, keeps: false, asked: true } });
type Edited = Pick<Remark, "edit">;

/** Rules B6, B8. */
function operators(pattern: Pattern): Remark[] {
  const { text, source } = pattern;
  const alternatives = braceAlternatives(text);
  if (alternatives !== null) {
    const lines = braceAlternatives(source.raw) ?? [];
    // As in a shell, nothing is made of an alternative without a character; "!" alone would be refused.
    const kept = [...new Set(lines)].filter((line) => /[^\s!]/.test(line));
    return [unescaped(pattern, "braces", "{ }", lines.length > mostLines ? {} : changing(kept))];
  }
  if (translate(text).kind !== "regexp") return [];
  const found = activeOperators(text);
  if (found.size === 0) return [];
  const line = respelled(pattern, (spelled) => spelled.replace(/\\.|[{}|^]/gs, escapeOne));
  return [unescaped(pattern, "operator", [...found].join(" "), changing([line]))];
}

const escapeOne = (found: string): string => (found.length > 1 ? found : `\\${found}`);

function unescaped(pattern: Pattern, why: "braces" | "operator", operators: string, edited: Edited): Remark {
  return { rule: "unescaped-operator", severity: "warning", ...placeOf(pattern), why, operators, ...edited };
}

/** Returns operators outside classes that are not escaped; braces only if they can be read as a count. */
function activeOperators(text: Bytes): Set<string> {
  const bare = text.replace(/\\./gs, "\\").replace(/\[\^?[^\]]*\]?/g, "[");
  const counted = [...bare.matchAll(/\{\d+(,\d*)?\}/g)].length > 0;
  return new Set([...(counted ? ["{", "}"] : []), ...["|", "^"].filter((one) => bare.includes(one))]);
}

/** Rule B9. */
function slashClasses(pattern: Pattern): Remark[] {
  if (translate(pattern.text).kind !== "regexp") return [];
  const [found] = classesThatMatchSlash(pattern.text);
  if (found === undefined) return [];
  const negated = found.startsWith("[^");
  const line = respelled(pattern, (text) => text.replaceAll(found, `${found.slice(0, -1)}/]`));
  return [
    {
      rule: "class-matches-slash",
      severity: "info",
      ...placeOf(pattern),
      found,
      ...(negated ? changing([line]) : {}),
    },
  ];
}

/** A list with exceptions only excludes nothing. */
export function negationOnly(subject: Subject): Remark[] {
  const patterns = written(subject);
  const [first] = patterns;
  if (first === undefined || patterns.some(({ exception }) => !exception)) return [];
  const { length: count } = patterns;
  return [{ rule: "negation-only-file", severity: "warning", ...placeOf(first), count }];
}

/**
 * Finds repeated patterns. With no pattern of the other kind in between, the later one changes nothing in any tree:
 * whatever it matches already has the verdict (rules B13, B14, F8).
 */
export function duplicates(subject: Subject): Remark[] {
  const since = { "": new Map<Bytes, Pattern>(), "!": new Map<Bytes, Pattern>() };
  return written(subject).flatMap((pattern): Remark[] => {
    const [same, opposite] = pattern.exception ? [since["!"], since[""]] : [since[""], since["!"]];
    opposite.clear();
    const before = same.get(pattern.text);
    if (before === undefined) {
      same.set(pattern.text, pattern);
      return [];
    }
    const other = { line: before.source.line, pattern: shownPattern(before) };
    const edit = { become: [], keeps: true, asked: false };
    return [{ rule: "duplicate-pattern", severity: "info", ...placeOf(pattern), other, edit }];
  });
}

/** A repair has at most this many lines. */
const mostLines = 20;

/**
 * Expands `{a,b}` like a shell, one pattern each; null if the text has no such braces, or too many alternatives. No
 * builder supports them (rule B8).
 */
function braceAlternatives(text: Bytes): Bytes[] | null {
  let lines = [text];
  for (;;) {
    const expanded = lines.flatMap((line) => expandFirst(line) ?? [line]);
    if (expanded.length === lines.length || lines.length > mostLines) return lines.length > 1 ? lines : null;
    lines = expanded;
  }
}

function expandFirst(text: Bytes): Bytes[] | null {
  const close = text.indexOf("}");
  const open = text.lastIndexOf("{", close);
  if (open < 0 || close < open || text[open - 1] === "\\") return null;
  const inside = text.slice(open + 1, close);
  if (!inside.includes(",") || /^\d*,\d*$/.test(inside) || inside.includes("\\")) return null;
  return inside.split(",").map((one) => text.slice(0, open) + one + text.slice(close + 1));
}

/**
 * Returns the character classes of a pattern that match a slash where one can occur (rule B9): not at an end of the
 * pattern, nor next to a slash. A class with `*` or `?` means something else to the builder and is skipped.
 */
function classesThatMatchSlash(text: Bytes): Bytes[] {
  return classesOf(text).flatMap(({ at, source }) => {
    const beside = [text[at - 1], text[at + source.length]];
    const possible = beside.every((char) => char !== undefined && char !== "/");
    return possible && !/[*?]/.test(source) && matchesSlash(source) ? [source] : [];
  });
}

function matchesSlash(source: Bytes): boolean {
  const automaton = compileRegexp(`^${source}$`);
  return automaton?.accepts(automaton.run(automaton.start, "/")) === true;
}

/** Each from its `[` to the first `]` after its first character. */
function classesOf(text: Bytes): { at: number; source: Bytes }[] {
  const found: { at: number; source: Bytes }[] = [];
  for (let at = 0; at < text.length; at++) {
    if (text[at] === "\\") at++;
    else if (text[at] === "[") {
      const end = classEnd(text, at);
      if (end < 0) break;
      found.push({ at, source: text.slice(at, end) });
      at = end - 1;
    }
  }
  return found;
}

/** Returns -1 if it is not closed. */
function classEnd(text: Bytes, open: number): number {
  const first = text[open + 1] === "^" ? open + 2 : open + 1;
  for (let at = first; at < text.length; at++) {
    if (text[at] === "\\") at++;
    else if (text[at] === "]" && at > first) return at + 1;
  }
  return -1;
}
