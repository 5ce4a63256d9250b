import { readFileSync, writeFileSync } from "node:fs";
import { expect } from "vitest";

const file = new URL("../../docs/security.md", import.meta.url);
const rowOf = (kind: string) => new RegExp(`^\\| ${kind} \\| (\\d+) \\|(.*)\\|$`, "m");

/** The table of docs/security.md says how many cases are tried; UPDATE_DOCS=1 writes the number. */
export function recordCount(kind: string, count: number): void {
  const text = readFileSync(file, "utf8");
  const row = rowOf(kind).exec(text);
  if (process.env.UPDATE_DOCS === "1")
    writeFileSync(file, text.replace(rowOf(kind), `| ${kind} | ${count} |$2|`));
  else expect([kind, Number(row?.[1])]).toEqual([kind, count]);
}
