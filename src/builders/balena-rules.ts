import { normalize } from "node:path/posix";
import { type Bytes, isAscii, toBuffer, toText } from "../bytes.ts";
import type { IgnoreEntry } from "../ignore/parse.ts";
import { badPattern, type Pattern } from "../ignore/pattern.ts";
import type { Decision } from "../ignore/scope.ts";
import { beyondLimit } from "../limits.ts";
import { type Test, testOf } from "./balena-regexp.ts";

export interface BalenaRules {
  decide(path: Bytes): Decision;
  /** Returns the patterns that match the path or one of its parents, each evaluated alone. */
  touching(path: Bytes): Pattern[];
}

/** @balena/dockerignore 1.0.2: a line, compiled to a rule by ignore.js. */
interface Rule {
  readonly pattern: Pattern;
  readonly negative: boolean;
  readonly test: Test;
  /** Only the parents of a path with this many names are compared; with a `**`, also those with more. */
  readonly depth: number;
  readonly anyDeeper: boolean;
}

/**
 * Applies the rules as the library does, to every path on its own (ignore.js: _test); what a parent matches is cached.
 */
export function balenaRules(patterns: readonly Pattern[], ignorecase: boolean): BalenaRules {
  let compiled: readonly Rule[] | null = null;
  // The library compiles all rules for the first path.
  const rules = () => {
    compiled ??= patterns.flatMap((pattern) => ruleOf(pattern, ignorecase));
    return compiled;
  };
  const above = parentMatches(rules);
  const matching = (path: Bytes): ((rule: Rule, at: number) => boolean) => {
    const text = nodeText(path);
    if (text in cacheOfTheLibrary) return () => false;
    const touched = above(path.slice(0, Math.max(path.lastIndexOf("/"), 0)));
    return ({ test }, at) => touched[at] === 1 || test(text);
  };
  return {
    decide: (path) => {
      let [matched, by]: [boolean, Pattern | null] = [false, null];
      const matches = matching(path);
      for (const [at, rule] of rules().entries()) {
        // A rule that changes nothing does not decide.
        if (rule.negative !== matched || !matches(rule, at)) continue;
        matched = !rule.negative;
        by = rule.pattern;
      }
      return { matched, by };
    },
    touching: (path) => {
      const matches = matching(path);
      return rules().flatMap((rule, at) => (matches(rule, at) ? [rule.pattern] : []));
    },
  };
}

/**
 * The library looks paths up in a plain object, and takes an inherited property for the cached answer "not ignored".
 */
const cacheOfTheLibrary = {};

/** Returns which rules match a parent of the entries of a directory; cached for the directories that a walk is in. */
function parentMatches(rules: () => readonly Rule[]): (directory: Bytes) => Uint8Array {
  const open: { readonly path: Bytes; readonly touched: Uint8Array }[] = [];
  return (directory) => {
    const isAround = (path: Bytes) => path === "" || directory === path || directory.startsWith(`${path}/`);
    for (let top = open.at(-1); top !== undefined && !isAround(top.path); top = open.at(-1)) open.pop();
    if (open.length === 0) open.push({ path: "", touched: new Uint8Array(rules().length) });
    for (let top = open.at(-1); top !== undefined && top.path !== directory; top = open.at(-1)) {
      const slash = directory.indexOf("/", top.path.length + 1);
      const path = slash < 0 ? directory : directory.slice(0, slash);
      open.push({ path, touched: touchedIn(path, open.length, rules(), top.touched) });
    }
    return open.at(-1)?.touched ?? new Uint8Array(rules().length);
  };
}

function touchedIn(path: Bytes, names: number, rules: readonly Rule[], around: Uint8Array): Uint8Array {
  const text = nodeText(path);
  return around.map((touched, at) => {
    const rule = rules[at];
    if (touched === 1 || rule === undefined) return touched;
    const { test, depth, anyDeeper } = rule;
    const isCompared = names === depth || (anyDeeper && names > depth);
    // If `**` is the only name, the library also tests the empty parent.
    return (isCompared && test(text)) || (anyDeeper && depth === 0 && test("")) ? 1 : 0;
  });
}

/** ignore.js: _createRule. No rule for an empty line or a bare `!`. */
function ruleOf(pattern: Pattern, ignorecase: boolean): Rule[] {
  const line = toText(pattern.source.raw);
  if (line.startsWith("#") || line.trim() === "") return [];
  const excepted = line.trim().startsWith("!");
  const written = excepted ? line.trim().slice(1).trim() : line.trim();
  const clean = written === "" ? "" : cleanPath(written).replace(/^\/(?=.)/s, "");
  const marked = `${excepted ? "!" : ""}${clean}`.trim();
  if (marked === "") return [];
  const cleaned = cleanPath(marked);
  const negative = cleaned.startsWith("!");
  const text = negative ? cleaned.slice(1) : cleaned;
  if (negative && text === "") return [];
  const names = text.split("/");
  const depth = names.filter((name) => name !== "**").length;
  const test = compile(text, ignorecase, pattern);
  return [{ pattern, negative, test, depth, anyDeeper: depth < names.length }];
}

const cleanPath = (path: string): string => normalize(path).replace(/(?<=.)\/$/, "");

/** ignore.js: _compile, which does not escape operators. Throws CtxcheckError "bad-pattern" or "limit". */
function compile(text: string, ignorecase: boolean, { source }: Pattern): Test {
  const translated = text.replace(/\*\*\/?$|\*\*\/?|\*|\?|[.$]|\\.?/gs, (part, at: number) => {
    if (part.startsWith("**")) return at + part.length === text.length ? ".*" : "(.*/)?";
    if (part === "*" || part === "?") return part === "*" ? "[^/]*" : "[^/]";
    return part === "." || part === "$" ? `\\${part}` : part;
  });
  const test = orBad(() => testOf(`^${translated}$`, ignorecase), source);
  if (test !== null) return test;
  return beyondLimit(
    `${source.file}:${source.line}: @balena/dockerignore makes a regular expression of ${JSON.stringify(toText(source.text))} that can take any time`,
    "write a backslash before each of + ( ) { } | ^ that stands for itself, or name the builder that is used: --builder",
  );
}

function orBad<T>(read: () => T, source: IgnoreEntry): T {
  try {
    return read();
  } catch (error) {
    if (error instanceof SyntaxError) throw badPattern(source);
    throw error;
  }
}

/** Returns the name as a Node program reads it: several invalid bytes may become one U+FFFD. */
export const nodeText = (bytes: Bytes): string => (isAscii(bytes) ? bytes : toBuffer(bytes).toString("utf8"));
