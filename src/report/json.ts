import type { Report } from "../report-model.ts";

/** `--format json`, version 1. */
export function renderJson(report: Report): string {
  return `${JSON.stringify(report, null, 2)}\n`;
}
