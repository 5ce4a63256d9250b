import { fitting, widthOf } from "./width.ts";

/**
 * A file name as it may stand on a terminal: what could move the cursor, hide text or turn its direction is shown
 * as an escape.
 */
export function safe(text: string): string {
  return text.replace(unsafe, (char) => named[char] ?? escapeChar(char));
}

/** Control and format characters, separators of lines, lone surrogates, and what is not a character (XML has none of it). */
export const unsafe = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\p{NChar}]/gu;
/** The same for text in lines: testing every line break takes thirty times as long. */
export const unsafeInLines = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\p{NChar}](?<![\n\t])/gu;

const named: Readonly<Record<string, string>> = { "\n": "\\n", "\r": "\\r", "\t": "\\t" };

function escapeChar(char: string): string {
  const code = char.codePointAt(0) ?? 0;
  return code < 0x100 ? `\\x${code.toString(16).padStart(2, "0")}` : `\\u{${code.toString(16)}}`;
}

/** As JSON and JavaScript write a character. */
export function escapeUnits(char: string): string {
  return [...Array(char.length).keys()]
    .map((at) => `\\u${char.charCodeAt(at).toString(16).padStart(4, "0")}`)
    .join("");
}

/** Shortened at the start, where a path says least. */
export function shorten(path: string, width: number): string {
  if (widthOf(path) <= width) return path;
  return `…${fitting([...path].reverse(), width - 1)
    .reverse()
    .join("")}`;
}
