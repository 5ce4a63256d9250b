import type { Report, ReportedFinding } from "../report-model.ts";
import { safe } from "./escape.ts";
import { signedBytes, signedCount } from "./signed.ts";
import { titled } from "./titled.ts";
import type { View } from "./view.ts";

const most = 10;

/** What the lines that are tried change against today. */
export function whatIf({ whatIf, sent }: Report, view: View): string[] {
  if (whatIf === null) return [];
  return titled("Against the ignore file of today", changes(whatIf, sent, view), view);
}

function changes(tried: NonNullable<Report["whatIf"]>, sent: Report["sent"], view: View): string[] {
  const { problem, today, gone, added } = tried;
  if (problem !== null) return [`not known: ${safe(problem)}`];
  const files = signedCount(sent.files - today.files, "file");
  return [
    `${files}, ${signedBytes(sent.bytes - today.bytes)}`,
    ...reported("gone", gone, view),
    ...reported("new", added, view),
  ];
}

function reported(word: string, findings: readonly ReportedFinding[], view: View): string[] {
  const shown = findings.slice(0, view.verbose ? undefined : most);
  const rest = findings.length - shown.length;
  return [
    ...shown.map(
      ({ severity, rule, path }) => `${word}: ${severity} ${rule}${path === null ? "" : ` ${safe(path)}`}`,
    ),
    ...(rest > 0 ? [`${word}: ${rest} more (--verbose shows all)`] : []),
  ];
}
