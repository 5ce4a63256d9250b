import { severities } from "../model.ts";
import type { Report } from "../report-model.ts";
import { showBytes } from "../sizes.ts";
import { safe } from "./escape.ts";
import { amounts } from "./gate.ts";
import { groupFindings } from "./group-findings.ts";
import { code, prose, table } from "./markdown-text.ts";
import { allowedRule, budgetRule, buildNames, type Notice, notices } from "./notice.ts";
import { fails, type View } from "./view.ts";
import { count, share, signedBytes, signedCount } from "./words.ts";

/** Renders a comment for a pull request, or the summary of a job. GitHub accepts 65,536 characters in a comment. */
export function renderMarkdown(report: Report, view: View): string {
  const all = notices(report);
  const sections = [
    heading(report, view),
    ...(view.quiet ? [] : [totals(report)]),
    tried(report),
    budget(report),
    found(all, view),
    ...(view.quiet ? [] : [heaviest(report)]),
  ];
  return `${sections.filter((lines) => lines.length > 0).join("\n\n")}\n`;
}

function heading(report: Report, view: View): string {
  const { context, dockerfile, ignoreFile, builder, sent } = report;
  return [
    `## ${fails(report, view) ? "❌" : "✅"} Build context: ${showBytes(sent.bytes)} in ${count(sent.files, "file")}`,
    "",
    `${findingCounts(groupFindings(report.findings))}. Context ${code(safe(context))}, ${
      dockerfile === null ? "no Dockerfile" : `Dockerfile ${code(safe(dockerfile))}`
    }, ${ignoreFile === null ? "no ignore file" : `ignore file ${code(safe(ignoreFile))}`}, builder ${builder}.`,
  ].join("\n");
}

/** Returns words such as "1 error, 2 warnings, 3 accepted by the baseline". */
export function findingCounts(findings: readonly Pick<Notice, "severity" | "accepted">[]): string {
  const worst = severities
    .map(
      (severity) =>
        [
          findings.filter((finding) => finding.severity === severity && !finding.accepted).length,
          severity,
        ] as const,
    )
    .filter(([number]) => number > 0)
    .map(([number, severity]) => (severity === "info" ? count(number, "note") : count(number, severity)));
  const accepted = findings.filter((finding) => finding.accepted).length;
  if (accepted > 0) worst.push(`${accepted} accepted by the baseline`);
  return worst.length === 0 ? "No findings" : worst.join(", ");
}

function totals({ sent, allowed, excluded }: Report): string {
  const row = (name: string, set: { files: number; directories: number; bytes: number }) => [
    name,
    String(set.files),
    String(set.directories),
    showBytes(set.bytes),
  ];
  return table(
    ["", "Files", "Directories", "Size"],
    [row("Sent", sent), row("Allowed", allowed), ...(excluded === null ? [] : [row("Excluded", excluded)])],
    [1, 2, 3],
  );
}

/** Renders what `--ignore-file` and `--add` change. */
function tried({ whatIf, sent }: Report): string {
  if (whatIf === null) return "";
  const { problem, today, gone, added } = whatIf;
  const words =
    problem === null
      ? [
          `${signedCount(sent.files - today.files, "file")}, ${signedBytes(sent.bytes - today.bytes)}`,
          ...(gone.length > 0 ? [`${count(gone.length, "finding")} gone`] : []),
          ...(added.length > 0 ? [count(added.length, "new finding")] : []),
        ].join("; ")
      : `not known: ${prose(safe(problem))}`;
  return `Against the ignore file of today: ${words}.`;
}

export function budget({ budget }: Pick<Report, "budget">): string {
  if (budget === null) return "";
  const lines = budget.exceeded.map((words) => `- ❌ ${prose(safe(words))}`);
  const kept = budget.checks.filter(({ passed }) => passed);
  return ["### Budget", "", ...lines, ...kept.map((check) => `- ✅ ${prose(amounts(check).join(" "))}`)].join(
    "\n",
  );
}

const signs = { error: "🛑 error", warning: "⚠️ warning", info: "ℹ️ info" } as const;
/** Leaves room for everything else in 65,536 characters. */
const mostText = 50_000;

export function found(
  all: readonly Notice[],
  { verbose, most = mostText }: Pick<View, "verbose"> & { readonly most?: number },
): string {
  const rows: string[][] = [];
  let room = verbose ? Number.POSITIVE_INFINITY : most;
  const findings = all.filter(({ rule }) => rule !== budgetRule);
  for (const { rule, severity, accepted, subject, message, fix, builds } of findings) {
    const row = [
      accepted && rule !== allowedRule ? `accepted ${severity}` : signs[severity],
      rule,
      subject === null ? "" : code(subject),
      prose(builds === undefined ? message : `${message} (${buildNames(builds)})`),
      fix === null ? "" : code(fix),
    ];
    room -= row.join("").length;
    if (room < 0) break;
    rows.push(row);
  }
  if (findings.length === 0) return "";
  const rest = findings.length - rows.length;
  const titles = ["", "Rule", "Where", "What", "Add to the ignore file"];
  return [
    "### Findings",
    "",
    table(titles, rows),
    ...(rest > 0 ? ["", `and ${rest} more`] : []),
    ...places(findings.slice(0, rows.length), Math.max(room, 0)),
  ].join("\n");
}

const mostPlaces = 100;

/** Renders every place of findings that have several, as far as there is room. */
function places(findings: readonly Notice[], room: number): string[] {
  const all = findings.flatMap(({ rule, others }) =>
    others
      .slice(0, mostPlaces)
      .map(({ subject, bytes }) => [rule, bytes === null ? "" : showBytes(bytes), code(subject)]),
  );
  let left = Math.min(room, 10_000);
  const end = all.findIndex((row) => {
    left -= row.join("").length + 10;
    return left < 0;
  });
  const rows = all.slice(0, end < 0 ? undefined : end);
  if (rows.length === 0) return [];
  const total = findings.reduce((sum, { others }) => sum + others.length, 0);
  const summary =
    rows.length === total ? "Further places" : `The first ${rows.length} of ${total} further places`;
  return [
    "",
    `<details><summary>${summary}</summary>`,
    "",
    table(["Rule", "Size", "Where"], rows, [1]),
    "",
    "</details>",
  ];
}

const mostRows = 10;

function heaviest({ directories, largest, sent }: Report): string {
  const row = (path: string, bytes: number) => [showBytes(bytes), share(bytes, sent.bytes), code(safe(path))];
  const rows = [
    ...directories.slice(0, mostRows).map(({ path, bytes }) => row(`${path}/`, bytes)),
    ...largest.slice(0, mostRows).map(({ path, bytes }) => row(path, bytes)),
  ];
  if (rows.length === 0) return "";
  return [
    "<details><summary>Heaviest directories and files</summary>",
    "",
    table(["Size", "Share", "Path"], rows, [0, 1]),
    "",
    "</details>",
  ].join("\n");
}
