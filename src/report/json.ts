import type { Report } from "../report-model.ts";
import { escapeUnits, unsafeInLines } from "./escape.ts";
import { withoutJsonCommands } from "./log-commands.ts";

/** `--format json`, version 1. */
export function renderJson(report: Report): string {
  return jsonText(report);
}

/** JSON for pipes and terminals alike: what would act on a terminal is written as an escape, which says the same. */
export function jsonText(value: unknown): string {
  return `${escaped(JSON.stringify(value, null, 2))}\n`;
}

/** The same on one line. */
export function jsonLine(value: unknown): string {
  return `${escaped(JSON.stringify(value))}\n`;
}

const escaped = (json: string): string => withoutJsonCommands(json.replace(unsafeInLines, escapeUnits));
