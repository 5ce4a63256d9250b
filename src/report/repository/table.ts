import type { BuildReport, RepositoryReport } from "../../repository/model.ts";
import { columns } from "../columns.ts";
import { cutWords, wrapWords } from "../cut-words.ts";
import { safe } from "../escape.ts";
import { brokenBudgets } from "../gate.ts";
import { budgetRule, buildNames, type Notice, unreadRule } from "../notice.ts";
import { titled } from "../titled.ts";
import { paint, type View } from "../view.ts";
import { repositoryNotices } from "./notices.ts";
import { buildRow, rowTitles, sumLines } from "./words.ts";

/** One row a build, findings that several share once, and what is sent again and again. */
export function renderRepository(report: RepositoryReport, view: View): string {
  const all = repositoryNotices(report);
  const [unread, told] = [true, false].map((wanted) =>
    all.filter(({ rule }) => (rule === unreadRule) === wanted),
  );
  const sections = [
    view.quiet ? [] : rows(report.builds, view),
    view.quiet
      ? []
      : sumLines(report).flatMap((line) => (view.width === null ? line : wrapWords(line, view.width))),
    brokenBudgets(report, view),
    titled("Findings", limited((told ?? []).filter(isNotAbove), view, findingLines), view),
    titled("Not read", limited(unread ?? [], view, unreadLines), view),
    [closing(report, all, view)],
  ];
  return `${sections
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join("\n"))
    .join("\n\n")}\n`;
}

function rows(builds: readonly BuildReport[], view: View): string[] {
  if (builds.length === 0) return ["No build is defined here."];
  const [first = "", ...rest] = columns(
    [[...rowTitles], ...builds.map((build) => Object.values(buildRow(build)))],
    [3, 4, 5],
  );
  return [paint(view, "dim", first), ...rest];
}

const mostShown = 8;

function limited(
  all: readonly Notice[],
  view: View,
  linesOf: (notice: Notice, view: View) => string[],
): string[] {
  const shown = view.verbose ? all : all.slice(0, mostShown);
  const rest = all.length - shown.length;
  return [
    ...shown.flatMap((notice) => linesOf(notice, view)),
    ...(rest > 0 ? [`and ${rest} more (ctxcheck --all --verbose shows all)`] : []),
  ];
}

const colors = { error: "red", warning: "yellow", info: "cyan" } as const;

function findingLines(notice: Notice, view: View): string[] {
  const { severity, rule, subject, message, fix, builds = [], accepted } = notice;
  const cut = (text: string) => (view.verbose ? text : cutWords(text, view.width));
  const label = paint(view, accepted ? "dim" : colors[severity], severity.padEnd(7));
  const whose = builds.length === 0 ? "" : `  [${buildNames(builds)}]`;
  return [
    `${label}  ${rule}  ${subject ?? ""}${whose}${accepted ? "  (accepted)" : ""}`.trimEnd(),
    cut(`  ${message}`),
    ...(fix === null ? [] : [cut(`  add: ${fix}`)]),
  ];
}

function unreadLines(
  { severity, subject, message, builds, problem = message }: Notice,
  view: View,
): string[] {
  const name = builds?.[0];
  const what = name === undefined ? (subject ?? "") : safe(name);
  const words = `${what}: ${problem}`;
  return [
    paint(view, severity === "error" ? "red" : "dim", view.verbose ? words : cutWords(words, view.width)),
  ];
}

/** Budgets of all together have a section of their own. */
const isNotAbove = ({ rule, builds }: Notice): boolean => rule !== budgetRule || builds !== undefined;

function closing({ builds }: RepositoryReport, all: readonly Notice[], view: View): string {
  const open = all.filter(({ accepted, rule }) => !accepted && rule !== unreadRule);
  if (open.some(({ fix }) => fix !== null)) return paint(view, "yellow", "Next: ctxcheck suggest --all");
  const [worst] = open;
  const name = worst?.builds?.[0];
  if (name !== undefined && /^[\w./-]+$/.test(name))
    return paint(view, "yellow", `Next: ctxcheck --build ${name} --verbose`);
  if (open.length > 0) return paint(view, "red", "Next: ctxcheck --all --verbose");
  return builds.some(({ report }) => report !== null)
    ? paint(view, "green", "Nothing to do.")
    : "Next: ctxcheck builds";
}
