import type { BuildHash } from "../sent/build-hash.ts";
import type { HashDifference } from "../sent/hash-difference.ts";
import { safe } from "./escape.ts";

/** Renders one line or, with `byInstruction`, one for each instruction: its hash, line, stage and text. */
export function renderHash(hash: BuildHash, byInstruction: boolean): string {
  if (!byInstruction) return `${hash.hash}\n`;
  return hash.instructions
    .map((one) => `${one.hash}  ${one.line}  ${safe(one.stage) || "-"}  ${safe(one.text)}\n`)
    .join("");
}

const mostRows = 200;

export function renderHashDifference({ same, inputs, added, removed, changed }: HashDifference): string {
  const rows = [
    ...inputs.map((input) => `input    ${safe(input)}`),
    ...added.map((path) => `added    ${safe(path)}`),
    ...removed.map((path) => `removed  ${safe(path)}`),
    ...changed.map(({ path, what }) => `changed  ${safe(path)} (${what.join(", ")})`),
  ];
  if (rows.length === 0) return same ? "The same.\n" : "Different, but nothing that was saved shows where.\n";
  const more = rows.length > mostRows ? [`and ${rows.length - mostRows} more`] : [];
  return [...rows.slice(0, mostRows), ...more].map((row) => `${row}\n`).join("");
}
