import type { Expression } from "./ast.ts";
import { type Cursor, readName, skip } from "./cursor.ts";

/** Reads an expression; `overLines`: whether line breaks are ignored. */
export type Parse = (cursor: Cursor, overLines: boolean) => Expression;

export const startsFor = (cursor: Cursor): boolean =>
  /^for\s/.test(cursor.text.slice(cursor.at, cursor.at + 4));

/** Reads `for k, v in list : ...` up to its closing bracket. Throws Refusal. */
export function readFor(cursor: Cursor, line: number, close: "]" | "}", parse: Parse): Expression {
  cursor.take("for");
  const { keyName, valueName, of } = readForHead(cursor, parse);
  skip(cursor, true);
  if (!cursor.take(":")) cursor.refuse('a "for" misses its ":"');
  skip(cursor, true);
  const first = parse(cursor, true);
  skip(cursor, true);
  const isObject = cursor.take("=>");
  if (isObject !== (close === "}")) cursor.refuse('a "for" in braces makes key => value');
  skip(cursor, true);
  const value = isObject ? parse(cursor, true) : first;
  skip(cursor, true);
  const groups = cursor.take("...");
  skip(cursor, true);
  const condition = readCondition(cursor, parse);
  skip(cursor, true);
  if (!cursor.take(close)) cursor.refuse('a "for" does not end');
  return { is: "for", line, keyName, valueName, of, key: isObject ? first : null, value, condition, groups };
}

interface Head {
  readonly keyName: string | null;
  readonly valueName: string;
  readonly of: Expression;
}

/** Reads what follows `for`. Throws Refusal. */
export function readForHead(cursor: Cursor, parse: Parse): Head {
  const names = [forName(cursor)];
  skip(cursor, true);
  if (cursor.take(",")) names.push(forName(cursor));
  skip(cursor, true);
  if (readName(cursor) !== "in") cursor.refuse('a "for" misses its "in"');
  skip(cursor, true);
  const [valueName = "", keyName = null] = names.toReversed();
  return { keyName, valueName, of: parse(cursor, true) };
}

function forName(cursor: Cursor): string {
  skip(cursor, true);
  return readName(cursor) ?? cursor.refuse('a "for" misses a name');
}

function readCondition(cursor: Cursor, parse: Parse): Expression | null {
  if (cursor.match(/if(?![\p{ID_Continue}-])/uy) === null) return null;
  skip(cursor, true);
  return parse(cursor, true);
}
