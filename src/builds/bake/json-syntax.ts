import { Cursor } from "./cursor.ts";

/** JSON with the line of each value; numbers keep their digits. */
export type Json = { readonly line: number } & (
  | { readonly is: "object"; readonly members: readonly Member[] }
  | { readonly is: "array"; readonly items: readonly Json[] }
  | { readonly is: "string"; readonly text: string }
  | { readonly is: "number"; readonly digits: string }
  | { readonly is: "word"; readonly value: boolean | null }
);

export interface Member {
  readonly name: string;
  readonly line: number;
  readonly value: Json;
}

/** Parses JSON. Throws Refusal. */
export function parseJson(content: string): Json {
  const cursor = new Cursor(content);
  const value = readValue(cursor);
  skip(cursor);
  if (!cursor.ended) cursor.refuse("something follows the JSON value");
  return value;
}

/** Parses the first value, whatever follows it. Throws Refusal. */
export const parseFirstJson = (content: string): Json => readValue(new Cursor(content));

const blanks = /[ \t\r\n]+/y;
const skip = (cursor: Cursor) => cursor.match(blanks);

const words = new Map<string, boolean | null>([
  ["true", true],
  ["false", false],
  ["null", null],
]);

function readValue(cursor: Cursor): Json {
  skip(cursor);
  const line = cursor.line();
  if (cursor.take("{")) return { is: "object", line, members: cursor.deeper(() => readMembers(cursor)) };
  if (cursor.take("[")) return { is: "array", line, items: cursor.deeper(() => readItems(cursor)) };
  if (cursor.starts('"')) return { is: "string", line, text: readString(cursor) };
  const digits = cursor.match(/-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][-+]?\d+)?/y);
  if (digits !== null) return { is: "number", line, digits };
  const word = cursor.match(/[a-zA-Z]+/y) ?? "";
  const value = words.get(word);
  if (value === undefined) cursor.refuse("a JSON value is expected here");
  return { is: "word", line, value };
}

function readMembers(cursor: Cursor): Member[] {
  const members: Member[] = [];
  for (skip(cursor); !cursor.take("}"); skip(cursor)) {
    const line = cursor.line();
    if (!cursor.starts('"')) cursor.refuse("a JSON object has names in double quotes");
    const name = readString(cursor);
    skip(cursor);
    if (!cursor.take(":")) cursor.refuse("a JSON object misses a colon");
    members.push({ name, line, value: readValue(cursor) });
    readComma(cursor, "}");
  }
  return members;
}

function readItems(cursor: Cursor): Json[] {
  const items: Json[] = [];
  for (skip(cursor); !cursor.take("]"); skip(cursor)) {
    items.push(readValue(cursor));
    readComma(cursor, "]");
  }
  return items;
}

/** JSON has no trailing comma. */
function readComma(cursor: Cursor, close: string): void {
  skip(cursor);
  if (cursor.starts(close)) return;
  if (!cursor.take(",")) cursor.refuse("a JSON value misses a comma behind it");
  skip(cursor);
  if (cursor.starts(close)) cursor.refuse("JSON does not permit a trailing comma");
}

const quoted = /"(?:[^"\\\n\r]|\\["\\/bfnrt]|\\u[\da-fA-F]{4})*"/y;

function readString(cursor: Cursor): string {
  const found = cursor.match(quoted) ?? cursor.refuse("a JSON text does not end, or has an invalid escape");
  // Control characters are accepted as they are.
  const escaped = found.replace(
    /[\u0000-\u001f]/g,
    (one) => `\\u${one.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
  return String(JSON.parse(escaped)).toWellFormed();
}
