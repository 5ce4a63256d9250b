import { normalize } from "node:path/posix";
import { type Bytes, isAscii, toBuffer, toText } from "../bytes.ts";
import type { IgnoreEntry } from "../ignore/parse.ts";
import { badPattern, type Pattern } from "../ignore/pattern.ts";
import type { Decision } from "../ignore/scope.ts";
import { beyondLimit } from "../limits.ts";
import { type Test, testOf } from "./balena-regexp.ts";

export interface Asked {
  decide(path: Bytes): Decision;
  /** The patterns that match the path or one of its parents, each asked alone. */
  touching(path: Bytes): Pattern[];
}

/** @balena/dockerignore 1.0.2: a line as ignore.js makes a rule of it. */
interface Rule {
  readonly pattern: Pattern;
  readonly negative: boolean;
  readonly test: Test;
  /** Of a path, only the parents with so many names are compared; with a `**` those with more, too. */
  readonly depth: number;
  readonly anyDeeper: boolean;
}

/** The rules as the library asks them for every path by itself (ignore.js: _test); what a parent matches is remembered. */
export function askBalena(patterns: readonly Pattern[], ignorecase: boolean): Asked {
  let compiled: readonly Rule[] | null = null;
  // The library compiles all of them for the first path that it is asked.
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
        // What changes nothing decides nothing.
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

/** The library looks a path up in a plain object, and takes what every object has for its answer "not ignored". */
const cacheOfTheLibrary = {};

/** Which rules match a parent of what is in a directory: those of the directories that a walk is in are kept. */
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
    const isAsked = names === depth || (anyDeeper && names > depth);
    // With no name but `**` the library requests no parent at all, too.
    return (isAsked && test(text)) || (anyDeeper && depth === 0 && test("")) ? 1 : 0;
  });
}

/** ignore.js: _createRule. None for an empty line or a bare `!`. */
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

/** ignore.js: _compile, which escapes no operators. Throws CtxcheckError "bad-pattern" or "limit". */
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

/** The name as a program for Node reads it: some invalid bytes become one U+FFFD. */
export const nodeText = (bytes: Bytes): string => (isAscii(bytes) ? bytes : toBuffer(bytes).toString("utf8"));
