import type { Bytes } from "../bytes.ts";
import { fromText } from "../bytes.ts";
import { trimSpace } from "../ignore/clean.ts";
import { isSpace, isSpaceByte, splitRunes, validRune } from "./runes.ts";

/** One instruction, split into its parts. */
export interface CommandLine {
  name: Bytes;
  /** Words that begin with `--`, with quotes and escapes removed. */
  flags: Bytes[];
  /** The rest of the line, trimmed. */
  args: Bytes;
}

/** `parser.reWhitespace`: no newline, and no space outside ASCII. */
const whitespace = /[\t\v\f\r ]+/;

/** Splits at every run of blanks. */
export function splitAtBlanks(text: Bytes): Bytes[] {
  return text.split(whitespace);
}

/** Splits at the first run of blanks, into one or two parts. */
export function splitAtFirstBlank(text: Bytes): [Bytes, Bytes | undefined] {
  const found = whitespace.exec(text);
  return found === null
    ? [text, undefined]
    : [text.slice(0, found.index), text.slice(found.index + found[0].length)];
}

/** parser/split_command.go splitCommand. */
export function splitCommand(line: Bytes, escapeToken: Bytes): CommandLine {
  const [name, rest] = splitAtFirstBlank(trimSpace(line));
  if (rest === undefined) return { name, flags: [], args: "" };
  const { flags, args } = extractFlags(rest, escapeToken);
  return { name, flags, args: trimSpace(args) };
}

/**
 * parser/split_command.go extractBuilderFlags. It reads bytes, not characters: each byte of a non-ASCII character
 * becomes a character of its own, as in BuildKit.
 */
function extractFlags(line: Bytes, escapeToken: Bytes): { flags: Bytes[]; args: Bytes } {
  const flags: Bytes[] = [];
  for (let at = 0; ; ) {
    while (at < line.length && isSpaceByte(line[at] ?? "")) at++;
    if (at === line.length) return { flags, args: "" };
    if (!line.startsWith("--", at)) return { flags, args: line.slice(at) };
    const flag = readFlag(line, at, escapeToken);
    if (flag.word === "--" && flag.end < line.length) return { flags, args: line.slice(flag.end) };
    if (flag.word !== "--") flags.push(fromText(flag.word));
    at = flag.end;
  }
}

function readFlag(line: Bytes, start: number, escapeToken: Bytes): { word: string; end: number } {
  let word = "";
  let quote = "";
  for (let at = start; at < line.length; at++) {
    const byte = line[at] ?? "";
    if (quote === "" && isSpaceByte(byte)) return { word, end: at };
    if (quote === "" && (byte === "'" || byte === '"')) quote = byte;
    else if (quote !== "" && byte === quote) quote = "";
    else if (byte !== escapeToken) word += byte;
    else if (++at < line.length) word += line[at] ?? "";
  }
  return { word, end: line.length };
}

/** parser/line_parsers.go parseWords: splits at spaces outside quotes; quotes and escapes stay. */
export function splitWords(text: Bytes, escapeToken: Bytes): Bytes[] {
  const runes = splitRunes(text);
  const words: Bytes[] = [];
  let word: Bytes | null = null;
  let quote = "";
  for (let i = 0; i < runes.length; i++) {
    const rune = runes[i] ?? "";
    if (quote === "" && isSpace(rune)) {
      if (word) words.push(word);
      word = null;
      continue;
    }
    word ??= "";
    if (quote === "" && (rune === "'" || rune === '"')) quote = rune;
    else if (rune === quote) quote = "";
    if (rune === escapeToken && quote !== "'") {
      if (i + 1 === runes.length) break;
      word += rune;
      word += validRune(runes[++i] ?? "");
    } else {
      word += validRune(rune);
    }
  }
  if (word) words.push(word);
  return words;
}
