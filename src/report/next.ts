import type { Report, ReportedFinding } from "../report-model.ts";
import { showBytes } from "../sizes.ts";
import { safe } from "./escape.ts";
import { type FindingGroup, groupFindings } from "./group-findings.ts";
import { paint, type View } from "./view.ts";

/** The last line: one command to run next, or that there is nothing to do. */
export function next(report: Report, view: View): string[] {
  const exceeded = report.budget?.exceeded ?? [];
  const over = exceeded.map((text) => paint(view, "red", `Over budget: ${safe(text)}`));
  const command = commandFor(report);
  if (command !== null) return [...over, paint(view, worstColor(report), `Next: ${command}`)];
  return over.length > 0 ? over : [paint(view, "green", nothingToDo(report))];
}

function worstColor({ findings }: Report): "red" | "yellow" {
  return findings.some(({ severity, accepted }) => severity === "error" && !accepted) ? "red" : "yellow";
}

function nothingToDo({ sent }: Report): string {
  return sent.files === 0 ? "Nothing is sent." : `Nothing to do: ${showBytes(sent.bytes)} are sent.`;
}

/** An error first, then what saves most, then what else can be fixed. */
function commandFor(report: Report): string | null {
  const { dockerfile, dockerfilesElsewhere, ignoreFile, steps } = report;
  const [elsewhere] = dockerfilesElsewhere;
  if (dockerfile === null && elsewhere !== undefined && isPlain(elsewhere))
    return run(report, "", `-f ${quoted(joined(report.context, elsewhere))}`);
  if (ignoreFile === null && report.sent.files > 0)
    return `${run(report, "init")}  (writes a first .dockerignore)`;
  const open = groupFindings(report.findings).filter(({ accepted }) => !accepted);
  const error = open.find(({ severity }) => severity === "error");
  if (error !== undefined) return commandOf(error, report);
  if (steps.length > 0)
    return steps.some(({ confidence }) => confidence === "high")
      ? run(report, "fix", "--suggestion high --write")
      : run(report, "suggest");
  const fixable = open.find(({ members: [{ edit }] }) => edit?.keeps === true && !edit.asked);
  const warning = open.find(({ severity }) => severity === "warning");
  if (warning !== undefined) return commandOf(warning, report);
  return fixable === undefined ? null : run(report, "fix", "--write");
}

function commandOf({ members, fixes }: FindingGroup, report: Report): string {
  const [first] = members;
  const [fix] = fixes;
  const file = report.fromHere.ignoreFile;
  if (fix !== undefined && fixes.length === 1 && file !== null && isPlain(fix) && isPlain(file))
    return `printf '\\n%s\\n' ${quoted(fix)} >> ${quoted(file)}`;
  if (fixes.length > 1) return run(report, "suggest");
  return explained(first, report);
}

function explained({ rule, path, line, edit }: ReportedFinding, report: Report): string {
  if (edit !== null) return run(report, "lint");
  if (path !== null && line !== null) return `edit ${safe(path)}:${line} (${rule})`;
  if (path !== null && path !== "" && isPlain(path)) {
    const context = report.context === "." ? "" : ` --context ${quoted(report.context)}`;
    return `ctxcheck explain ${quoted(path)}${context}${dockerfileOption(report)}`;
  }
  return `${run(report, "", "--verbose")}  (${rule})`;
}

/** A command line for the build of the report. */
function run(report: Report, command: string, options = ""): string {
  const { context } = report;
  const of = context === "." ? "" : isPlain(context) ? quoted(context) : "<context>";
  const file = options.startsWith("-f ") ? "" : dockerfileOption(report).trim();
  return ["ctxcheck", command, options, file, of].filter((word) => word !== "").join(" ");
}

/** Only where it is not the one that would be found. */
function dockerfileOption({ dockerfile, fromHere, context }: Report): string {
  const usual = ["Dockerfile", "Containerfile"].map((name) => joined(context, name));
  const named = fromHere.dockerfile;
  if (dockerfile === null || dockerfile === "-" || named === null || usual.includes(named)) return "";
  return dockerfile === "Dockerfile" || !isPlain(named) ? "" : ` -f ${quoted(named)}`;
}

const joined = (context: string, path: string): string =>
  context === "." || context === "" ? path : `${context.replace(/\/+$/, "")}/${path}`;

/** It can be shown as it is, and a shell takes it as it is between quotes. */
const isPlain = (text: string): boolean =>
  safe(text) === text && !/['\ufffd]/.test(text) && !text.startsWith("-");

const quoted = (text: string): string => (/^[\w./@%+:,-]+$/.test(text) ? text : `'${text}'`);
