import type { RepositoryReport } from "../../repository/model.ts";
import { safe } from "../escape.ts";
import { htmlPage, htmlText as text } from "../html-page.ts";
import { buildNames, type Notice } from "../notice.ts";
import { count } from "../words.ts";
import { repositoryNotices } from "./notices.ts";
import { buildRow, rowTitles, sumLines } from "./words.ts";

const style = [
  ":root { color-scheme: light dark; font: 15px/1.5 system-ui, sans-serif; }",
  "body { margin: 2rem auto; max-width: 75rem; padding: 0 1rem; }",
  "table { border-collapse: collapse; width: 100%; }",
  "th, td { text-align: left; padding: 0.25rem 0.75rem; border-bottom: 1px solid #8884; vertical-align: top; }",
  "td.number { text-align: right; font-variant-numeric: tabular-nums; }",
  "code { overflow-wrap: anywhere; }",
].join("\n");

/** Renders one page without a script: nothing is loaded, names are text. */
export function renderRepositoryHtml(report: RepositoryReport): string {
  const title = `Build contexts of ${count(report.builds.length, "build")}`;
  const body = [
    `<h1>${text(title)}</h1>`,
    ...sumLines(report).map((line) => `<p>${text(line)}</p>`),
    tableOf(
      [...rowTitles],
      report.builds.map((build) => Object.values(buildRow(build))),
    ),
    ...findings(repositoryNotices(report)),
    ...again(report),
  ];
  return htmlPage({ title, style, body });
}

const numbers = /^(\?|\d[\d.,]*( ?[kMGT]?i?B)?)$/;

function tableOf(titles: readonly string[], rows: readonly (readonly string[])[]): string {
  const cell = (words: string) => `<td${numbers.test(words) ? ' class="number"' : ""}>${text(words)}</td>`;
  return [
    "<table>",
    `<tr>${titles.map((words) => `<th>${text(words)}</th>`).join("")}</tr>`,
    ...rows.map((row) => `<tr>${row.map(cell).join("")}</tr>`),
    "</table>",
  ].join("\n");
}

function findings(all: readonly Notice[]): string[] {
  if (all.length === 0) return ["<p>No findings.</p>"];
  const rows = all.map(({ severity, rule, subject, message, fix, builds, accepted }) => [
    accepted ? `accepted ${severity}` : severity,
    rule,
    subject ?? "",
    message,
    fix ?? "",
    builds === undefined ? "" : buildNames(builds),
  ]);
  return [
    "<h2>Findings</h2>",
    tableOf(["", "Rule", "Where", "What", "Add to the ignore file", "Builds"], rows),
  ];
}

function again({ repeated, unsent }: RepositoryReport): string[] {
  const parts: readonly (readonly [string, readonly { path: string; files: number; bytes: number }[]])[] = [
    ["Sent by several builds", repeated.map(({ again: bytes, ...row }) => ({ ...row, bytes }))],
    ["Allowed, but sent by no build", unsent.directories],
  ];
  return parts.flatMap(([title, rows]) =>
    rows.length === 0
      ? []
      : [
          `<h2>${text(title)}</h2>`,
          tableOf(
            ["Path", "Files", "Bytes"],
            rows.map(({ path, files, bytes }) => [safe(path), String(files), String(bytes)]),
          ),
        ],
  );
}
