import { append } from "../../append.ts";
import { type Bytes, fromText } from "../../bytes.ts";
import { gitNames } from "../../context/git/ignored-names.ts";
import type { Listener } from "../../context/walk.ts";
import { unlessReported } from "../../errors.ts";
import type { Comparison, DifferenceGroup } from "../../explain/compare.ts";
import type { WalkedEntry } from "../../model.ts";
import { once } from "../../once.ts";
import type { BuildPlan } from "../../plan/build-plan.ts";
import { decide, isSame } from "../../plan/decide.ts";
import { withIgnoreFile } from "../../plan/plan.ts";
import { insideDependencies } from "../kinds.ts";
import { type Analysis, analyse, analyseText } from "./analysis.ts";
import { gather } from "./evidence.ts";
import { isGenerated, isPrecaution } from "./lint-rules.ts";
import { editText, type LintRule, type Remark } from "./remark.ts";
import { placeOf, type Subject, written } from "./subject.ts";
import { type Trial, unneeded } from "./unneeded.ts";

/** What `ctxcheck lint` measures beyond a report: more walks, and more work in each. */
export interface Thorough {
  /** Lines that the builder rejects; the plan was made without them. */
  readonly broken: readonly Remark[];
  /** Compares the builders that read the same file. */
  readonly compare: () => Comparison;
}

/** Examination of a build's ignore file while its context is walked. */
export interface Linting extends Pick<Listener, "problem"> {
  entry(entry: WalkedEntry): void;
  /** Called after the walk. */
  all(): readonly Remark[];
  /** As in a report; null without an ignore file. */
  readonly quick: Analysis | null;
  remarks(rule: LintRule): readonly Remark[];
}

/** `before`: of another build with the same patterns that is sent the same. */
export function lint(plan: BuildPlan, thorough: Thorough | null, before?: Linting): Linting {
  const subject = subjectOf(plan);
  if (subject === null)
    return { entry: () => {}, problem: () => {}, all: () => [], remarks: () => [], quick: null };
  const first = quick(plan, subject, before?.quick ?? undefined);
  const parts: readonly Part[] = thorough === null ? [first] : [first, ...slow(plan, subject, thorough)];
  const all = once(() => allRemarks(parts));
  return {
    entry: (entry) => {
      for (const part of parts) part.entry(entry);
    },
    problem: (problem) => {
      for (const part of parts) part.problem?.(problem);
    },
    all,
    quick: first,
    remarks: (rule) => all().filter((remark) => remark.rule === rule),
  };
}

/** Returns remarks on the text of the ignore file alone. */
export function lintText(plan: BuildPlan): readonly Remark[] {
  const subject = subjectOf(plan);
  return subject === null ? [] : analyseText(subject);
}

function allRemarks(parts: readonly Part[]): Remark[] {
  const found: Remark[] = [];
  for (const part of parts) append(found, [...part.remarks(found)]);
  return found;
}

/** Returns null if there is nothing to report. */
function subjectOf({ builder, ignoreFile, patterns }: BuildPlan): Subject | null {
  const content = ignoreFile?.content ?? "";
  const isUtf16 = /^(\xff\xfe|\xfe\xff)/.test(content);
  return ignoreFile === null || isUtf16 ? null : { builder, content, patterns };
}

interface Part extends Pick<Linting, "entry">, Partial<Pick<Linting, "problem">> {
  /** `before`: remarks of the preceding parts. */
  remarks(before: readonly Remark[]): Remark[];
}

function quick(plan: BuildPlan, subject: Subject, before?: Analysis): Analysis {
  const isNamed = namedIn(plan);
  const isSettled = (path: Bytes) => insideDependencies(path) || isNamed(path);
  return analyse(subject, { isSettled, isGenerated }, before);
}

function slow(plan: BuildPlan, subject: Subject, { broken, compare }: Thorough): Part[] {
  return [
    withoutEffect(plan, subject),
    { entry: () => {}, remarks: () => [...broken, ...notPortable(subject, compare())] },
  ];
}

/** Remarks that already explain why a line has no effect. */
const explaining: ReadonlySet<LintRule> = new Set([
  "root-only-pattern",
  "comment-not-at-start",
  "parent-escape",
  "backslash-path",
  "unescaped-operator",
  "duplicate-pattern",
  "bom",
]);

function withoutEffect(plan: BuildPlan, subject: Subject): Part {
  const gathered = gather(subject);
  let complete = true;
  return {
    entry: gathered.entry,
    problem: () => {
      complete = false;
    },
    remarks: (before) => {
      if (before.some(({ rule }) => rule === "negation-only-file")) return [];
      const settled = before.filter(({ rule }) => explaining.has(rule)).map(({ line }) => line);
      // What could not be read may contain what a pattern matches.
      const trial = { ...trialOf(plan, subject), ...(complete ? {} : { isPrecaution: () => true }) };
      return unneeded(subject, gathered, trial, new Set(settled));
    },
  };
}

function trialOf(plan: BuildPlan, { content }: Subject): Trial {
  const today = once(() => decide(plan));
  const isIgnored = gitSpeaks(plan);
  const isNamed = namedIn(plan);
  return {
    isPrecaution: (pattern) => isPrecaution(pattern) || isIgnored(pattern.text),
    isNamed: ({ text }) => isNamed(text),
    sameWithout: (lines) => {
      const deleted = new Map(lines.map((line) => [line, { become: [] }]));
      const isStill = () => isSame(today(), decide(withIgnoreFile(plan, editText(content, deleted))));
      return unlessReported(isStill) ?? false;
    },
  };
}

/** Whether a .gitignore covers what a pattern spells: it is created there, now or later. */
function gitSpeaks({ context }: BuildPlan): (text: Bytes) => boolean {
  const ignores = gitNames(context);
  return (text) => {
    const path = text.replace(/^(\*\*\/)+/, "").replace(/\/\*\*$/, "");
    return path !== "" && (ignores(path, true) || ignores(path, false));
  };
}

/** Whether an instruction requests the path itself, or only what lies below it. */
export function namedIn({ requested }: BuildPlan): (path: Bytes) => boolean {
  const asked = (requested?.request.paths ?? []).map(({ path }) => path.slice(1));
  return (path) => asked.some((one) => one === path || one.startsWith(`${path}/`));
}

const mostPaths = 3;

/** Lines on which builders that read the same ignore file differ. */
function notPortable(subject: Subject, { groups }: Comparison): Remark[] {
  return groups.flatMap((group) => remarkOf(subject, group));
}

function remarkOf(subject: Subject, { pattern, reason, paths, portable, bytes }: DifferenceGroup): Remark[] {
  const by = written(subject).find(({ source }) => source.line === pattern?.line);
  if (by === undefined) return [];
  return [
    {
      rule: "not-portable",
      severity: "info",
      ...placeOf(by),
      ...{ reason, portable, bytes, files: paths.length, count: paths.length },
      paths: paths.slice(0, mostPaths).map(fromText),
    },
  ];
}
