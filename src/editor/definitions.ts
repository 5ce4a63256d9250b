import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { Diagnostic, DocumentLink, InlayHint, Location } from "vscode-languageserver";
import type { Build } from "../builds/model.ts";
import { toText } from "../bytes.ts";
import { isFailure } from "../context/source.ts";
import { unlessReported } from "../errors.ts";
import { planBuild } from "../plan/plan.ts";
import { safe } from "../report/escape.ts";
import type { ReportedFinding } from "../report-model.ts";
import { showBytes } from "../sizes.ts";
import { lineRange, type Shown } from "./answers.ts";
import type { Defined, Definition } from "./defined.ts";
import { type Checked, isRefused, type Refused } from "./look.ts";
import { code, count, sentence } from "./words.ts";

/** The lines of a build's block and of its keys, 1-based. */
interface Block {
  readonly first: number;
  readonly last: number;
  key(name: string): number | null;
}

const indentOf = (text: string) => text.length - text.trimStart().length;

function blockOf({ lines }: Shown, { source: { line: first } }: Build): Block {
  const own = indentOf(lines[first - 1] ?? "");
  const isEnd = (text: string) => text.trim() !== "" && indentOf(text) <= own;
  const after = lines.findIndex((text, at) => at >= first && isEnd(text));
  const last = after < 0 ? lines.length : after;
  return {
    first,
    last,
    key: (name) => {
      const pattern = new RegExp(`^\\s*"?${name}"?\\s*[:=]`);
      const at = lines.findIndex((text, index) => index >= first && index < last && pattern.test(text));
      return at < 0 ? null : at + 1;
    },
  };
}

const severities = { error: 1, warning: 2, info: 3 } as const;

export function diagnosticsOfDefinition(document: Shown, { builds, problems }: Definition): Diagnostic[] {
  const at = (
    line: number,
    severity: keyof typeof severities,
    rule: string,
    message: string,
  ): Diagnostic => ({
    range: lineRange(document, line, indentOf(document.lines[line - 1] ?? "") + 1),
    severity: severities[severity],
    source: "ctxcheck",
    code: rule,
    message: safe(message),
  });
  return [
    ...problems.map(({ line, message }) => at(line ?? 1, "error", "refused", message)),
    ...builds.flatMap(({ build, found }) => {
      const block = blockOf(document, build);
      const line = block.key("build") ?? block.first;
      if (build.problem !== null) return [at(line, "error", "refused", build.problem)];
      if (found === null) return [];
      if (isRefused(found)) return [at(placeOf(found, block) ?? line, "error", "refused", found.message)];
      const [worst] = reported(found);
      return worst === undefined
        ? []
        : [at(line, worst.severity, worst.rule, summary(build, reported(found)))];
    }),
  ];
}

/** Returns the line that names the missing context or Dockerfile. */
const placeOf = ({ code: kind }: Refused, block: Block): number | null =>
  kind === "context" || kind === "dockerfile" ? block.key(kind) : null;

/** The findings in the files of a build that matter to someone who only reads its definition. */
const reported = ({ report }: Checked): ReportedFinding[] =>
  report.findings.filter(({ severity }) => severity !== "info");

const mostTold = 3;

function summary({ name }: Build, findings: readonly ReportedFinding[]): string {
  const of = (wanted: string) => findings.filter(({ severity }) => severity === wanted).length;
  const [errors, warnings] = [of("error"), of("warning")];
  const counts = [
    ...(errors > 0 ? [count(errors, "error", "errors")] : []),
    ...(warnings > 0 ? [count(warnings, "warning", "warnings")] : []),
  ];
  const rows = findings
    .slice(0, mostTold)
    .map(
      ({ path, line, message }) =>
        `${path === null ? "" : `${path}${line === null ? "" : `:${line}`}: `}${message}`,
    );
  const more = findings.length > mostTold ? [`and ${findings.length - mostTold} more`] : [];
  return [`${counts.join(", ")} in the build of ${name}`, ...rows, ...more].join("; ");
}

const buildAt = (document: Shown, { builds }: Definition, line: number): Defined | undefined =>
  builds.find(({ build }) => {
    const { first, last } = blockOf(document, build);
    return line >= first && line <= last;
  });

/** Returns Markdown; null if no build is defined at the line, 1-based. */
export async function hoverOfDefinition(document: Shown, definition: Definition, line: number) {
  const defined = buildAt(document, definition, line);
  if (defined === undefined) return null;
  const { build, elsewhere, found, options } = defined;
  const why = build.problem ?? elsewhere ?? (found !== null && isRefused(found) ? found.message : null);
  if (why !== null) return `${code(build.name)}: ${sentence(why)}`;
  const report = await defined.report();
  if (report === null) return null;
  const { files, bytes } = report.sent;
  const plan = unlessReported(() => planBuild(options));
  return [
    `${code(build.name)} sends ${count(files, "file", "files")}, ${showBytes(bytes)} of ${code(build.context || ".")}.`,
    "",
    `- Dockerfile: ${build.inline !== null ? "inline" : code(build.dockerfile ?? "none")}`,
    `- ignore file: ${plan?.ignoreFile == null ? "none" : code(join(build.context, toText(plan.ignoreFile.shown)))}`,
    ...(build.target === null ? [] : [`- target: ${code(build.target)}`]),
    ...report.findings
      .filter(({ severity }) => severity !== "info")
      .slice(0, mostTold)
      .map(({ severity, message }) => `- ${severity}: ${sentence(message)}`),
  ].join("\n");
}

interface Files {
  readonly dockerfile: string | null;
  readonly ignoreFile: string | null;
}

function filesOf({ options, found }: Defined): Files {
  if (found === null || isRefused(found)) return { dockerfile: null, ignoreFile: null };
  const { dockerfile, ignoreFile } = found.plan;
  const path = dockerfile?.directory == null ? null : `${dockerfile.directory}/${dockerfile.name}`;
  const isThere = path !== null && !isFailure(options.source.stats(path));
  return {
    dockerfile: isThere ? pathToFileURL(toText(path)).href : null,
    ignoreFile: ignoreFile === null ? null : pathToFileURL(toText(ignoreFile.path)).href,
  };
}

/**
 * Links the key that names the Dockerfile, or else the whole build, to the Dockerfile, and the context to the ignore
 * file.
 */
export function linksOfDefinition(document: Shown, { builds }: Definition): DocumentLink[] {
  const link = (line: number | null, target: string | null): DocumentLink[] =>
    line === null || target === null
      ? []
      : [{ range: lineRange(document, line, indentOf(document.lines[line - 1] ?? "") + 1), target }];
  return builds.flatMap((one) => {
    const [block, { dockerfile, ignoreFile }] = [blockOf(document, one.build), filesOf(one)];
    const whole = block.key("build") ?? block.first;
    const context = block.key("context");
    return [
      ...link(block.key("dockerfile") ?? whole, dockerfile),
      ...link(context ?? (block.key("dockerfile") === null ? null : whole), ignoreFile),
    ];
  });
}

/** Returns the location of a build's Dockerfile. */
export function definitionOfBuild(document: Shown, definition: Definition, line: number): Location | null {
  const defined = buildAt(document, definition, line);
  const uri = defined === undefined ? null : filesOf(defined).dockerfile;
  const start = { line: 0, character: 0 };
  return uri === null ? null : { uri, range: { start, end: start } };
}

/** Shows what each build sends, if known. */
export function hintsOfDefinition(document: Shown, { builds }: Definition): InlayHint[] {
  return builds.flatMap(({ build, sent }) => {
    if (sent === null) return [];
    const block = blockOf(document, build);
    const position = lineRange(document, block.key("build") ?? block.first).end;
    const label = `${count(sent.files, "file", "files")}, ${showBytes(sent.bytes)}`;
    return [{ position, label, paddingLeft: true }];
  });
}
