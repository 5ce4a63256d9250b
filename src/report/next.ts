import type { Report, ReportedFinding } from "../report-model.ts";
import { shellWord } from "../shell.ts";
import { showBytes } from "../sizes.ts";
import { safe } from "./escape.ts";
import { type FindingGroup, groupFindings } from "./group-findings.ts";
import { paint, type View } from "./view.ts";

/** Renders the last line: one command to run next, what only a person can do, or that there is nothing to do. */
export function next(report: Report, view: View): string[] {
  const exceeded = report.budget?.exceeded ?? [];
  const over = exceeded.map((text) => paint(view, "red", `Over budget: ${safe(text)}`));
  const step = nextStep(report);
  if (step !== null) return [...over, paint(view, worstColor(report), wordsOf(step))];
  return over.length > 0 ? over : [paint(view, "green", nothingToDo(report))];
}

/** A command that can be pasted into a shell, or the place that someone has to look at. */
type Step = { readonly command: string } | { readonly byHand: string };

const wordsOf = (step: Step): string =>
  "command" in step ? `Next: ${step.command}` : `By hand: ${step.byHand}`;

function worstColor({ findings }: Report): "red" | "yellow" {
  return findings.some(({ severity, accepted }) => severity === "error" && !accepted) ? "red" : "yellow";
}

function nothingToDo({ sent, findings }: Report): string {
  if (sent.files === 0) return "Nothing is sent.";
  const needed = findings.some((finding) => !finding.accepted && isSettled(finding));
  const large = needed ? ", and what is large in it is needed" : "";
  return `Nothing to do: ${showBytes(sent.bytes)} are sent${large}.`;
}

const ofSize: ReadonlySet<string> = new Set([
  "large-file",
  "large-directory",
  "vcs-directory",
  "dependency-directory",
]);

/** Whether it is large and stays: there is nothing to do about it. */
const isSettled = ({ rule, stays }: ReportedFinding): boolean => (stays ?? null) !== null && ofSize.has(rule);

/** Returns an error first, then what saves most, then what else can be fixed. */
function nextStep(report: Report): Step | null {
  const { dockerfile, dockerfilesElsewhere, ignoreFile, steps } = report;
  const [elsewhere, another] = dockerfilesElsewhere;
  // Choosing one of many would be a guess.
  if (dockerfile === null && another !== undefined) return { command: run(report, "builds") };
  if (dockerfile === null && elsewhere !== undefined && isPlain(elsewhere))
    return { command: run(report, "", `-f ${shellWord(joined(report.context, elsewhere))}`) };
  const meant = report.findings.flatMap(({ command }) => (command === null ? [] : [command]))[0];
  if (meant?.every((word) => word === "-f" || isPlain(word)) === true)
    return { command: meant.map(shellWord).join(" ") };
  if (report.given !== null) return ofGiven(report);
  if (ignoreFile === null && report.sent.files > 0) return { command: run(report, "init") };
  const open = groupFindings(report.findings.filter((finding) => !finding.accepted && !isSettled(finding)));
  const error = open.find(({ severity }) => severity === "error");
  if (error !== undefined) {
    const errors = open.filter(({ severity }) => severity === "error");
    return (
      adding(
        errors.flatMap(({ fixes }) => fixes),
        report,
      ) ?? stepFor(error, report)
    );
  }
  if (steps.length > 0) {
    const isSure = steps.some(({ confidence }) => confidence === "high");
    return { command: isSure ? run(report, "fix", "--suggestion high --write") : run(report, "suggest") };
  }
  const fixable = open.find(({ members: [{ edit }] }) => edit?.keeps === true && !edit.asked);
  const warning = open.find(({ severity }) => severity === "warning");
  if (warning !== undefined) return stepFor(warning, report);
  return fixable === undefined ? null : { command: run(report, "fix", "--write") };
}

/** No ignore file helps an archive or a commit, and an archive on stdin cannot be read again. */
function ofGiven({ findings }: Report): Step | null {
  const open = findings.filter(({ accepted, severity }) => !accepted && severity !== "info");
  const first = open.find(({ severity }) => severity === "error") ?? open[0];
  if (first === undefined) return null;
  const place = [first.path ?? "", first.line ?? ""].filter((part) => part !== "").join(":");
  return { byHand: `${safe(place)} (${first.rule})`.trimStart() };
}

/** No one reads a longer command before running it. */
const mostLines = 10;

/** Exceptions come first: they must not re-include what another line excludes. */
function adding(lines: readonly string[], report: Report): Step | null {
  const file = report.fromHere.ignoreFile;
  const all = [...new Set(lines)].sort((a, b) => Number(b.startsWith("!")) - Number(a.startsWith("!")));
  if (file === null || all.length === 0 || all.length > mostLines || ![file, ...all].every(isPlain))
    return null;
  const words = all.length === 1 ? ["'\\n%s\\n'"] : ["'%s\\n'", "''"];
  return { command: `printf ${[...words, ...all.map(shellWord)].join(" ")} >> ${shellWord(file)}` };
}

function stepFor({ members: [first], fixes }: FindingGroup, report: Report): Step {
  const line = fixes.length === 1 ? adding(fixes, report) : null;
  if (line !== null) return line;
  if (fixes.length > 0) return { command: run(report, "suggest") };
  return withoutLine(first, report);
}

/** If no line of the ignore file helps: its own fix, the place to look at, or an explanation. */
function withoutLine({ rule, path, line, edit }: ReportedFinding, report: Report): Step {
  if (edit !== null) return { command: run(report, "fix", `--rule ${rule} --write`) };
  if (path !== null && line !== null) return { byHand: `${safe(path)}:${line} (${rule})` };
  if (path === null || path === "" || !isPlain(path)) return { command: run(report, "", "--verbose") };
  const context = report.context === "." ? "" : `--context ${shellWord(report.context)}`;
  const words = ["ctxcheck explain", shellWord(path), context, ...buildOptions(report)];
  return { command: words.filter((word) => word !== "").join(" ") };
}

/** Returns a command line for the build of the report. */
function run(report: Report, command: string, options = ""): string {
  const { context } = report;
  const of = context === "." ? "" : isPlain(context) ? shellWord(context) : "<context>";
  const build = buildOptions(report).filter((word) => !options.startsWith("-f ") || !word.startsWith("-f "));
  return ["ctxcheck", command, options, ...build, of].filter((word) => word !== "").join(" ");
}

/** Returns the options that distinguish one build of a context from another. */
function buildOptions(report: Report): string[] {
  const { builder, target, ignoreFileReason, fromHere } = report;
  const ignoreFile = ignoreFileReason === "named" ? fromHere.ignoreFile : null;
  return [
    dockerfileOption(report),
    builder === "buildkit" ? "" : `--builder ${shellWord(builder)}`,
    target === null || !isPlain(target) ? "" : `--target ${shellWord(target)}`,
    ignoreFile === null || !isPlain(ignoreFile) ? "" : `--ignore-file ${shellWord(ignoreFile)}`,
  ];
}

/** Only if it is not the one that would be found. */
function dockerfileOption({ dockerfile, fromHere, context }: Report): string {
  const usual = ["Dockerfile", "Containerfile"].map((name) => joined(context, name));
  const named = fromHere.dockerfile;
  if (dockerfile === null || dockerfile === "-" || named === null || usual.includes(named)) return "";
  return dockerfile === "Dockerfile" || !isPlain(named) ? "" : `-f ${shellWord(named)}`;
}

const joined = (context: string, path: string): string =>
  context === "." || context === "" ? path : `${context.replace(/\/+$/, "")}/${path}`;

/** Whether it can be shown as it is, and a shell accepts it as it is in quotes. */
const isPlain = (text: string): boolean =>
  safe(text) === text && !/['\ufffd]/.test(text) && !text.startsWith("-");
