import { Refusal } from "../refusal.ts";
import { type Lookup, substitute } from "./template.ts";

/**
 * A .env file as compose-go reads it. Names may contain dots, hyphens and brackets, a colon works like "=", and a value
 * in double quotes or without quotes is interpolated.
 */

/** Reads into `variables`, which values may reference. Throws Refusal. */
export function parseDotenv(text: string, variables: Map<string, string>, outer: Lookup): void {
  const lookup: Lookup = (name) => outer(name) ?? variables.get(name);
  const content = text.startsWith("\uFEFF") ? text.slice(1) : text;
  const cursor = { content, at: 0, line: 1 };
  while (toStatement(cursor)) {
    const { name, inherits } = readName(cursor);
    if (name.includes(" ")) throw new Refusal("a name of the .env file has a space", cursor.line);
    const value = inherits ? outer(name) : readValue(cursor, lookup);
    if (value !== undefined) variables.set(name, value);
  }
}

interface Cursor {
  readonly content: string;
  at: number;
  line: number;
}

/** Moves to the next statement. False at the end. */
function toStatement(cursor: Cursor): boolean {
  const { content } = cursor;
  while (cursor.at < content.length) {
    const character = content[cursor.at] ?? "";
    if (character === "#") cursor.at = endOfLine(content, cursor.at);
    else if (isWhite(character)) {
      if (character === "\n") cursor.line++;
      cursor.at++;
    } else return true;
  }
  return false;
}

const isWhite = (character: string) => /^[\s\u0085]$/.test(character) && character !== "\uFEFF";
/** Whitespace within a line. */
const blanks = /[\t\v\f\r \u0085\u00A0]*/y;

function skipBlanks(text: string, at: number): number {
  blanks.lastIndex = at;
  return at + (blanks.exec(text)?.[0].length ?? 0);
}

function endOfLine(text: string, at: number): number {
  const end = text.indexOf("\n", at);
  return end < 0 ? text.length : end;
}

const nameCharacter = /^[_.\-[\]\p{L}\p{N}\t\v\f\r \u0085\u00A0]$/u;

function readName(cursor: Cursor): { name: string; inherits: boolean } {
  const { content } = cursor;
  if (/^export\s/.test(content.slice(cursor.at, cursor.at + 7)))
    cursor.at = skipBlanks(content, cursor.at + "export".length);
  const start = cursor.at;
  let end = start;
  for (const character of characters(content, start)) {
    if (character === "=" || character === ":" || character === "\n") {
      cursor.at = skipBlanks(content, end + 1);
      const name = content.slice(start, end).trimEnd();
      if (character === "\n") cursor.line++;
      return { name, inherits: character === "\n" };
    }
    if (!nameCharacter.test(character)) throw new Refusal("an unexpected character in a name", cursor.line);
    end += character.length;
  }
  // Text at the end of the file without a line break is read as a value without a name.
  cursor.at = skipBlanks(content, start);
  return { name: "", inherits: false };
}

function* characters(text: string, from: number): Generator<string> {
  for (let at = from; at < text.length; ) {
    const character = String.fromCodePoint(text.codePointAt(at) ?? 0);
    yield character;
    at += character.length;
  }
}

function readValue(cursor: Cursor, lookup: Lookup): string {
  const { content } = cursor;
  const quote = content[cursor.at];
  if (quote === '"' || quote === "'") return readQuoted(cursor, quote, lookup);
  const end = endOfLine(content, cursor.at);
  const raw = content.slice(cursor.at, end);
  const comment = raw.indexOf(" #");
  cursor.at = end + 1;
  cursor.line++;
  return substitute((comment < 0 ? raw : raw.slice(0, comment)).trimEnd(), lookup);
}

function readQuoted(cursor: Cursor, quote: string, lookup: Lookup): string {
  const { content } = cursor;
  const pieces: string[] = [];
  let escaped = false;
  for (let at = cursor.at + 1; at < content.length; at++) {
    const character = content[at] ?? "";
    if (character === "\n") cursor.line++;
    if (character === quote && !escaped) {
      cursor.at = at + 1;
      const value = pieces.join("");
      return quote === '"' ? substitute(expandEscapes(value), lookup) : value;
    }
    if (character === "\\" && !escaped) {
      escaped = true;
      continue;
    }
    pieces.push(escaped && character !== quote ? `\\${character}` : character);
    escaped = false;
  }
  throw new Refusal("a quoted value does not end", cursor.line);
}

const escapes: Readonly<Record<string, string>> = {
  a: "\x07",
  b: "\b",
  f: "\f",
  n: "\n",
  r: "\r",
  t: "\t",
  v: "\v",
  '"': '"',
  "\\": "\\",
  $: "$$",
};

function expandEscapes(text: string): string {
  return text.replace(/\\(?:([abcfnrtv$"\\])|0(\d{0,3}))/g, (match, letter?: string, octal?: string) => {
    if (letter !== undefined) return escapes[letter] ?? match;
    return octal !== undefined && /^[0-3][0-7]{2}$/.test(octal)
      ? String.fromCharCode(Number.parseInt(octal, 8))
      : match;
  });
}
