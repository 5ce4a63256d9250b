import { type Bytes, toText } from "../bytes.ts";
import { CtxcheckError } from "../errors.ts";
import { cleanPath, leadingSpace, trimSpace } from "./clean.ts";

/** One entry of an ignore file as a builder's reader returns it, with its place for display. */
export interface IgnoreEntry {
  /** Output of the reader: cleaned, at most one leading slash dropped, `!` kept in front. */
  readonly text: Bytes;
  /** The line as it is in the file, without its line ending. */
  readonly raw: Bytes;
  /** Path of the ignore file, for display. */
  readonly file: string;
  /** 1-based. */
  readonly line: number;
  /** 1-based, in characters: where the pattern begins. */
  readonly column: number;
}

/** Go's bufio.Scanner fails on a longer line (rule A21). */
const longestLine = 65_535;
const bom = "\xef\xbb\xbf";

/**
 * Reads an ignore file like moby/patternmatcher/ignorefile.ReadAll (rules A16-A21). Throws "ignore-file-too-long" if a
 * line is longer than 65,535 bytes.
 */
export function parseIgnoreFile(content: Bytes, file: string): IgnoreEntry[] {
  const end = last?.content.length ?? 0;
  if (last?.file === file && content[end] === "\n" && content.startsWith(last.content))
    return [...last.entries, ...readLines(content.slice(end + 1), file, last.lines)];
  const entries = readLines(content, file, 0);
  last = { content, file, entries, lines: content.split("\n").length };
  return entries;
}

/** The file that was read last: many lines are tested at its end, one after the other. */
let last: {
  readonly content: Bytes;
  readonly file: string;
  readonly entries: readonly IgnoreEntry[];
  readonly lines: number;
} | null = null;

/** `above`: number of lines before these. */
function readLines(content: Bytes, file: string, above: number): IgnoreEntry[] {
  const entries: IgnoreEntry[] = [];
  for (const { raw, line } of splitLines(content, file, above)) {
    if (raw.startsWith("#")) continue;
    const text = readLine(raw);
    if (text !== "") entries.push({ text, raw, file, line, column: columnOf(raw) });
  }
  return entries;
}

interface Line {
  raw: Bytes;
  line: number;
}

function splitLines(content: Bytes, file: string, above: number): Line[] {
  const pieces = content.split("\n");
  if (pieces.at(-1) === "") pieces.pop();
  return pieces.map((piece, index) => {
    const line = above + index + 1;
    if (piece.length > longestLine) refuseLongLine(file, line, piece.length);
    const withoutBom = line === 1 && piece.startsWith(bom) ? piece.slice(bom.length) : piece;
    return { raw: withoutBom.endsWith("\r") ? withoutBom.slice(0, -1) : withoutBom, line };
  });
}

function refuseLongLine(file: string, line: number, length: number): never {
  throw new CtxcheckError(
    "ignore-file-too-long",
    `${file}:${line}: the line is ${length} bytes long; Docker refuses lines over ${longestLine} bytes (bufio.Scanner: token too long)`,
    "split the line: one pattern a line",
  );
}

/** Rule A20. Returns "" if the line holds no pattern. */
function readLine(raw: Bytes): Bytes {
  const trimmed = trimSpace(raw);
  const exception = trimmed.startsWith("!");
  const pattern = exception ? trimSpace(trimmed.slice(1)) : trimmed;
  return (exception ? "!" : "") + (pattern === "" ? "" : dropLeadingSlash(cleanPath(pattern)));
}

function dropLeadingSlash(pattern: Bytes): Bytes {
  return pattern.length > 1 && pattern.startsWith("/") ? pattern.slice(1) : pattern;
}

/** Returns the 1-based column, in characters, where the text after white space begins. */
export function columnOf(raw: Bytes): number {
  return [...toText(raw.slice(0, leadingSpace(raw)))].length + 1;
}
