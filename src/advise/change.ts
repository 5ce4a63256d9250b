import { type Bytes, toText } from "../bytes.ts";
import type { Pattern } from "../ignore/pattern.ts";

/** New lines for an ignore file: appended, or replacing one line. */
export interface Change {
  readonly lines: readonly Bytes[];
  /** The replaced line, 1-based; null if the lines are appended. */
  readonly replaces: number | null;
}

/** Applies the changes to the file and preserves its line ending. */
export function changeFile(content: Bytes, changes: readonly Change[]): Bytes {
  const ending = /\r\n/.test(content) ? "\r\n" : "\n";
  const lines = content === "" ? [] : content.split("\n");
  for (const { lines: added, replaces } of changes) {
    if (replaces === null) continue;
    const old = lines[replaces - 1] ?? "";
    lines[replaces - 1] = added.join(ending) + (old.endsWith("\r") ? "\r" : "");
  }
  const kept = lines.join("\n");
  const open = kept !== "" && !kept.endsWith("\n") ? ending : "";
  const appended = changes.filter(({ replaces }) => replaces === null).flatMap(({ lines: added }) => added);
  return appended.length === 0 ? kept : `${kept}${open}${appended.map((line) => line + ending).join("")}`;
}

export function replacedLine(
  { replaces }: Change,
  { patterns }: { readonly patterns: readonly Pattern[] },
): { readonly line: number; readonly text: string } | null {
  if (replaces === null) return null;
  const old = patterns.find(({ source }) => source.line === replaces);
  return { line: replaces, text: toText(old?.source.raw ?? "") };
}

/** A line that excludes the name only in the root is replaced by one that excludes it everywhere. */
export function lineFor(lines: readonly Bytes[], patterns: readonly Pattern[]): Change {
  const [line = ""] = lines;
  const name = lines.length === 1 && line.startsWith("**/") ? line.slice(3) : null;
  const old = patterns.find(({ exception, text, source }) => !exception && text === name && source.line > 0);
  return { lines, replaces: old === undefined ? null : old.source.line };
}
