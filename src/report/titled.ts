import { paint, type View } from "./view.ts";

/** A section of a report; nothing where it has no lines. */
export function titled(title: string, lines: readonly string[], view: View): string[] {
  return lines.length === 0 ? [] : [paint(view, "bold", title), ...lines.map((line) => `  ${line}`)];
}

/** Sections one below the other, without those that have no lines. */
export function joined(sections: readonly (readonly string[])[]): string {
  const shown = sections.filter((lines) => lines.length > 0);
  return `${shown.map((lines) => lines.join("\n")).join("\n\n")}\n`;
}

/** The first rows, all with --verbose, and how many more there are. */
export function firstOf<Row>(rows: readonly Row[], most: number, { verbose }: View) {
  const shown = verbose ? rows : rows.slice(0, most);
  const rest = rows.length - shown.length;
  return { shown, more: rest > 0 ? [`and ${rest} more (--verbose shows all)`] : [] };
}
