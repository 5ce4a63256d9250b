import { type Bytes, fromText, toText } from "../bytes.ts";
import type { Comparison } from "./translate.ts";

/**
 * Not the parentheses, the plus and the other operators: they are active, with or without a wildcard (rules B6, F7).
 */
const escaped = new Set([".", "$"]);

/** Docker's pkg/fileutils before 2021: Pattern.compile. A backslash at the very end escapes the closing `$`. */
export function translateForDocker20(text: Bytes): Comparison {
  return regexp(`${translate(text)}$`);
}

/** containers/storage pkg/fileutils: Pattern.compile, where everything below a match matches, too (rule F7). */
export function translateForContainers(text: Bytes): Comparison {
  const source = translate(text);
  // A backslash at the very end is rejected there; alone it is not a regexp either.
  return regexp(endsInLoneBackslash(text) ? "\\" : `${source}(/.*)?$`);
}

const regexp = (source: string): Comparison => ({ kind: "regexp", source: fromText(source) });

const endsInLoneBackslash = (text: Bytes): boolean => (/\\*$/.exec(text)?.[0].length ?? 0) % 2 === 1;

/** Pieces that are more than a character: stars, with the slash that two of them consume, and escapes. */
const pieces = /\*\*\/?|\\[\s\S]|[\s\S]/gu;

function translate(text: Bytes): string {
  // Go's text/scanner drops a byte order mark at the very start.
  const chars = toText(text).replace(/^\ufeff/, "");
  return `^${chars.replace(pieces, (piece, at: number) => translatePiece(piece, at + piece.length === chars.length))}`;
}

function translatePiece(piece: string, last: boolean): string {
  if (piece.startsWith("**")) return last ? ".*" : "(.*/)?";
  if (piece === "*") return "[^/]*";
  if (piece === "?") return "[^/]";
  return escaped.has(piece) ? `\\${piece}` : piece;
}
