import { createRequire } from "node:module";
import { append } from "../append.ts";
import { widthOf } from "./width.ts";

const require = createRequire(import.meta.url);

/** cli-table3 compares each row with all before it: a long list is laid out in parts of this many rows. */
const part = 200;

/** Aligns rows in columns without borders; the cells of a column in `right` are right-aligned. */
export function columns(rows: readonly (readonly string[])[], right: readonly number[] = []): string[] {
  if (rows.length <= part) return layOut(rows, right);
  const widths: number[] = [];
  for (const row of rows)
    for (const [at, cell] of row.entries()) widths[at] = Math.max(widths[at] ?? 0, shownWidth(cell));
  const widest = widths.map((width) => " ".repeat(width));
  const lines: string[] = [];
  for (let from = 0; from < rows.length; from += part)
    append(lines, layOut([...rows.slice(from, from + part), widest], right).slice(0, -1));
  return lines;
}

function layOut(rows: readonly (readonly string[])[], right: readonly number[]): string[] {
  if (rows.length === 0) return [];
  // CommonJS, which `import` would read twice; and not needed unless the report is a table.
  const Table: typeof import("cli-table3") = require("cli-table3");
  const width = rows.reduce((most, row) => Math.max(most, row.length), 0);
  const table = new Table({
    chars: noBorders,
    style: { head: [], border: [], "padding-left": 0, "padding-right": 2 },
    colAligns: Array.from({ length: width }, (_, column) => (right.includes(column) ? "right" : "left")),
  });
  append(
    table,
    rows.map((row) => Array.from({ length: width }, (_, column) => row[column] ?? "")),
  );
  return table
    .toString()
    .split("\n")
    .map((line) => line.trimEnd());
}

const color = /\x1b\[[\d;]*m/g;

/** Colors have no width. */
const shownWidth = (cell: string): number => widthOf(cell.includes("\x1b") ? cell.replace(color, "") : cell);

const noBorders = {
  top: "",
  "top-mid": "",
  "top-left": "",
  "top-right": "",
  bottom: "",
  "bottom-mid": "",
  "bottom-left": "",
  "bottom-right": "",
  left: "",
  "left-mid": "",
  mid: "",
  "mid-mid": "",
  right: "",
  "right-mid": "",
  middle: "",
};
