import type { Expression, Step } from "./ast.ts";
import { type Cursor, readName, skip } from "./cursor.ts";
import { parseNumber } from "./number.ts";
import { readFor, startsFor } from "./parse-for.ts";
import { readHeredoc, readQuoted } from "./parse-template.ts";
import { bool, integer, nothing, number } from "./value.ts";

/** `overLines`: whether line breaks are ignored, as in brackets. Throws Refusal. */
export function parseExpression(cursor: Cursor, overLines: boolean): Expression {
  return cursor.deeper(() => readConditional(cursor, overLines));
}

function readConditional(cursor: Cursor, overLines: boolean): Expression {
  const test = readBinary(cursor, overLines, 0);
  skip(cursor, overLines);
  if (!cursor.take("?")) return test;
  skip(cursor, overLines);
  const yes = parseExpression(cursor, overLines);
  skip(cursor, overLines);
  if (!cursor.take(":")) cursor.refuse('a conditional misses its ":"');
  skip(cursor, overLines);
  const no = parseExpression(cursor, overLines);
  return { is: "conditional", line: test.line, test, yes, no };
}

/** Lowest precedence first. */
const operators = [/\|\|/y, /&&/y, /==|!=/y, />=|<=|>|</y, /\+|-/y, /\*|\/(?![/*])|%(?!\{)/y] as const;

function readBinary(cursor: Cursor, overLines: boolean, level: number): Expression {
  const pattern = operators[level];
  if (pattern === undefined) return readUnary(cursor, overLines);
  let left = readBinary(cursor, overLines, level + 1);
  for (;;) {
    skip(cursor, overLines);
    const operator = cursor.match(pattern);
    if (operator === null) return left;
    skip(cursor, overLines);
    const right = readBinary(cursor, overLines, level + 1);
    left = { is: "binary", line: left.line, operator, left, right };
  }
}

function readUnary(cursor: Cursor, overLines: boolean): Expression {
  const line = cursor.line();
  const operator = cursor.match(/-|!(?!=)/y);
  if (operator === null) return readTraversal(cursor, overLines);
  skip(cursor, overLines);
  return { is: "unary", line, operator, of: cursor.deeper(() => readUnary(cursor, overLines)) };
}

function readTraversal(cursor: Cursor, overLines: boolean): Expression {
  let of = readTerm(cursor, overLines);
  for (;;) {
    const before = cursor.at;
    skip(cursor, overLines);
    if (cursor.starts("...")) return of;
    if (cursor.take(".*")) of = readAttributeSplat(cursor, of);
    else if (cursor.take(".")) of = readAttributes(cursor, of);
    else if (cursor.take("[")) of = readIndex(cursor, of);
    else {
      cursor.at = before;
      return of;
    }
  }
}

/** After a dot: a name, or the digits of the legacy index syntax. */
function readAttributes(cursor: Cursor, of: Expression): Expression {
  skip(cursor, false);
  const name = readName(cursor);
  if (name !== null) return withStep(of, { name });
  const digits = cursor.match(/\d+/y) ?? cursor.refuse("an attribute name is missing after the dot");
  return withStep(of, { key: integer(Number(digits)) });
}

function withStep(of: Expression, step: Step): Expression {
  const { line } = of;
  if (of.is === "variable") return { is: "variable", line, name: of.name, steps: [...of.steps, step] };
  if (of.is === "access") return { is: "access", line, of: of.of, steps: [...of.steps, step] };
  return { is: "access", line, of, steps: [step] };
}

/** Only attributes apply to each element; what follows an index applies to the whole. */
function readAttributeSplat(cursor: Cursor, of: Expression): Expression {
  let each: Expression = { is: "item", line: of.line };
  while (/^\.(?![.*])/.test(cursor.text.slice(cursor.at, cursor.at + 2))) {
    cursor.take(".");
    each = readAttributes(cursor, each);
  }
  return { is: "splat", line: of.line, of, each };
}

function readIndex(cursor: Cursor, of: Expression): Expression {
  skip(cursor, true);
  if (cursor.match(/\*(?=\s*\])/y) !== null) return readFullSplat(cursor, of);
  const key = parseExpression(cursor, true);
  skip(cursor, true);
  if (!cursor.take("]")) cursor.refuse("an index misses its closing bracket");
  if (key.is === "literal" && (key.value.type.kind === "string" || key.value.type.kind === "number"))
    return withStep(of, { key: key.value });
  return { is: "index", line: of.line, of, key };
}

/** Attributes and indices apply to each element. */
function readFullSplat(cursor: Cursor, of: Expression): Expression {
  skip(cursor, true);
  cursor.take("]");
  let each: Expression = { is: "item", line: of.line };
  for (;;) {
    if (cursor.starts("...") || cursor.starts(".*")) break;
    if (cursor.take(".")) each = readAttributes(cursor, each);
    else if (cursor.take("[")) each = readIndex(cursor, each);
    else break;
  }
  return { is: "splat", line: of.line, of, each };
}

const numberLiteral = /\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
const callName = /(?:::[\p{ID_Start}_][\p{ID_Continue}-]*)*/uy;

function readTerm(cursor: Cursor, overLines: boolean): Expression {
  const line = cursor.line();
  if (cursor.take("(")) return readParentheses(cursor, line);
  if (cursor.take("[")) return readBrackets(cursor, line);
  if (cursor.take("{")) return readBraces(cursor, line);
  if (cursor.starts('"')) return readQuoted(cursor, parseExpression);
  if (cursor.starts("<<")) return readHeredoc(cursor, parseExpression);
  const digits = cursor.match(numberLiteral);
  if (digits !== null) {
    const value = parseNumber(digits) ?? cursor.refuse("the number is too long");
    return { is: "literal", line, value: number(value) };
  }
  const name = readName(cursor) ?? cursor.refuse("an expression is expected here");
  return readNamed(cursor, name, line, overLines);
}

function readNamed(cursor: Cursor, first: string, line: number, overLines: boolean): Expression {
  const name = first + (cursor.match(callName) ?? "");
  const before = cursor.at;
  skip(cursor, overLines);
  if (cursor.take("(")) return readCall(cursor, name, line);
  cursor.at = before;
  if (name !== first) cursor.refuse(`${name} is called without arguments`);
  if (name === "true" || name === "false") return { is: "literal", line, value: bool(name === "true") };
  return name === "null"
    ? { is: "literal", line, value: nothing }
    : { is: "variable", line, name, steps: [] };
}

function readParentheses(cursor: Cursor, line: number): Expression {
  skip(cursor, true);
  const of = parseExpression(cursor, true);
  skip(cursor, true);
  if (!cursor.take(")")) cursor.refuse("a closing parenthesis is missing");
  return { is: "parentheses", line, of };
}

function readCall(cursor: Cursor, name: string, line: number): Expression {
  const args: Expression[] = [];
  for (skip(cursor, true); !cursor.take(")"); skip(cursor, true)) {
    args.push(parseExpression(cursor, true));
    skip(cursor, true);
    if (cursor.take("...")) {
      skip(cursor, true);
      cursor.take(",");
      skip(cursor, true);
      if (!cursor.take(")")) cursor.refuse("an expanded argument must be the last");
      return { is: "call", line, name, args, expands: true };
    }
    if (!cursor.starts(")") && !cursor.take(",")) cursor.refuse("a comma is missing between arguments");
  }
  return { is: "call", line, name, args, expands: false };
}

function readBrackets(cursor: Cursor, line: number): Expression {
  skip(cursor, true);
  if (startsFor(cursor)) return readFor(cursor, line, "]", parseExpression);
  const items: Expression[] = [];
  for (; !cursor.take("]"); skip(cursor, true)) {
    items.push(parseExpression(cursor, true));
    skip(cursor, true);
    if (!cursor.starts("]") && !cursor.take(",")) cursor.refuse("a comma is missing between items");
    skip(cursor, true);
  }
  return { is: "tuple", line, items };
}

function readBraces(cursor: Cursor, line: number): Expression {
  const before = cursor.at;
  skip(cursor, true);
  if (startsFor(cursor)) return readFor(cursor, line, "}", parseExpression);
  cursor.at = before;
  const items: { key: Expression; value: Expression }[] = [];
  for (skip(cursor, true); !cursor.take("}"); skip(cursor, true)) {
    const key = asKey(parseExpression(cursor, false));
    skip(cursor, false);
    if (!cursor.take("=") && !cursor.take(":")) cursor.refuse("a value is missing for a key");
    skip(cursor, false);
    items.push({ key, value: parseExpression(cursor, false) });
    skip(cursor, false);
    if (cursor.take(",") || cursor.starts("}") || /^\r?\n/.test(cursor.text.slice(cursor.at, cursor.at + 2)))
      continue;
    cursor.refuse("a comma or line break is missing between fields");
  }
  return { is: "object", line, items };
}

/** An unquoted name is a literal key. */
function asKey(key: Expression): Expression {
  const { line } = key;
  if (key.is === "variable") return { is: "bare", line, name: key.name, dotted: key.steps.length > 0 };
  if (key.is !== "literal" || key.value.type.kind === "number" || key.value.type.kind === "string")
    return key;
  return { is: "bare", line, name: String(key.value.data), dotted: false };
}
