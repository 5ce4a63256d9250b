import type { BuildReport, RepositoryReport, SharedFinding } from "../inspect-all.ts";
import { showBytes } from "../sizes.ts";
import { problemLine } from "./builds.ts";
import { columns } from "./columns.ts";
import { count } from "./count.ts";
import { safe } from "./escape.ts";
import { titled } from "./titled.ts";
import { paint, type View } from "./view.ts";

/** One row a build, findings that several share once, and what is sent again and again. */
export function renderRepository(report: RepositoryReport, view: View): string {
  const lines = [
    ...rows(report.builds, view),
    ...sums(report),
    ...titled(
      "Findings",
      report.findings.slice(0, most(view)).map((one) => finding(one)),
      view,
    ),
    ...more(report.findings.length - most(view)),
    ...titled("Not read", [...unread(report.builds), ...report.problems.map(problemLine)], view),
  ];
  return `${lines.join("\n")}\n`;
}

const most = ({ verbose }: View): number => (verbose ? Number.POSITIVE_INFINITY : 20);

const more = (rest: number): string[] =>
  rest > 0 && Number.isFinite(rest) ? [`  ${rest} more: --verbose`] : [];

function rows(builds: readonly BuildReport[], view: View): string[] {
  if (builds.length === 0) return ["No build is defined here."];
  const head = ["build", "context", "Dockerfile", "sent", "allowed", "findings"];
  const [first = "", ...rest] = columns([head, ...builds.map(row)], [3, 4, 5]);
  return [paint(view, "dim", first), ...rest];
}

function row({ name, context, dockerfile, report }: BuildReport): string[] {
  const place = [safe(name), safe(context === "" ? "." : context), safe(dockerfile ?? "inline")];
  if (report === null) return [...place, "", "", ""];
  const open = report.findings.filter(({ accepted }) => !accepted).length;
  return [...place, showBytes(report.sent.bytes), showBytes(report.allowed.bytes), String(open)];
}

function sums({ union, sent, builds }: RepositoryReport): string[] {
  if (builds.every(({ report }) => report === null)) return [];
  const again = sent.bytes - union.bytes;
  const twice = again > 0 ? `, ${showBytes(again)} of it more than once` : "";
  return [
    "",
    `together: ${count(union.files, "file")}, ${showBytes(union.bytes)}; sent: ${showBytes(sent.bytes)}${twice}`,
    "",
  ];
}

function finding({ severity, message, path, line, builds }: SharedFinding): string {
  const place = path === null ? "" : `${path}${line === null ? "" : `:${line}`}: `;
  return `${severity}  ${safe(`${place}${message}`)}  [${builds.map(safe).join(", ")}]`;
}

const unread = (builds: readonly BuildReport[]): string[] =>
  builds.flatMap(({ name, problem, report }) => (report === null ? [safe(`${name}: ${problem ?? ""}`)] : []));
