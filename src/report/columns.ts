import { widthOf } from "./width.ts";

/** Rows without borders, columns aligned; the cells of a column in `right` end flush. */
export function columns(rows: readonly (readonly string[])[], right: readonly number[] = []): string[] {
  const widths: number[] = [];
  for (const row of rows)
    for (const [at, cell] of row.entries()) widths[at] = Math.max(widths[at] ?? 0, shownWidth(cell));
  const isRight = new Set(right);
  const aligned = (cell: string, at: number) => {
    const space = " ".repeat((widths[at] ?? 0) - shownWidth(cell));
    return isRight.has(at) ? `${space}${cell}` : `${cell}${space}`;
  };
  return rows.map((row) => row.map(aligned).join("  ").trimEnd());
}

const color = /\x1b\[[\d;]*m/g;

/** Colors take no room. */
const shownWidth = (cell: string): number => widthOf(cell.includes("\x1b") ? cell.replace(color, "") : cell);
