import type { Expression } from "./ast.ts";
import { Cursor, readName, skip } from "./cursor.ts";
import { moveLeft } from "./heredoc-lines.ts";
import { type Parse, readForHead } from "./parse-for.ts";
import { text } from "./value.ts";

/** Where a template ends, and whether a backslash escapes. */
interface Kind {
  readonly quoted: boolean;
  /** End of the enclosing text. */
  readonly end: number;
}

type Piece =
  | { readonly is: "text"; value: string; readonly line: number }
  | { readonly is: "value"; readonly value: Expression; readonly line: number }
  | { readonly is: "directive"; readonly word: string; readonly head: Directive; readonly line: number };

interface Directive {
  readonly condition?: Expression;
  readonly loop?: ReturnType<typeof readForHead>;
}

/** Reads `"..."`. Throws Refusal. */
export function readQuoted(cursor: Cursor, parse: Parse): Expression {
  const line = cursor.line();
  cursor.take('"');
  return cursor.deeper(() => {
    const pieces = readPieces(cursor, parse, { quoted: true, end: cursor.text.length });
    if (!cursor.take('"')) cursor.refuse("a quoted text does not end");
    return together(pieces, line, cursor);
  });
}

/** Parses a text that is a template as a whole, as in JSON. Throws Refusal. */
export function parseTemplate(content: string, parse: Parse): Expression {
  const cursor = new Cursor(content);
  const pieces = readPieces(cursor, parse, { quoted: false, end: content.length });
  return together(pieces, 1, cursor);
}

const heredocStart = /<<(-?)([\p{ID_Start}_][\p{ID_Continue}-]*)\r?\n/uy;

/** Reads `<<EOT`, and `<<-EOT`, whose common indentation is removed. Throws Refusal. */
export function readHeredoc(cursor: Cursor, parse: Parse): Expression {
  const line = cursor.line();
  const start = cursor.match(heredocStart) ?? cursor.refuse("a heredoc is not begun as it should be");
  const isFlush = start.startsWith("<<-");
  const marker = start.slice(isFlush ? 3 : 2).trim();
  const { end, after } = heredocEnd(cursor, marker);
  const pieces = cursor.deeper(() => readPieces(cursor, parse, { quoted: false, end }));
  cursor.at = after;
  if (isFlush) moveLeft(pieces);
  return together(pieces, line, cursor);
}

/** Finds the line that holds only the marker; it belongs to the heredoc, its line break does not. */
function heredocEnd(cursor: Cursor, marker: string): { end: number; after: number } {
  const { text: content } = cursor;
  for (let start = cursor.at; start <= content.length; ) {
    const stop = content.indexOf("\n", start);
    const end = stop < 0 ? content.length : stop;
    if (content.slice(start, end).trim() === marker)
      return { end: start, after: content[end - 1] === "\r" ? end - 1 : end };
    if (stop < 0) break;
    start = stop + 1;
  }
  return cursor.refuse(`the heredoc ${marker} does not end`);
}

function readPieces(cursor: Cursor, parse: Parse, kind: Kind): Piece[] {
  const pieces: Piece[] = [];
  let trims = false;
  while (cursor.at < kind.end && !(kind.quoted && cursor.starts('"'))) {
    const line = cursor.line();
    const mark =
      cursor.starts("${") || cursor.starts("%{") ? cursor.text.slice(cursor.at, cursor.at + 2) : null;
    if (mark === null) {
      const value = readText(cursor, kind);
      pieces.push({ is: "text", value: trims ? value.trimStart() : value, line });
      trims = false;
      continue;
    }
    cursor.at += 2;
    if (cursor.take("~")) trimEnd(pieces.at(-1));
    skip(cursor, true);
    pieces.push(
      mark === "${" ? { is: "value", value: parse(cursor, true), line } : readDirective(cursor, parse),
    );
    skip(cursor, true);
    trims = cursor.take("~");
    if (!cursor.take("}")) cursor.refuse("a template sequence misses its closing brace");
  }
  return pieces;
}

function trimEnd(piece: Piece | undefined): void {
  if (piece?.is === "text") piece.value = piece.value.trimEnd();
}

const plainQuoted = /[^"\\$%\n\r]+/y;
const plain = /[^$%\n]*\n|[^$%\n]+/y;
const escaped = /\\(?:[nrt"\\]|u[\da-fA-F]{4}|U[\da-fA-F]{8})/y;
const letters: Readonly<Record<string, string>> = { n: "\n", r: "\r", t: "\t" };

/** Reads up to the next sequence; if not quoted, up to the end of the line, which is all that a "~" can trim. */
function readText(cursor: Cursor, { quoted, end }: Kind): string {
  const parts: string[] = [];
  while (cursor.at < end && !cursor.starts("${") && !cursor.starts("%{") && !(quoted && cursor.starts('"'))) {
    if (cursor.take("$${")) parts.push("${");
    else if (cursor.take("%%{")) parts.push("%{");
    else if (quoted && cursor.starts("\\")) parts.push(readEscape(cursor));
    else if (quoted && /^[\r\n]/.test(cursor.rest ?? ""))
      cursor.refuse("a quoted text may not hold a line break");
    else parts.push(readPlain(cursor, quoted, end));
    if (!quoted && parts.at(-1)?.endsWith("\n") === true) break;
  }
  return parts.join("");
}

function readPlain(cursor: Cursor, quoted: boolean, end: number): string {
  const from = cursor.at;
  if (cursor.match(quoted ? plainQuoted : plain) === null) cursor.at++;
  cursor.at = Math.min(cursor.at, end);
  return cursor.text.slice(from, cursor.at);
}

function readEscape(cursor: Cursor): string {
  const found = cursor.match(escaped) ?? cursor.refuse("there is no such escape sequence");
  const letter = found[1] ?? "";
  if (letter !== "u" && letter !== "U") return letters[letter] ?? letter;
  const code = Number.parseInt(found.slice(2), 16);
  return code > 0x10ffff ? cursor.refuse("there is no such character") : String.fromCodePoint(code);
}

function readDirective(cursor: Cursor, parse: Parse): Piece {
  const line = cursor.line();
  const word = readName(cursor) ?? cursor.refuse("a template directive misses its word");
  skip(cursor, true);
  const head =
    word === "if"
      ? { condition: parse(cursor, true) }
      : word === "for"
        ? { loop: readForHead(cursor, parse) }
        : {};
  return { is: "directive", word, head, line };
}

/** A template that is a single sequence yields its value unchanged. */
function together(pieces: readonly Piece[], line: number, cursor: Cursor): Expression {
  const [only] = pieces;
  if (pieces.length === 1 && only?.is === "value") return only.value;
  return asTemplate(readParts({ pieces, at: 0 }, [], cursor), line);
}

function asTemplate(parts: readonly Expression[], line: number): Expression {
  if (parts.every((part) => part.is === "literal" && part.value.type.kind === "string"))
    return { is: "literal", line, value: text(parts.map(literalText).join("")) };
  return { is: "template", line, parts };
}

function readParts(
  reader: { readonly pieces: readonly Piece[]; at: number },
  until: readonly string[],
  cursor: Cursor,
): Expression[] {
  const parts: Expression[] = [];
  for (let piece = reader.pieces[reader.at]; piece !== undefined; piece = reader.pieces[reader.at]) {
    if (piece.is === "directive" && until.includes(piece.word)) return parts;
    reader.at++;
    if (piece.is === "text") {
      if (piece.value !== "") parts.push({ is: "literal", line: piece.line, value: text(piece.value) });
    } else if (piece.is === "value") parts.push(piece.value);
    else parts.push(cursor.deeper(() => readControl(piece, reader, cursor)));
  }
  if (until.length > 0) cursor.refuse(`a template misses its ${until.at(-1)}`);
  return parts;
}

function readControl(
  { word, head, line }: Piece & { is: "directive" },
  reader: { readonly pieces: readonly Piece[]; at: number },
  cursor: Cursor,
): Expression {
  const next = (until: readonly string[]) => asTemplate(readParts(reader, until, cursor), line);
  const ending = () => {
    const piece = reader.pieces[reader.at++];
    return piece?.is === "directive" ? piece.word : "";
  };
  if (word === "if" && head.condition !== undefined) {
    const yes = next(["else", "endif"]);
    const no = ending() === "else" ? next(["endif"]) : null;
    if (no !== null) ending();
    const empty: Expression = { is: "literal", line, value: text("") };
    return { is: "conditional", line, test: head.condition, yes, no: no ?? empty };
  }
  if (word === "for" && head.loop !== undefined) {
    const value = next(["endfor"]);
    ending();
    const of = { is: "for", line, ...head.loop, key: null, value, condition: null, groups: false } as const;
    return { is: "join", line, of };
  }
  return cursor.refuse(`a template has no directive ${word} here`);
}

const literalText = (part: Expression): string =>
  part.is === "literal" && typeof part.value.data === "string" ? part.value.data : "";
