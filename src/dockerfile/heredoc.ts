import type { Bytes } from "../bytes.ts";
import { expand } from "./expand.ts";
import { Refusal } from "./refusal.ts";
import type { ExpandOptions } from "./variables.ts";

/** The start of a heredoc, `<<EOF`. */
export interface HeredocWord {
  /** The terminator. */
  name: Bytes;
  /** False if a part of the word is quoted: the content is then taken literally. */
  expand: boolean;
  /** `<<-`: leading tabs are removed. */
  chomp: boolean;
}

export interface Heredoc extends HeredocWord {
  /** The lines in between, with their line endings. */
  content: Bytes;
}

const nothing = new Map<Bytes, Bytes>();
const heredocWord = /^\d*<<(-?)[\t\n\f\r ]*([^<]+)$/;

/** parser.ParseHeredoc: null if the word starts no heredoc. */
export function parseHeredocWord(word: Bytes): HeredocWord | null {
  if (!word.includes("<<")) return null;
  const match = heredocWord.exec(word);
  if (match === null) return null;
  const options: ExpandOptions = { escapeToken: "\\", skipUnsetEnv: true, split: true };
  const [name, second] = expand(match[2] ?? "", nothing, options).words;
  if (name === undefined || second !== undefined) return null;
  const [raw = ""] = expand(match[2] ?? "", nothing, { ...options, rawQuotes: true }).words;
  return { name, expand: countQuotes(name) === countQuotes(raw), chomp: match[1] === "-" };
}

/** parser.MustParseHeredoc: a word that cannot be parsed is not a heredoc either. */
export function heredocWordOrNull(word: Bytes): HeredocWord | null {
  try {
    return parseHeredocWord(word);
  } catch (error) {
    if (error instanceof Refusal) return null;
    throw error;
  }
}

/** parser.heredocsFromLine: the heredocs that a line starts, in order. */
export function heredocsInLine(line: Bytes): HeredocWord[] {
  const found = wordsOf(line).map(parseHeredocWord);
  return found.filter((heredoc) => heredoc !== null);
}

function wordsOf(line: Bytes): Bytes[] {
  try {
    const options = { escapeToken: "\\", rawQuotes: true, rawEscapes: true, skipUnsetEnv: true, split: true };
    return expand(line, nothing, options).words;
  } catch (error) {
    if (error instanceof Refusal) return [];
    throw error;
  }
}

/** parser.ChompHeredocContent. */
export function chompTabs(content: Bytes): Bytes {
  return content.replace(/(^|\n)\t+/g, "$1");
}

function countQuotes(word: Bytes): number {
  return word.split(/['"]/).length - 1;
}
