import type { Report } from "../report-model.ts";
import { escapeUnits, unsafe } from "./escape.ts";

/** `--format json`, version 1. */
export function renderJson(report: Report): string {
  return jsonText(report);
}

/** JSON for pipes and terminals alike: what would act on a terminal is written as an escape, which says the same. */
export function jsonText(value: unknown): string {
  const text = JSON.stringify(value, null, 2);
  return `${text.replace(unsafe, (char) => (char === "\n" ? char : escapeUnits(char)))}\n`;
}
