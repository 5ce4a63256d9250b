import { showBytes } from "../sizes.ts";
import { paint, type View } from "./view.ts";
import { fitting, widthOf } from "./width.ts";

/** Formats "+1.2 MB", "-3 B", "+0 B". */
export const signedBytes = (bytes: number): string => `${sign(bytes)}${showBytes(Math.abs(bytes))}`;

/** Formats "+2 files", "-1 file". */
export const signedCount = (number: number, what: string): string =>
  `${sign(number)}${count(Math.abs(number), what)}`;

const sign = (number: number): string => (number < 0 ? "-" : "+");

/** Formats "1 file", "2 files", "2 directories", "2 private keys". */
export function count(number: number, what: string): string {
  const plural = /[^aeiou]y$/.test(what) ? `${what.slice(0, -1)}ies` : `${what}s`;
  return `${number} ${number === 1 ? what : plural}`;
}

/** Returns the columns for a path that has others next to it. */
export const pathWidth = (view: View, beside: number): number =>
  view.width === null ? Number.POSITIVE_INFINITY : Math.max(view.width - beside, 20);

export function shortenEnd(text: string, width: number): string {
  return widthOf(text) <= width ? text : `${fitting([...text], width - 1).join("")}…`;
}

export function share(part: number, whole: number): string {
  return whole === 0 ? "" : `${Math.round((100 * part) / whole)} %`;
}

/** Renders a section of a report; nothing if it has no lines. */
export function titled(title: string, lines: readonly string[], view: View): string[] {
  return lines.length === 0 ? [] : [paint(view, "bold", title), ...lines.map((line) => `  ${line}`)];
}

/** Joins the sections that have lines. */
export function joined(sections: readonly (readonly string[])[]): string {
  const shown = sections.filter((lines) => lines.length > 0);
  return `${shown.map((lines) => lines.join("\n")).join("\n\n")}\n`;
}

/** Returns the first rows, or all with --verbose, and how many more there are. */
export function firstOf<Row>(rows: readonly Row[], most: number, { verbose }: View) {
  const shown = verbose ? rows : rows.slice(0, most);
  const rest = rows.length - shown.length;
  return { shown, more: rest > 0 ? [`and ${rest} more (--verbose shows all)`] : [] };
}
