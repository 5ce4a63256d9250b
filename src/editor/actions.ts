import { pathToFileURL } from "node:url";
import type { CodeAction, WorkspaceEdit } from "vscode-languageserver";
import { initFromGitignore } from "../advise/init/init.ts";
import { type Bytes, toText } from "../bytes.ts";
import { isFailure } from "../context/source.ts";
import { CtxcheckError } from "../errors.ts";
import { spellPath } from "../ignore/spell.ts";
import type { BuildPlan } from "../plan/build-plan.ts";
import type { PlanOptions } from "../plan/options.ts";
import { safe } from "../report/escape.ts";
import type { ReportedFinding } from "../report-model.ts";
import { showBytes } from "../sizes.ts";
import { lastLineOf, type Shown } from "./answers.ts";
import { findingsIn, type Look, roleOf } from "./look.ts";
import { count } from "./words.ts";

const mostPaths = 3;

/**
 * Returns the code actions for a range of lines, 1-based. All were tried on the builder, except those that re-include a
 * path.
 */
export function actionsOf(document: Shown, look: Look, first: number, last: number): CodeAction[] {
  const isInside = (line: number | null) => line !== null && line >= first && line <= last;
  const findings = findingsIn(document.path, look).filter(({ line }) => isInside(line));
  const isIgnoreFile = roleOf(document.path, look.plan) === "ignore-file";
  const isCopy = look.report.instructions.some(
    (row) => row.line <= last && first <= lastLineOf(look.plan, row.line),
  );
  const own = findings.filter(({ edit }) => edit !== null).map((finding) => ofLine(document, finding));
  if (isTaken(look.plan)) return own;
  return [
    ...own,
    ...findings.flatMap(({ fix, rule }) => (fix === null ? [] : [adding(look.plan, [fix], `(${rule})`)])),
    ...(isIgnoreFile ? bringingBack(look, isInside) : []),
    ...(isIgnoreFile || isCopy ? excluding(look) : []),
    ...(isIgnoreFile && hasGitignore(look.plan) ? [translating(document)] : []),
  ];
}

/** Applies the fix of a finding at its line. */
function ofLine({ uri }: Shown, { line, edit, rule }: ReportedFinding): CodeAction {
  const [at, become] = [line ?? 1, edit?.become ?? []];
  const title = become.length === 0 ? `Remove line ${at}` : `Replace by ${become.map(safe).join(", ")}`;
  const range = { start: { line: at - 1, character: 0 }, end: { line: at, character: 0 } };
  const newText = become.map((text) => `${text}\n`).join("");
  return {
    title: `${title} (${rule})`,
    kind: "quickfix",
    isPreferred: edit?.asked === false,
    edit: { changes: { [uri]: [{ range, newText }] } },
  };
}

function adding(plan: BuildPlan, lines: readonly string[], why: string): CodeAction {
  const name = plan.ignoreFile?.shown ?? newIgnoreFile;
  const title = `Add ${lines.map(safe).join(", ")} to ${safe(name)} ${why}`.trimEnd();
  return { title, kind: "quickfix", edit: appended(plan, lines) };
}

/** Offers to re-include the first paths that an exclusion matches. */
const bringingBack = ({ facts, plan }: Look, isInside: (line: number) => boolean): CodeAction[] =>
  [...facts]
    .filter(([line]) => isInside(line))
    .flatMap(([line, { paths }]) =>
      plan.patterns.some(({ source, exception }) => source.line === line && !exception)
        ? paths.slice(0, mostPaths).map((path) => ({
            ...adding(plan, [`!${toText(spellPath(path))}`], ""),
            title: `Re-include ${safe(toText(path))}`,
          }))
        : [],
    );

/** Offers lines that make the context smaller, each tried on its own without breaking a build. */
const excluding = ({ report, plan }: Look): CodeAction[] =>
  report.steps.map(({ lines, replaces, files, bytes }) => {
    const words = `Exclude ${lines.map(safe).join(", ")}: ${count(files, "file", "files")}, ${showBytes(bytes)} less`;
    const edit = replaces === null ? appended(plan, lines) : replaced(plan, replaces.line, lines);
    return { title: words, kind: "quickfix", edit };
  });

const newIgnoreFile = ".dockerignore";

/** The builder finds no ignore file, but something stands there: a link, through which an editor would write elsewhere. */
const isTaken = ({ ignoreFile, context: { source, root } }: BuildPlan): boolean =>
  ignoreFile === null && !isFailure(source.stats(`${root}/${newIgnoreFile}`));

/** The file that the builder reads: where it takes the context for the root, a link leads an editor elsewhere (rule A14). */
const uriOf = ({ ignoreFile, context }: BuildPlan): string =>
  pathToFileURL(toText(ignoreFile?.path ?? `${context.root}/${newIgnoreFile}`)).href;

function appended(plan: BuildPlan, added: readonly string[]): WorkspaceEdit {
  const uri = uriOf(plan);
  const lines = (plan.ignoreFile?.content ?? "").split("\n");
  const last = toText(lines.at(-1) ?? "");
  const at = { line: lines.length - 1, character: last.length };
  const newText = `${last === "" ? "" : "\n"}${added.map((text) => `${text}\n`).join("")}`;
  const edits = [{ range: { start: at, end: at }, newText }];
  if (plan.ignoreFile !== null) return { changes: { [uri]: edits } };
  return {
    documentChanges: [
      { kind: "create", uri },
      { textDocument: { uri, version: null }, edits },
    ],
  };
}

function replaced(plan: BuildPlan, line: number, become: readonly string[]): WorkspaceEdit {
  const range = { start: { line: line - 1, character: 0 }, end: { line, character: 0 } };
  return { changes: { [uriOf(plan)]: [{ range, newText: become.map((text) => `${text}\n`).join("") }] } };
}

const hasGitignore = ({ context: { source, root } }: BuildPlan): boolean =>
  !isFailure(source.stats(`${root}/.gitignore`));

/** Tried on the builder when it is chosen. */
const translating = ({ uri }: Shown): CodeAction => ({
  title: "Add what .gitignore ignores, in the syntax of this file",
  kind: "source",
  data: { uri },
});

/**
 * Inserts the missing lines of .gitignore at the top, so that none of their exceptions re-includes what is excluded
 * now.
 */
export async function translated(
  action: CodeAction,
  { plan }: Look,
  options: PlanOptions,
): Promise<CodeAction> {
  const known = new Set<Bytes>((plan.ignoreFile?.content ?? "").split("\n").map((line) => line.trim()));
  try {
    const { content } = initFromGitignore(options);
    const lines = content.split("\n").filter((line) => line !== "" && !line.startsWith("#"));
    const added = lines.filter((line) => !known.has(line)).map(toText);
    if (added.length === 0) return action;
    const start = { line: 0, character: 0 };
    const newText = added.map((text) => `${text}\n`).join("");
    return { ...action, edit: { changes: { [uriOf(plan)]: [{ range: { start, end: start }, newText }] } } };
  } catch (error) {
    if (error instanceof CtxcheckError) return action;
    throw error;
  }
}
