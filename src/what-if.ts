import { changedFindings } from "./diff/difference.ts";
import { CtxcheckError } from "./errors.ts";
import type { InspectOptions } from "./inspect-options.ts";
import type { PlanOptions } from "./plan/options.ts";
import type { Report, WhatIf } from "./report-model.ts";

export const triesAnother = ({ ignoreFile, added = [] }: PlanOptions): boolean =>
  ignoreFile !== undefined || added.length > 0;

/** Returns what changes compared with the ignore file that the builder finds today. */
export async function againstToday(
  options: InspectOptions,
  report: Report,
  inspect: (options: InspectOptions) => Promise<Report>,
): Promise<WhatIf> {
  try {
    const today = await inspect({ ...options, ignoreFile: undefined, added: [], files: false });
    const { files, bytes } = today.sent;
    return { problem: null, today: { files, bytes }, ...changedFindings(today.findings, report.findings) };
  } catch (error) {
    if (!(error instanceof CtxcheckError)) throw error;
    return { problem: error.message, today: { files: 0, bytes: 0 }, gone: [], added: [] };
  }
}
