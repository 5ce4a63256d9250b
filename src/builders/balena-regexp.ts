import { fromText } from "../bytes.ts";
import { compileRegexp } from "../regexp/index.ts";

/** Length up to which JavaScript's engine quickly tests a text against two repetitions. */
const shortText = 256;

/**
 * Returns the test of the regular expression that @balena/dockerignore makes of a line. JavaScript's engine backtracks,
 * and needs years for a line such as `*a*a*a*a*a`; where that can happen, an automaton gives the same answer in linear
 * time. Null if neither is safe. Throws SyntaxError if it is no regular expression.
 */
export const testOf = (source: string, ignorecase: boolean): Test | null =>
  byEdges(source, ignorecase, () => wholeTest(source, ignorecase));

function wholeTest(source: string, ignorecase: boolean): Test | null {
  const regexp = new RegExp(source, ignorecase ? "i" : "");
  const repetitions = source.replace(/\\.|\[\^\/\](?!\*)/gs, "").match(/[*+]|\{(?=\d)/g)?.length ?? 0;
  const isNested = repeatedGroup.test(source);
  if (repetitions < 2 && !isNested) return (text) => regexp.test(text);
  const automaton = linearTest(plain(source), ignorecase);
  if (repetitions > 2 || isNested) return automaton;
  return (text) => (text.length > shortText ? (automaton?.(text) ?? regexp.test(text)) : regexp.test(text));
}

/** What multiplies backtracking: a repeated group, or a reference to one. */
const repeatedGroup = /\)[*+{]|\\\d/;

/** ECMA-262 annex B, IdentityEscape: before a letter without a special meaning, a backslash has no effect. */
const plain = (source: string): string =>
  source.replace(/\\(.)/gs, (whole, one: string) => (/[aeg-jlmoqyzACE-OQRT-VX-Z]/.test(one) ? one : whole));

/** Each part means the same to Go and to JavaScript, where no text is captured: all but stars, classes and escapes. */
const common =
  /(?:\[\^\/\]|\[(?!\^\])\^?(?:\w(?:-\w)?|[/^*+?(){}|, ]|\[(?!:)|\\[.$])+\]|\(\.\*\/\)\?|\.\*|\\[.$\\*?+()[\]{}|^/dDwW-]|\((?!\?)|[)|^*+\]}]|\{\d{1,3}(?:,\d{0,3})?\}|\{(?!\d)|[\w ,:;=@~&'"<>%!#/`-]|[^\0-\x7f])/y;

function linearTest(source: string, ignorecase: boolean): Test | null {
  const encode = encoderOf(source, ignorecase);
  if (encode === null || !isCommon(source)) return null;
  // Repeated `**` components are equivalent to one.
  const text = source.slice(1, -1).replace(/(?:\(\.\*\/\)\?){2,}/g, "(.*/)?");
  const translated = encode(text).replaceAll(/\\.|\.\*/gs, (part) => (part === ".*" ? "[^\\n\\r]*" : part));
  const automaton = compileRegexp(fromText(`${ignorecase ? "(?i)" : ""}^${translated}$`));
  if (automaton === null) return null;
  return (name) => automaton.accepts(automaton.run(automaton.start, encode(name)));
}

function isCommon(source: string): boolean {
  common.lastIndex = 1;
  while (common.lastIndex < source.length - 1) if (!common.test(source)) return false;
  return source.startsWith("^") && source.endsWith("$");
}

/** Bytes that stand for the non-ASCII characters of the expression; the first stands for all other characters. */
const stand = "\x01\x02\x03\x04\x05\x06\x07\x08\x0e\x0f\x10\x11\x12\x13\x14\x15\x16\x17\x18\x19\x1a";

/**
 * Returns a function that encodes a text as one byte per UTF-16 unit, which is what JavaScript's engine counts. Null if
 * the expression names more characters than there are bytes to stand for them.
 */
function encoderOf(source: string, ignorecase: boolean): ((text: string) => string) | null {
  const fold = ignorecase ? foldUnit : (unit: string) => unit;
  const named = [...new Set((source.match(/[^\0-\x7f]/g) ?? []).map(fold))];
  const byUnit = new Map(named.map((unit, at) => [unit, stand.charAt(at + 1)]));
  if (named.length >= stand.length || [...stand].some((one) => source.includes(one))) return null;
  return (text) =>
    text.replace(/[^\0-\x7f\u2028\u2029]|[\u2028\u2029]/g, (unit) => {
      if (unit === "\u2028" || unit === "\u2029") return "\n"; // a line end is all that `.` tells from others
      return byUnit.get(fold(unit)) ?? stand.charAt(0);
    });
}

/** ECMA-262 Canonicalize without `u`: one unit remains one, and never becomes ASCII. */
function foldUnit(unit: string): string {
  const upper = unit.toUpperCase();
  return upper.length === 1 && upper.charCodeAt(0) > 0x7f ? upper : unit;
}

export type Test = (text: string) => boolean;

/** What a text must begin and end with to match `^...$`. */
interface Edges {
  readonly head: string;
  readonly tail: string;
  /** Nothing is between them: `head` is the whole text. */
  readonly isWhole: boolean;
}

const parts = /\\.|\[(?:\\.|[^\]\\])*\]|./gs;
/** After a backslash a letter may be special, and case beyond ASCII is not folded here. */
const literal = /^(?:\\[^\w\u0080-\uffff]|[^\\^$.*+?()[\]{}|\u0080-\uffff])$/s;
const repeats = /^[*+?{]$/;

function edgesOf(source: string): Edges {
  const all: readonly string[] = source.slice(1, -1).match(parts) ?? [];
  if (all.includes("|")) return { head: "", tail: "", isWhole: false };
  const stop = all.findIndex((part) => !literal.test(part));
  const isWhole = stop < 0;
  const head = isWhole ? all : all.slice(0, repeats.test(all[stop] ?? "") ? Math.max(stop - 1, 0) : stop);
  const tail = isWhole ? [] : all.slice(all.findLastIndex((part) => !literal.test(part)) + 1);
  const textOf = (some: readonly string[]) => some.map((part) => part.slice(-1)).join("");
  return { head: textOf(head), tail: textOf(tail), isWhole };
}

/**
 * Returns the test of `^...$`, which first checks what a text must begin and end with: most names have neither, and an
 * expression takes a thousand times as long on its first use. `make` may throw SyntaxError, which no literal text does.
 */
function byEdges(source: string, ignorecase: boolean, make: () => Test | null): Test | null {
  const { head, tail, isWhole } = edgesOf(source);
  if (isWhole && !ignorecase) return (text) => text === head;
  let test = isWhole ? undefined : make();
  if (test === null) return null;
  const matches = (text: string): boolean => {
    test ??= make();
    return test?.(text) ?? false;
  };
  if (!ignorecase) return (text) => text.startsWith(head) && text.endsWith(tail) && matches(text);
  const [start, end] = [head.toLowerCase(), tail.toLowerCase()];
  return (text) =>
    text.slice(0, start.length).toLowerCase() === start &&
    text.slice(text.length - Math.min(end.length, text.length)).toLowerCase() === end &&
    matches(text);
}
