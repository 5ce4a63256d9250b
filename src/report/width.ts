import { createRequire } from "node:module";
import { isAscii } from "../bytes.ts";

const require = createRequire(import.meta.url);

/** Returns the columns that a text takes on a terminal: two for a wide character, none for a combining mark. */
export const widthOf = (text: string): number => (isAscii(text) ? text.length : wideWidth(text));

/** Loaded for the first text that is not ASCII. */
function wideWidth(text: string): number {
  const stringWidth: typeof import("string-width") = require("string-width");
  return stringWidth(text);
}

export function padTo(text: string, width: number): string {
  return text + " ".repeat(Math.max(0, width - widthOf(text)));
}

/** Returns the characters that fit into this many columns, but at least the first one. */
export function fitting(chars: readonly string[], width: number): string[] {
  let room = width;
  const over = chars.findIndex((char) => {
    room -= widthOf(char);
    return room < 0;
  });
  return chars.slice(0, over < 0 ? undefined : Math.max(over, 1));
}

/**
 * Truncates between words, and inside one only if it is too wide by itself; null is no limit. For text without colors.
 */
export function cutWords(text: string, width: number | null): string {
  if (width === null || plainWidth(text) <= width) return text;
  const room = fitting([...text], width - 1 + widthOf(text) - plainWidth(text)).join("");
  const end = room.lastIndexOf(" ");
  return `${(end > width / 3 ? room.slice(0, end) : room).replace(/[\s,;:]+$/, "")}…`;
}

/** Colors take no room. */
const plainWidth = (text: string): number => widthOf(text.replaceAll(/\x1b\[\d+m/g, ""));

/** Wraps text into lines of whole words. */
export function wrapWords(text: string, width: number): string[] {
  const lines: string[] = [];
  let line = "";
  for (const word of text.split(" ")) {
    if (line !== "" && line.length + 1 + word.length > width) {
      lines.push(line);
      line = word;
    } else line = line === "" ? word : `${line} ${word}`;
  }
  return [...lines, line];
}
