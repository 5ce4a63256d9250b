import { builderOf } from "../builders/index.ts";
import type { Bytes } from "../bytes.ts";
import { CtxcheckError } from "../errors.ts";
import { isFixable } from "../findings/lint/lint-rules.ts";
import { type Edit, editText, type LintRule, type Remark, readText } from "../findings/lint/remark.ts";
import { lintRemarks } from "../lint-build.ts";
import { once } from "../once.ts";
import type { BuildPlan } from "../plan/build-plan.ts";
import { decide, isSame } from "../plan/decide.ts";
import type { IgnoreFile } from "../plan/ignore-file.ts";
import type { PlanOptions } from "../plan/options.ts";
import { planBuild } from "../plan/plan.ts";
import { type Change, changeBetween, lostBy } from "./change.ts";
import { type Outcome, type Reader, readersOf } from "./readers.ts";
import { wholeFile } from "./whole-file.ts";

export interface FixOptions extends PlanOptions {
  /** Only fixes of these rules, whether or not they change what is sent; null: all that do not change it. */
  readonly rules: ReadonlySet<LintRule> | null;
}

export interface Fixed {
  /** The ignore file: absolute, links resolved. */
  readonly path: Bytes;
  /** The same, as it was looked up: it may be a link. */
  readonly place: Bytes;
  /** The context: absolute, links resolved. */
  readonly context: Bytes;
  /** Relative to the working directory. */
  readonly fromHere: string;
  readonly before: Bytes;
  /** The unchanged text if there is nothing to fix. */
  readonly after: Bytes;
  readonly made: readonly Named[];
  /** Fixes that failed their check, and why. */
  readonly left: readonly { readonly remark: Named; readonly why: string }[];
  /** Other possible fixes, which change what is sent. */
  readonly offers: readonly Offer[];
  /** Changes for every builder that reads the file, measured with the new text on the tree. */
  readonly changes: readonly Change[];
}

/** A fix that changes what is sent, and the option that applies it. */
export interface Offer {
  readonly option: "--rule" | "--suggestion";
  readonly value: string;
  /** What it is about, for display. */
  readonly what: string;
  /** Bytes no longer sent; null if not measured. */
  readonly bytes: number | null;
}

/** What a fix is about: its rule, or "suggestion". */
interface Named {
  readonly rule: string;
  /** 1-based. */
  readonly line: number;
  readonly pattern: Bytes;
}

/**
 * Returns the text of an ignore file with its safe fixes, each tested over the whole tree with the rules of every
 * builder that reads the file. Nothing is written. Throws CtxcheckError: "ignore-file" if there is none, and the errors
 * of a plan.
 */
export function fixIgnoreFile(options: FixOptions): Fixed {
  const { plan, content, remarks } = lintRemarks(options);
  const ignoreFile = requireIgnoreFile(plan);
  const readers = readersOf(options, ignoreFile.path);
  const trial = startTrial(content, readers);
  const wanted = remarks.filter((remark) => isWanted(remark, options.rules));
  if (!trial.addAll(wanted)) for (const remark of wanted) trial.add(remark);
  const { after } = trial.result();
  const own = readers.find(({ name }) => name === options.builder);
  if ((own?.outcome(after) ?? null) === null) requireAccepted(options, after, remarks);
  const { path, place, fromHere } = ignoreFile;
  return {
    path,
    place,
    context: plan.context.root,
    fromHere,
    before: content,
    offers: offersOf(remarks, options.rules),
    ...trial.result(),
  };
}

/** Throws what the builder still rejects in the file. */
function requireAccepted(options: PlanOptions, content: Bytes, remarks: readonly Remark[]): void {
  try {
    decide(planBuild({ ...options, amend: () => content }));
  } catch (error) {
    const isKnown = remarks.some(({ rule, edit }) => rule === "bad-pattern" && edit !== undefined);
    if (!(error instanceof CtxcheckError) || !isKnown) throw error;
    const hint = "ctxcheck lint shows a spelling; ctxcheck fix --rule bad-pattern --write takes it";
    throw new CtxcheckError(error.code, error.message, hint);
  }
}

/** Returns the ignore file. Throws CtxcheckError "ignore-file". */
export function requireIgnoreFile({ builder, ignoreFile }: BuildPlan): IgnoreFile {
  if (ignoreFile !== null) return ignoreFile;
  throw new CtxcheckError(
    "ignore-file",
    `${builder.title} finds no ignore file here`,
    "ctxcheck init writes one",
  );
}

function isWanted({ rule, edit }: Remark, rules: FixOptions["rules"]): boolean {
  if (rules !== null) return rules.has(rule) && (edit !== undefined || wholeFile[rule] !== undefined);
  return edit?.keeps === true && !edit.asked;
}

/**
 * Returns the fixes that were not requested, by rule: all that the option would apply, including notes, if at least one
 * is more than a note.
 */
function offersOf(remarks: readonly Remark[], rules: FixOptions["rules"]): Offer[] {
  const byRule = new Map<string, Remark[]>();
  for (const remark of remarks) {
    const isOpen = remark.edit !== undefined && !isWanted(remark, rules);
    if (isOpen && isFixable(remark.rule))
      byRule.set(remark.rule, [...(byRule.get(remark.rule) ?? []), remark]);
  }
  const offered = [...byRule].filter(([, found]) => found.some(({ severity }) => severity !== "info"));
  return offered.map(([rule, found]) => {
    const sizes = found.flatMap(({ bytes }) => bytes ?? []);
    const lines = found.map(({ line }) => line).join(", ");
    const bytes = sizes.length === 0 ? null : sizes.reduce((sum, one) => sum + one, 0);
    return {
      option: "--rule",
      value: rule,
      what: `${rule} (${found.length === 1 ? "line" : "lines"} ${lines})`,
      bytes,
    };
  });
}

interface State {
  readonly made: readonly Remark[];
  readonly edits: ReadonlyMap<number, Pick<Edit, "become">>;
  readonly content: Bytes;
  /** By reader; decided on demand. */
  readonly outcomes: readonly (() => Outcome | null)[];
}

function startTrial(before: Bytes, readers: readonly Reader[]) {
  const outcomesOf = (content: Bytes) => readers.map(({ outcome }) => once(() => outcome(content)));
  const first: State = { made: [], edits: new Map(), content: before, outcomes: outcomesOf(before) };
  const left: { remark: Remark; why: string }[] = [];
  let state = first;
  const next = (remarks: readonly Remark[], spelling: Spelling): State => {
    const edits = new Map([...state.edits, ...remarks.flatMap((remark) => editOf(remark, spelling, before))]);
    const made = [...state.made, ...remarks];
    const content = made.reduce((text, { rule }) => wholeFile[rule]?.(text) ?? text, editText(before, edits));
    return { made, edits, content, outcomes: outcomesOf(content) };
  };
  return {
    /** Returns false, and does nothing, if they do not pass together. */
    addAll: (remarks: readonly Remark[]): boolean => {
      if (remarks.length === 0) return true;
      if (remarks.some(({ edit }) => edit?.keeps !== true)) return false;
      const then = next(remarks, "become");
      const passes = remarks.every((remark) => objection(remark, readers, state, then) === null);
      if (passes) state = then;
      return passes;
    },
    add: (remark: Remark): void => {
      const objections = spellings(remark).map((spelling) => {
        if (state.made.includes(remark)) return null;
        if (state.edits.has(remark.line)) return "another fix of the line was made first";
        const then = next([remark], spelling);
        const why = objection(remark, readers, state, then);
        if (why === null) state = then;
        return why;
      });
      const [why = null] = objections;
      if (why !== null && !state.made.includes(remark)) left.push({ remark, why });
    },
    result: () => ({
      after: state.content,
      made: state.made,
      left,
      changes:
        state === first ? [] : readers.flatMap(({ name }, index) => changeOf(name, index, first, state)),
    }),
  };
}

type Spelling = "become" | "otherwise";

const spellings = ({ edit }: Remark): Spelling[] =>
  edit?.otherwise === undefined ? ["become"] : ["become", "otherwise"];

function editOf({ line, edit }: Remark, spelling: Spelling, before: Bytes): [number, Pick<Edit, "become">][] {
  const become = edit?.[spelling];
  if (become === undefined) return [];
  if (edit?.behind === undefined) return [[line, { become }]];
  const above = readText(before).lines[edit.behind - 1]?.text ?? "";
  return [
    [line, { become: [] }],
    [edit.behind, { become: [above, ...become] }],
  ];
}

function changeOf(name: Reader["name"], index: number, before: State, after: State): Change[] {
  const [was = null, then = null] = [before.outcomes[index]?.(), after.outcomes[index]?.()];
  return then === null ? [] : [changeBetween(name, was, then)];
}

/** Returns why a fix is not applied; null if it has the stated effect for every builder that reads the file. */
function objection(remark: Remark, readers: readonly Reader[], before: State, after: State): string | null {
  for (const [index, { name }] of readers.entries()) {
    const [was = null, then = null] = [before.outcomes[index]?.(), after.outcomes[index]?.()];
    const why = then === null ? refusal(was) : then && compare(remark, name, was, then);
    if (why !== null) return `${builderOf(name).title}: ${why}`;
  }
  return null;
}

const refusal = (was: Outcome | null): string | null => (was === null ? null : "the build would be refused");

function compare(remark: Remark, name: Reader["name"], was: Outcome | null, then: Outcome): string | null {
  if (was === null) return null;
  const keeps = remark.edit?.keeps ?? true;
  if (keeps) return isSame(was, then) ? null : "what is sent would change";
  const change = changeBetween(name, was, then);
  const line = lostBy(was, change, then);
  if (line !== null) return `${was.plan.dockerfile?.shown}:${line} names what would be excluded`;
  const narrows = narrowing.has(remark.rule) && !remark.pattern.startsWith("!");
  return narrows && change.in.length > 0 ? "something would be sent that is excluded now" : null;
}

/** Fixes that make an exclusion work: they re-include nothing. */
const narrowing: ReadonlySet<LintRule> = new Set([
  "root-only-pattern",
  "comment-not-at-start",
  "case-differs",
]);
