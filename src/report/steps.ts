import type { Report, ShrinkingStep } from "../report-model.ts";
import { showBytes } from "../sizes.ts";
import { columns } from "./columns.ts";
import { cutWords } from "./cut-words.ts";
import { safe } from "./escape.ts";
import type { View } from "./view.ts";
import { titled } from "./words.ts";

const sure: Readonly<Record<ShrinkingStep["confidence"], string>> = {
  high: "",
  medium: " (likely not needed)",
  low: " (check first)",
};

/** What saves most, one step after the other. */
export function steps({ steps: all }: Report, view: View): string[] {
  const rows = all.map(({ lines, replaces, what, confidence, bytes, after }) => [
    `${showBytes(bytes)} less`,
    `${showBytes(after.bytes)} left`,
    `${safe(lines.join("  "))}${replaces === null ? "" : ` instead of line ${replaces.line}`}`,
    `${safe(what)}${sure[confidence]}`,
  ]);
  const lines = columns(rows, [0, 1]).map((line) =>
    cutWords(line, view.width === null ? null : view.width - 2),
  );
  return titled("Biggest savings", lines, view);
}
