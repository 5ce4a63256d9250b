import { pathToFileURL } from "node:url";
import type { CompletionItem, Diagnostic, DocumentLink, InlayHint, Range } from "vscode-languageserver";
import type { Bytes } from "../bytes.ts";
import { fromText, toText } from "../bytes.ts";
import { isFailure } from "../context/source.ts";
import type { Ecosystem, JunkKind } from "../ecosystems/ecosystem.ts";
import { ecosystems, nameTest } from "../ecosystems/index.ts";
import { unlessReported } from "../errors.ts";
import { listCopied, listSet } from "../explain/list.ts";
import type { WalkedEntry } from "../model.ts";
import type { BuildPlan } from "../plan/build-plan.ts";
import { consumersOf, consumes } from "../plan/consumers.ts";
import { safe } from "../report/escape.ts";
import { documentKind } from "./document-kind.ts";
import { type LineFacts, type Measured, measureLines, overruledBy } from "./facts.ts";
import { type Checked, findingsIn, type Look, type Refused, roleOf } from "./look.ts";
import { copyHint, copyHover, patternHint, patternHover, type Ruled } from "./words.ts";

const severities = { error: 1, warning: 2, info: 3 } as const;

export interface Shown {
  readonly path: string;
  readonly uri: string;
  readonly lines: readonly string[];
}

/** Returns the range from a column, 1-based, to the end of a line, 1-based. */
export function lineRange({ lines }: Shown, line: number, column = 1): Range {
  const text = lines[line - 1] ?? "";
  const start = Math.min(column - 1, text.length);
  return { start: { line: line - 1, character: start }, end: { line: line - 1, character: text.length } };
}

export function diagnosticsOf(document: Shown, look: Checked): Diagnostic[] {
  return findingsIn(document.path, look).map((finding) => ({
    range: lineRange(document, finding.line ?? 1, finding.column ?? 1),
    severity: severities[finding.severity],
    source: "ctxcheck",
    code: finding.rule,
    message: safe(finding.message),
  }));
}

export function refusalOf(document: Shown, { message, hint, line }: Refused): Diagnostic[] {
  const text = hint === undefined ? message : `${message} (${hint})`;
  const blamed = documentKind(document.path)?.is === "dockerfile" ? line : null;
  return [
    {
      range: lineRange(document, blamed ?? 1),
      severity: 1,
      source: "ctxcheck",
      code: "refused",
      message: safe(text),
    },
  ];
}

/** `isMeasured`: whether what is excluded was read, so that its bytes can be added up. */
export function hintsOf(document: Shown, look: Look, isMeasured: boolean): InlayHint[] {
  const rows =
    roleOf(document.path, look.plan) === "dockerfile" ? copyHints(look) : patternHints(look, isMeasured);
  return rows.map(([line, label]) => ({
    position: lineRange(document, line).end,
    label,
    paddingLeft: true,
  }));
}

const copyHints = ({ report }: Look): [number, string][] =>
  report.instructions.map((row) => [row.line, copyHint(row)]);

function patternHints({ facts, plan }: Look, isMeasured: boolean): [number, string][] {
  const measured = isMeasured ? measuredIn(plan) : null;
  const label = (line: number, fact: LineFacts) => patternHint(fact, measured?.get(line));
  return [...facts].sort(([a], [b]) => a - b).map(([line, fact]) => [line, label(line, fact)]);
}

/** Computed once per look. */
const measures = new WeakMap<BuildPlan, ReadonlyMap<number, Measured>>();

function measuredIn(plan: BuildPlan): ReadonlyMap<number, Measured> {
  const measured = measures.get(plan) ?? measureLines(plan);
  measures.set(plan, measured);
  return measured;
}

const mostShown = 5;

/** Returns Markdown; null if there is nothing to say about the line, 1-based. */
export function hoverOf(document: Shown, look: Look, line: number, isMeasured: boolean): string | null {
  const text = (document.lines[line - 1] ?? "").trim();
  const { plan } = look;
  if (roleOf(document.path, plan) === "ignore-file") {
    if (text === "" || text.startsWith("#")) return null;
    const said = findingsIn(document.path, look).filter((finding) => finding.line === line);
    return patternHover(look.facts.get(line), {
      isException: text.startsWith("!"),
      all: isMeasured ? measuredIn(plan).get(line) : undefined,
      overruled: isMeasured
        ? ruledIn(
            plan,
            unlessReported(() => overruledBy(plan, line)),
          )
        : [],
      said: said.map(({ message }) => message),
    });
  }
  const row = copyAt(look, line);
  if (row === undefined) return null;
  const consumers = consumersOf(plan).filter((one) => one.line === row.line);
  const isLeftOut = ({ allowed, path }: WalkedEntry) =>
    !allowed && consumers.some((one) => consumes(one, path));
  const excluded = isMeasured ? ruledIn(plan, measureLines(plan, isLeftOut)) : [];
  return copyHover(row, copied(look, row.line), excluded);
}

/** Formats lines of the ignore file for a hover. */
const ruledIn = (
  { ignoreFile }: BuildPlan,
  lines: ReadonlyMap<number, Measured> | null,
): readonly Ruled[] => {
  const texts = ignoreFile?.content.split(/\r?\n/) ?? [];
  const at = (line: number) => `${ignoreFile?.shown}:${line}`;
  return [...(lines ?? [])].map(([line, sum]) => ({
    at: at(line),
    text: toText(texts[line - 1] ?? ""),
    ...sum,
  }));
};

/** The instruction at a line, 1-based, with its continuation lines. */
function copyAt({ plan, report }: Look, line: number) {
  const isAt = (row: { readonly line: number }) => row.line <= line && line <= lastLineOf(plan, row.line);
  return report.instructions.find(isAt);
}

/** Returns the last line of the instruction that begins at `line`, both 1-based. */
export function lastLineOf({ requested }: BuildPlan, line: number): number {
  const at = requested?.request.paths.find(({ instruction }) => instruction.line === line);
  return at?.instruction.endLine ?? line;
}

function copied({ plan }: Look, line: number): Bytes[] {
  const listing = unlessReported(() => listCopied(plan, listSet(plan, "sent"), { line }));
  return (listing?.entries ?? [])
    .filter(({ type }) => type !== "directory")
    .slice(0, mostShown)
    .map(({ path }) => path);
}

/** Links a pattern to the first file that it decides about, and a source of COPY or ADD to its file. */
export function linksOf(document: Shown, look: Look): DocumentLink[] {
  const { source, root } = look.plan.context;
  const target = (path: Bytes): string | null => {
    const stats = source.stats(`${root}/${path}`);
    return isFailure(stats) || !stats.isFile() ? null : pathToFileURL(toText(`${root}/${path}`)).href;
  };
  if (roleOf(document.path, look.plan) === "ignore-file")
    return [...look.facts].flatMap(([line, { paths }]) => {
      const to = paths.map(target).find((one) => one !== null);
      return to == null ? [] : [{ range: lineRange(document, line), target: to }];
    });
  return look.report.instructions.flatMap(({ line }) =>
    sourcesIn(document, line, lastLineOf(look.plan, line)).flatMap(({ word, at, from }) => {
      const to = /^(--|\/|\.\.)/.test(word) ? null : target(fromText(word.replace(/^\.\//, "")));
      const [start, end] = [from, from + word.length].map((character) => ({ line: at - 1, character }));
      return to === null || !start || !end ? [] : [{ range: { start, end }, target: to }];
    }),
  );
}

/** Returns the words of an instruction without its name and destination, each with its position. */
function sourcesIn({ lines }: Shown, first: number, last: number) {
  const texts = lines.slice(first - 1, last);
  const isJson = /^\s*\w+\s+(--\S+\s+)*\[/.test(texts[0] ?? "");
  const words = texts.flatMap((text, below) =>
    [...text.matchAll(isJson ? /(?<=")[^"\\]+(?=")/g : /[^\s\\]+(?:\\.[^\s\\]*)*/g)].map(
      ({ 0: word, index }) => ({
        word,
        at: first + below,
        from: index,
      }),
    ),
  );
  return isJson ? words.slice(0, -1) : words.slice(1, -1);
}

const kinds: ReadonlySet<JunkKind> = new Set([
  "installed",
  "output",
  "cache",
  "report",
  "vcs",
  "editor",
  "logs",
]);

/**
 * Returns patterns for what the tools of a project leave behind, with descriptions, chosen by the names in its root.
 */
function patternsFor(names: readonly Bytes[]): CompletionItem[] {
  const isHere = ({ marks }: Ecosystem) =>
    marks.length === 0 || marks.some((mark) => names.some(nameTest(mark)));
  const ofTools = ecosystems
    .filter(isHere)
    .flatMap(({ junk }) =>
      junk
        .filter(({ kind }) => kinds.has(kind))
        .map(({ name, what, certain }): [string, string] => [
          certain === true ? `**/${toText(name)}` : toText(name),
          what,
        ]),
    );
  const ofSecrets = [
    ["**/.env*", "settings with secrets"],
    ["!**/.env.example", "settings without"],
  ] as const;
  const all = new Map([...ofTools, ...ofSecrets]);
  return [...all].map(([label, detail]) => ({ label, detail, kind: 12 }));
}

/**
 * Completes paths of the context at the cursor and, on an empty line, offers patterns for what the project's tools
 * leave behind.
 */
export function completionsOf(
  document: Shown,
  { plan }: Look,
  line: number,
  character: number,
): CompletionItem[] {
  const before = (document.lines[line] ?? "").slice(0, character);
  const word = (/[^\s=",]*$/.exec(before)?.[0] ?? "").replace(/^!/, "").replace(/^\.?\//, "");
  const directory = word.slice(0, word.lastIndexOf("/") + 1);
  const listed = plan.context.source.list(`${plan.context.root}/${fromText(directory)}`);
  const paths = isFailure(listed) ? [] : listed;
  const isPattern = roleOf(document.path, plan) === "ignore-file" && before.trim() === "";
  return [
    ...paths.map(({ name, type }): CompletionItem => {
      const label = `${toText(name)}${type === "directory" ? "/" : ""}`;
      return { label, kind: type === "directory" ? 19 : 17 };
    }),
    ...(isPattern ? patternsFor(paths.map(({ name }) => name)) : []),
  ].filter(({ label }) => safe(label) === label);
}
