import type { Report, ShrinkingStep } from "../report-model.ts";
import { showBytes } from "../sizes.ts";
import { briefFindings } from "./brief-findings.ts";
import { columns } from "./columns.ts";
import { safe, shorten } from "./escape.ts";
import { acceptedWords, brokenBudgets } from "./gate.ts";
import { builderWords } from "./header.ts";
import { next } from "./next.ts";
import { paint, type View } from "./view.ts";
import { cutWords } from "./width.ts";
import { count, signedBytes, signedCount, titled } from "./words.ts";

/** Lines of a terminal of default size. */
const screen = 24;
const leastFindings = 7;

/** Shows on one screen: which build it is, what is sent, what is wrong with it, what would save most, what to run. */
export function firstScreen(report: Report, view: View): string[][] {
  const top = view.quiet ? [] : head(report, view);
  const savings = view.quiet ? [] : [brokenBudgets(report, view), steps(report, view)];
  const rest = [...savings, next(report, view)].filter(isShown);
  const taken = top.length + rest.reduce((sum, lines) => sum + lines.length + 1, 1);
  const room = Math.max(screen - taken - 1, leastFindings);
  return [top, briefFindings(report, view, room), ...rest].filter(isShown);
}

const head = (report: Report, view: View): string[] =>
  [...build(report, view), ...sent(report, view)].map((line) => cutWords(line, view.width));

const isShown = (lines: readonly string[]): boolean => lines.length > 0;

/** Width of the widest title in columns. */
const titleWidth = 9;

const headed = (title: string, text: string, view: View): string =>
  `${paint(view, "bold", title)}${" ".repeat(titleWidth - title.length)}${text}`;

function build(report: Report, view: View): string[] {
  const { context, dockerfile, ignoreFile, patterns, target, commit } = report;
  const path = (text: string) => shorten(safe(text), view.width === null ? Number.POSITIVE_INFINITY : 30);
  const words = [
    dockerfile === null ? "no Dockerfile" : dockerfile === "-" ? "Dockerfile on stdin" : path(dockerfile),
    ...(target === null ? [] : [`target ${safe(target)}`]),
    `context ${path(context)}`,
    builderWords(report),
    ignoreFile === null ? "no ignore file" : `${path(ignoreFile)} (${count(patterns, "pattern")})`,
  ];
  const of =
    commit === null ? [] : [headed("Commit", `${safe(commit.ref)} (${commit.id.slice(0, 12)})`, view)];
  return [headed("Build", words.join(", "), view), ...of];
}

function sent(report: Report, view: View): string[] {
  const { sent, transfer, named } = report;
  const prints = transfer === null ? "" : ` (prints "${transfer.words} ${transfer.printed}")`;
  const besides = named.map(
    ({ name, files, bytes }) => `${count(files, "file")}, ${showBytes(bytes)} of context ${safe(name)}`,
  );
  const left = notSent(report);
  return [
    headed("Sent", `${count(sent.files, "file")}, ${showBytes(sent.bytes)}${prints}`, view),
    ...(besides.length === 0 ? [] : [headed("", `and ${besides.join("; ")}`, view)]),
    ...(left.length === 0 ? [] : [headed("Not sent", left.join("; "), view)]),
    ...against(report, view),
    ...unsearched(report, view),
  ];
}

function notSent({ excluded, keptOut, unasked }: Report): string[] {
  const { files, directories, notEntered } = keptOut;
  const below = notEntered > 0 ? ` (${notEntered} not scanned)` : "";
  const out =
    excluded === null
      ? `${count(files, "file")}, ${count(directories, "directory")} excluded${below}`
      : `${count(excluded.files, "file")}, ${showBytes(excluded.bytes)} excluded`;
  return [
    ...(files + directories > 0 ? [out] : []),
    ...(unasked === null || unasked.files === 0
      ? []
      : [`${count(unasked.files, "file")}, ${showBytes(unasked.bytes)} not copied`]),
  ];
}

/** Compares with today's ignore file, with the baseline, and with the commits. */
function against({ whatIf, baseline, sent, history }: Report, view: View): string[] {
  const rows = {
    Change: whatIf && `against today's ignore file: ${changed(whatIf, sent)}`,
    Baseline: baseline && acceptedWords(baseline),
    Commits: history && commitWords(history),
  };
  return Object.entries(rows).flatMap(([title, words]) => (words === null ? [] : headed(title, words, view)));
}

function changed(
  { problem, today, gone, added }: NonNullable<Report["whatIf"]>,
  sent: Report["sent"],
): string {
  if (problem !== null) return `not known: ${safe(problem)}`;
  return `${signedCount(sent.files - today.files, "file")}, ${signedBytes(sent.bytes - today.bytes)}; findings: ${gone.length} gone, ${added.length} new`;
}

const commitWords = ({ commits, problem }: NonNullable<Report["history"]>): string =>
  problem === null ? `the last ${commits} were read` : `not read: ${safe(problem)}`;

/** If nothing was found because nothing was read, says so. */
function unsearched({ secrets }: Report, view: View): string[] {
  if (secrets === null) return [headed("Secrets", "not searched for in content (--no-secret-content)", view)];
  const { allowed, allowedBySettings } = secrets;
  const { unreadable, capped } = secrets.skipped;
  const words = [
    ...(allowed > 0 ? [`${allowed} allowed by comments`] : []),
    ...(allowedBySettings > 0 ? [`${allowedBySettings} allowed by the settings`] : []),
    ...(unreadable > 0 ? [`${count(unreadable, "file")} could not be read`] : []),
    ...(capped > 0 ? [`${count(capped, "file")} with more than 1,000 secrets`] : []),
  ];
  return words.length === 0 ? [] : [headed("Secrets", words.join("; "), view)];
}

const sure: Readonly<Record<ShrinkingStep["confidence"], string>> = {
  high: "",
  medium: " (likely not needed)",
  low: " (check first)",
};

/** Renders what saves most, one step after the other. */
export function steps({ steps: all }: Report, view: View): string[] {
  const rows = all.map(({ lines, replaces, what, confidence, bytes, after }) => [
    `${showBytes(bytes)} less`,
    `${showBytes(after.bytes)} left`,
    `${safe(lines.join("  "))}${replaces === null ? "" : ` instead of line ${replaces.line}`}`,
    `${safe(what)}${sure[confidence]}`,
  ]);
  const lines = columns(rows, [0, 1]).map((line) =>
    cutWords(line, view.width === null ? null : view.width - 2),
  );
  return titled("Biggest savings", lines, view);
}
