import type { RepositoryReport } from "../../repository/model.ts";
import { budget, findingCounts, found } from "../markdown.ts";
import { code, prose, table } from "../markdown-text.ts";
import { unreadRule } from "../notice.ts";
import { repositoryFails, type View } from "../view.ts";
import { count } from "../words.ts";
import { repositoryNotices } from "./notices.ts";
import { buildRow, rowTitles, sumLines } from "./words.ts";

/** Renders one comment for a pull request, with a row for each build. GitHub accepts 65,536 characters in a comment. */
export function renderRepositoryMarkdown(report: RepositoryReport, view: View): string {
  const all = repositoryNotices(report);
  const findings = all.filter(({ rule }) => rule !== unreadRule);
  const sign = repositoryFails(report, view) ? "❌" : "✅";
  const sections = [
    `## ${sign} Build contexts of ${count(report.builds.length, "build")}\n\n${findingCounts(findings)}.`,
    ...(view.quiet
      ? []
      : [
          buildTable(report, view),
          sumLines(report)
            .map((line) => prose(line))
            .join("\n"),
        ]),
    budget(report),
    found(findings, { verbose: view.verbose, most: mostFindings }),
    unread(all.filter(({ rule }) => rule === unreadRule)),
  ];
  return `${sections.filter((lines) => lines.length > 0).join("\n\n")}\n`;
}

const mostRows = 20_000;
const mostFindings = 25_000;
const mostUnread = 50;

function buildTable({ builds }: RepositoryReport, { verbose }: View): string {
  let room = verbose ? Number.POSITIVE_INFINITY : mostRows;
  const all = builds.map((build) => {
    const { name, context, dockerfile, ...numbers } = buildRow(build);
    return [code(name), code(context), code(dockerfile), ...Object.values(numbers)];
  });
  const end = all.findIndex((row) => {
    room -= row.join("").length + 20;
    return room < 0;
  });
  const rows = end < 0 ? all : all.slice(0, end);
  const rest = all.length - rows.length;
  return `${table([...rowTitles], rows, [3, 4, 5])}${rest > 0 ? `\n\nand ${count(rest, "more build")}` : ""}`;
}

function unread(all: ReturnType<typeof repositoryNotices>): string {
  if (all.length === 0) return "";
  const lines = all
    .slice(0, mostUnread)
    .map(({ builds, subject, message }) => `- ${prose(builds?.[0] ?? subject ?? "")}: ${prose(message)}`);
  const rest = all.length > mostUnread ? [`- and ${all.length - mostUnread} more`] : [];
  return ["### Not read", "", ...lines, ...rest].join("\n");
}
