import { fitting, widthOf } from "./width.ts";

/**
 * Returns a file name that is safe on a terminal: what could move the cursor, hide text or change its direction is
 * shown as an escape.
 */
export function safe(text: string): string {
  return text.replace(unsafe, (char) => named[char] ?? escapeChar(char));
}

/** Control and format characters, line separators, lone surrogates, and noncharacters (XML allows none of these). */
export const unsafe = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\p{NChar}]/gu;
/** The same for text in lines: testing every line break takes thirty times as long. */
export const unsafeInLines = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\p{NChar}](?<![\n\t])/gu;

const named: Readonly<Record<string, string>> = { "\n": "\\n", "\r": "\\r", "\t": "\\t" };

function escapeChar(char: string): string {
  const code = char.codePointAt(0) ?? 0;
  return code < 0x100 ? `\\x${code.toString(16).padStart(2, "0")}` : `\\u{${code.toString(16)}}`;
}

/** Escapes a character like JSON and JavaScript. */
export function escapeUnits(char: string): string {
  return [...Array(char.length).keys()]
    .map((at) => `\\u${char.charCodeAt(at).toString(16).padStart(4, "0")}`)
    .join("");
}

/** Truncates a path at its start, the least informative part. */
export function shorten(path: string, width: number): string {
  if (widthOf(path) <= width) return path;
  return `…${fitting([...path].reverse(), width - 1)
    .reverse()
    .join("")}`;
}
