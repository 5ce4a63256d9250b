import type { Report } from "../report-model.ts";
import { showBytes } from "../sizes.ts";
import { briefFindings } from "./brief-findings.ts";
import { cutWords } from "./cut-words.ts";
import { safe, shorten } from "./escape.ts";
import { brokenBudgets } from "./gate.ts";
import { builderWords } from "./header.ts";
import { next } from "./next.ts";
import { steps } from "./steps.ts";
import { paint, type View } from "./view.ts";
import { count, signedBytes, signedCount } from "./words.ts";

/** Lines of a terminal that nobody made larger. */
const screen = 24;
const leastFindings = 7;

/** What build it is, what is sent, what is wrong with it, what would save most, what to run: on one screen. */
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

/** Columns of the widest title. */
const titleWidth = 9;

const titled = (title: string, text: string, view: View): string =>
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
    commit === null ? [] : [titled("Commit", `${safe(commit.ref)} (${commit.id.slice(0, 12)})`, view)];
  return [titled("Build", words.join(", "), view), ...of];
}

function sent(report: Report, view: View): string[] {
  const { sent, transfer, named } = report;
  const prints = transfer === null ? "" : ` (prints "${transfer.words} ${transfer.printed}")`;
  const besides = named.map(
    ({ name, files, bytes }) => `${count(files, "file")}, ${showBytes(bytes)} of context ${safe(name)}`,
  );
  const left = notSent(report);
  return [
    titled("Sent", `${count(sent.files, "file")}, ${showBytes(sent.bytes)}${prints}`, view),
    ...(besides.length === 0 ? [] : [titled("", `and ${besides.join("; ")}`, view)]),
    ...(left.length === 0 ? [] : [titled("Not sent", left.join("; "), view)]),
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

/** What is compared with: the ignore file of today, the baseline, the commits. */
function against({ whatIf, baseline, sent, history }: Report, view: View): string[] {
  const tried =
    whatIf === null
      ? []
      : [
          whatIf.problem === null
            ? `${signedCount(sent.files - whatIf.today.files, "file")}, ${signedBytes(sent.bytes - whatIf.today.bytes)}; findings: ${whatIf.gone.length} gone, ${whatIf.added.length} new`
            : `not known: ${safe(whatIf.problem)}`,
        ];
  return [
    ...tried.map((text) => titled("Change", `against today's ignore file: ${text}`, view)),
    ...(baseline === null
      ? []
      : [
          titled(
            "Baseline",
            `${safe(baseline.file)}: ${count(baseline.accepted, "finding")} accepted, ${baseline.fresh} not`,
            view,
          ),
        ]),
    ...(history === null
      ? []
      : [
          titled(
            "Commits",
            history.problem === null
              ? `the last ${history.commits} were read`
              : `not read: ${safe(history.problem)}`,
            view,
          ),
        ]),
  ];
}

/** Where nothing was found because nothing was read, that is said. */
function unsearched({ secrets }: Report, view: View): string[] {
  if (secrets === null) return [titled("Secrets", "not searched for in content (--no-secret-content)", view)];
  const { allowed, allowedBySettings } = secrets;
  const { unreadable, capped } = secrets.skipped;
  const words = [
    ...(allowed > 0 ? [`${allowed} allowed by comments`] : []),
    ...(allowedBySettings > 0 ? [`${allowedBySettings} allowed by the settings`] : []),
    ...(unreadable > 0 ? [`${count(unreadable, "file")} could not be read`] : []),
    ...(capped > 0 ? [`${count(capped, "file")} with more than 1,000 secrets`] : []),
  ];
  return words.length === 0 ? [] : [titled("Secrets", words.join("; "), view)];
}
