import { createRequire } from "node:module";
import { append } from "../append.ts";

const require = createRequire(import.meta.url);

/** Rows without borders, columns aligned; the cells of a column in `right` end flush. */
export function columns(rows: readonly (readonly string[])[], right: readonly number[] = []): string[] {
  if (rows.length === 0) return [];
  // CommonJS, which `import` would read twice; and a report that nobody reads as a table does without.
  const Table: typeof import("cli-table3") = require("cli-table3");
  const width = rows.reduce((most, row) => Math.max(most, row.length), 0);
  const table = new Table({
    chars: noBorders,
    style: { head: [], border: [], "padding-left": 0, "padding-right": 2 },
    colAligns: Array.from({ length: width }, (_, column) => (right.includes(column) ? "right" : "left")),
  });
  append(
    table,
    rows.map((row) => [...row]),
  );
  return table
    .toString()
    .split("\n")
    .map((line) => line.trimEnd());
}

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
