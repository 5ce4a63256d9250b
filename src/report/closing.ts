import type { Report, ReportedFinding } from "../report-model.ts";
import { showBytes } from "../sizes.ts";
import { safe } from "./escape.ts";
import { paint, type View } from "./view.ts";

/** The last line: what to do next. */
export function closingLine(report: Report, view: View): string[] {
  const exceeded = report.budget?.exceeded ?? [];
  if (exceeded.length > 0) return exceeded.map((text) => paint(view, "red", `Over budget: ${safe(text)}`));
  const worst = mostUseful(report.findings);
  if (worst === undefined) return [paint(view, "green", nothingToDo(report))];
  return [paint(view, worst.severity === "error" ? "red" : "yellow", advice(worst, report))];
}

function nothingToDo({ sent }: Report): string {
  return sent.files === 0 ? "Nothing is sent." : `Nothing to do: ${showBytes(sent.bytes)} are sent.`;
}

/** An error first, else what saves most. */
function mostUseful(findings: readonly ReportedFinding[]): ReportedFinding | undefined {
  const fixable = findings.filter(({ severity, accepted }) => severity !== "info" && !accepted);
  return fixable.find(({ severity }) => severity === "error") ?? fixable[0];
}

const isSecret: Readonly<Record<string, string>> = {
  "secret-name": "looks like a secret",
  "secret-content": "holds a secret",
};

function advice(
  { rule, path, line, message, fix, bytes }: ReportedFinding,
  { sent, ignoreFile }: Report,
): string {
  const file = safe(ignoreFile ?? ".dockerignore");
  const place = path === null ? "" : `${safe(path)}: `;
  if (rule === "no-ignore-file") return `Next: write a .dockerignore; ${showBytes(sent.bytes)} are sent now.`;
  if (fix === null && path !== null && line !== null) return `Next: mend ${safe(path)}:${line} (${rule}).`;
  if (fix === null) return `Next: ${place}${safe(message)}.`;
  const saves =
    bytes !== null && sent.bytes > 0
      ? `, ${showBytes(bytes)} less (${Math.round((100 * bytes) / sent.bytes)} %)`
      : "";
  return `Next: add ${safe(fix)} to ${file}${isSecret[rule] ? ` (${safe(path ?? "")} ${isSecret[rule]})` : saves}.`;
}
