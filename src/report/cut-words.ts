import { fitting, widthOf } from "./width.ts";

/** Cut between words, never in one, unless one alone is too wide; null is not a limit. Text without colors. */
export function cutWords(text: string, width: number | null): string {
  if (width === null || plainWidth(text) <= width) return text;
  const room = fitting([...text], width - 1 + widthOf(text) - plainWidth(text)).join("");
  const end = room.lastIndexOf(" ");
  return `${(end > width / 3 ? room.slice(0, end) : room).replace(/[\s,;:]+$/, "")}…`;
}

/** Colors take no room. */
const plainWidth = (text: string): number => widthOf(text.replaceAll(/\x1b\[\d+m/g, ""));

/** Lines of whole words. */
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
