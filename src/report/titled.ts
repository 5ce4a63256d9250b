import { paint, type View } from "./view.ts";

/** A section of a report; nothing where it has no lines. */
export function titled(title: string, lines: readonly string[], view: View): string[] {
  return lines.length === 0 ? [] : [paint(view, "bold", title), ...lines.map((line) => `  ${line}`)];
}
