import { append } from "../../append.ts";
import { findingsOf } from "../../repository/findings.ts";
import type { BuildReport, RepositoryReport } from "../../repository/model.ts";
import { columns } from "../columns.ts";
import { safe, shorten } from "../escape.ts";
import { brokenBudgets } from "../gate.ts";
import { budgetRule, buildNames, type Notice, unreadRule } from "../notice.ts";
import { fails, paint, severityColors, type View } from "../view.ts";
import { cutWords, widthOf, wrapWords } from "../width.ts";
import { joined, titled } from "../words.ts";
import { repositoryNotices } from "./notices.ts";
import { buildRow, rowTitles, sumLines } from "./words.ts";

/** Lines of a terminal of default size. */
const screen = 24;

/** Renders one row per build, findings that several share once, and what is sent repeatedly. */
export function renderRepository(report: RepositoryReport, view: View): string {
  const all = repositoryNotices(report);
  const [unread, reported] = [true, false].map((wanted) =>
    all.filter(({ rule }) => (rule === unreadRule) === wanted),
  );
  const top = view.quiet
    ? []
    : [
        rows(report.builds, view),
        sumLines(report).flatMap((line) => (view.width === null ? line : wrapWords(line, view.width))),
      ];
  const budgets = brokenBudgets(report, view);
  const last = [
    titled("Not read", limited(unread ?? [], view, unreadLines, fewest), view),
    [closing(report, all, view)],
  ];
  const taken = [...top, budgets, ...last].filter(isShown).reduce((sum, lines) => sum + lines.length + 1, 0);
  const findings = together((reported ?? []).filter(isNotAbove));
  const room = view.width === null ? Number.POSITIVE_INFINITY : Math.max(screen - taken - 1, fewest);
  return joined([
    ...top,
    budgets,
    titled("Findings", limited(findings, view, findingLines, room), view),
    ...last,
  ]);
}

const isShown = (lines: readonly string[]): boolean => lines.length > 0;

/** A notice without a place that is the same for every build is shown once. */
function together(all: readonly Notice[]): Notice[] {
  const said = new Map<unknown, Notice>();
  for (const notice of all) {
    const { rule, severity, subject, fix, message, accepted, builds = [] } = notice;
    const key =
      subject === null && fix === null ? JSON.stringify([rule, severity, message, accepted]) : notice;
    const known = said.get(key);
    said.set(key, known === undefined ? notice : { ...known, builds: [...(known.builds ?? []), ...builds] });
  }
  return [...said.values()];
}

const mostRows = 8;

function rows(builds: readonly BuildReport[], view: View): string[] {
  if (builds.length === 0) return ["No builds found."];
  const isCut = view.width !== null && !view.verbose && builds.length > mostRows;
  const shown = isCut ? failingFirst(builds, view).slice(0, mostRows - 1) : builds;
  const cells = [[...rowTitles], ...shown.map((build) => Object.values(buildRow(build)))];
  const [first = "", ...rest] = columns(fitted(cells, view), [3, 4, 5]);
  const more = isCut ? [`and ${builds.length - shown.length} more builds (ctxcheck builds lists all)`] : [];
  return [paint(view, "dim", first), ...rest, ...more];
}

/** If not all are shown: builds that would fail first, then reports that fail, each in the order of the builds. */
function failingFirst(builds: readonly BuildReport[], view: View): BuildReport[] {
  const rank = (build: BuildReport) => {
    const findings = findingsOf(build);
    if (build.refused || findings.some(({ failsBuild, accepted }) => failsBuild && !accepted)) return 0;
    return fails(build.report ?? { findings, budget: null }, view) ? 1 : 2;
  };
  return [...builds].sort((a, b) => rank(a) - rank(b));
}

const narrowest = 8;
const largest = (numbers: readonly number[]): number => numbers.reduce((most, one) => Math.max(most, one), 0);

/** Shortens the widest of name, context and Dockerfile at the beginning. */
function fitted(cells: readonly (readonly string[])[], { width, verbose }: View): string[][] {
  const widths = rowTitles.map((_, at) => largest(cells.map((row) => widthOf(row[at] ?? ""))));
  const named = widths.slice(0, 3);
  const all = () => [...named, ...widths.slice(3)].reduce((sum, one) => sum + one + 2, -2);
  while (width !== null && !verbose && all() > width && largest(named) > narrowest) {
    const widest = named.indexOf(largest(named));
    named[widest] = (named[widest] ?? 0) - 1;
  }
  return cells.map((row) => row.map((cell, at) => shorten(cell, named[at] ?? Number.POSITIVE_INFINITY)));
}

const [mostShown, fewest] = [8, 5];

/** Returns as many as there are lines for. */
function limited(
  all: readonly Notice[],
  view: View,
  linesOf: (notice: Notice, view: View) => string[],
  room: number,
): string[] {
  const lines: string[] = [];
  let shown = 0;
  for (const notice of view.verbose ? all : all.slice(0, mostShown)) {
    const more = linesOf(notice, view);
    if (!view.verbose && shown > 0 && lines.length + more.length + 1 > room) break;
    append(lines, more);
    shown++;
  }
  const rest = all.length - shown;
  return [...lines, ...(rest > 0 ? [`and ${rest} more (ctxcheck --all --verbose shows all)`] : [])];
}

function findingLines(notice: Notice, view: View): string[] {
  const { severity, rule, message, fix, accepted } = notice;
  const room = view.verbose || view.width === null ? null : view.width - 2;
  const cut = (text: string) => cutWords(text, room);
  const label = paint(view, accepted ? "dim" : severityColors[severity], severity.padEnd(7));
  return [
    `${label}  ${rule}${whereWords(notice, room === null ? null : room - 9 - rule.length)}`.trimEnd(),
    cut(`  ${message}`),
    ...(fix === null ? [] : [cut(`  add: ${fix}`)]),
  ];
}

/** Returns where, and in which builds; only their number if the names are too long. */
function whereWords({ subject, builds = [], accepted }: Notice, room: number | null): string {
  const end = accepted ? "  (accepted)" : "";
  const of = builds.length === 0 ? "" : `  [${buildNames(builds)}]`;
  const whole = `  ${subject ?? ""}${of}${end}`;
  if (room === null || widthOf(whole) <= room) return whole;
  const words =
    builds.length > 1 ? `${builds.length} builds` : shorten(buildNames(builds), Math.floor(room / 2));
  const counted = builds.length === 0 ? "" : `  [${words}]`;
  return `  ${shorten(subject ?? "", Math.max(room - widthOf(counted) - end.length - 2, 12))}${counted}${end}`;
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

/** Budgets for all builds together have a section of their own. */
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
