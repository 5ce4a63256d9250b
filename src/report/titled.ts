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
