import type { Attribute, Block, Body } from "./ast.ts";
import { Cursor, readName, skip, takeLineBreak } from "./cursor.ts";
import { parseExpression } from "./parse-expression.ts";

/** Parses HCL. Throws Refusal. */
export function parseHcl(text: string, file: string): Body {
  const cursor = new Cursor(text.startsWith("\uFEFF") ? text.slice(1) : text);
  const body = readBody(cursor, file);
  if (!cursor.ended) cursor.refuse("an argument or block is expected here");
  return body;
}

/** Reads up to a closing brace, or the end. */
function readBody(cursor: Cursor, file: string): Body {
  const attributes = new Map<string, Attribute>();
  const blocks: Block[] = [];
  for (;;) {
    skip(cursor, true);
    if (cursor.ended || cursor.starts("}")) return { attributes, blocks };
    const start = cursor.at;
    const name = readName(cursor) ?? cursor.refuse("an argument or block is expected here");
    skip(cursor, false);
    if (cursor.take("=")) addAttribute(attributes, readAttribute(cursor, name, start, file), cursor);
    else blocks.push(readBlock(cursor, name, start, file));
    skip(cursor, false);
    if (!cursor.ended && !takeLineBreak(cursor))
      cursor.refuse(`a line break is missing after the definition of ${name}`);
  }
}

function addAttribute(attributes: Map<string, Attribute>, attribute: Attribute, cursor: Cursor): void {
  if (attributes.has(attribute.name)) cursor.refuse(`the argument "${attribute.name}" was already set`);
  attributes.set(attribute.name, attribute);
}

function readAttribute(cursor: Cursor, name: string, start: number, file: string): Attribute {
  skip(cursor, false);
  return { name, line: cursor.line(start), file, value: parseExpression(cursor, false) };
}

function readBlock(cursor: Cursor, type: string, start: number, file: string): Block {
  const labels: string[] = [];
  for (skip(cursor, false); !cursor.starts("{"); skip(cursor, false)) labels.push(readLabel(cursor, type));
  cursor.take("{");
  const body = cursor.deeper(() => readBraces(cursor, file));
  return { type, labels, line: cursor.line(start), file, body };
}

const quotedLabel = /"(?:[^"\\\n$%]|\\["\\nrt]|[$%](?!\{))*"/y;

function readLabel(cursor: Cursor, type: string): string {
  const quoted = cursor.match(quotedLabel);
  if (quoted === null) return readName(cursor) ?? cursor.refuse(`${type} is neither an argument nor a block`);
  return quoted
    .slice(1, -1)
    .replace(/\\(.)/g, (_, letter: string) => ({ n: "\n", r: "\r", t: "\t" })[letter] ?? letter);
}

function readBraces(cursor: Cursor, file: string): Body {
  skip(cursor, false);
  if (cursor.take("}")) return { attributes: new Map(), blocks: [] };
  const body = takeLineBreak(cursor) ? readBody(cursor, file) : readOneLine(cursor, file);
  if (!cursor.take("}")) cursor.refuse("a closing brace is missing");
  return body;
}

/** Reads `{ name = value }`, with one argument at most. */
function readOneLine(cursor: Cursor, file: string): Body {
  const start = cursor.at;
  const name = readName(cursor) ?? cursor.refuse("an argument is expected here");
  skip(cursor, false);
  if (!cursor.take("=")) cursor.refuse("a block on one line can hold no other block");
  const attribute = readAttribute(cursor, name, start, file);
  skip(cursor, false);
  if (!cursor.starts("}")) cursor.refuse("a block on one line can hold only one argument");
  return { attributes: new Map([[name, attribute]]), blocks: [] };
}
