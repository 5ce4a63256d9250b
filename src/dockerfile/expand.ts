import { type Bytes, toText } from "../bytes.ts";
import { Lexer } from "./lexer.ts";
import { Refusal, refuse } from "./refusal.ts";
import type { ExpandOptions, Variables } from "./variables.ts";

export interface Expanded {
  /** The word with quotes and escapes removed and variables replaced. */
  result: Bytes;
  /** The same, split at unquoted spaces; empty unless requested. */
  words: Bytes[];
  /** Names without a value. */
  unset: ReadonlySet<Bytes>;
}

/**
 * Processes a word like the shell lexer of the Dockerfile frontend (frontend/dockerfile/shell/lex.go: Lex.process).
 * Rejects what BuildKit rejects: `failed to process "<word>": <reason>`.
 */
export function expand(word: Bytes, variables: Variables, options: ExpandOptions): Expanded {
  if (isPlain(word, options)) return { result: word, words: [], unset: noNames };
  const lexer = new Lexer(word, variables, options);
  try {
    return { ...lexer.processStopOn(null, options.rawEscapes ?? false, false), unset: lexer.unset };
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    return refuse(`failed to process ${JSON.stringify(toText(word))}: ${error.message}`, error.hint);
  }
}

const noNames: ReadonlySet<Bytes> = new Set();

/** Most words contain nothing to replace. */
function isPlain(word: Bytes, { escapeToken, split }: ExpandOptions): boolean {
  return !split && !/[$'"<\x80-\xff]/.test(word) && !word.includes(escapeToken);
}
