import { withoutHarmfulLines } from "./advise/portable-lines.ts";
import { append } from "./append.ts";
import { builderOf } from "./builders/index.ts";
import type { Bytes } from "./bytes.ts";
import { CtxcheckError, type ErrorCode, unlessReported } from "./errors.ts";
import { compareContext } from "./explain/compare.ts";
import type { RuleId } from "./findings/finding.ts";
import { lint, lintText } from "./findings/lint/lint.ts";
import { isLintRule } from "./findings/lint/lint-rules.ts";
import type { Remark } from "./findings/lint/remark.ts";
import { findBroken } from "./findings/lint/repair.ts";
import { inspectBuild } from "./inspect.ts";
import type { OnProgress } from "./model.ts";
import type { BuildPlan } from "./plan/build-plan.ts";
import { applyRules } from "./plan/decide.ts";
import type { PlanOptions } from "./plan/options.ts";
import { openRules, planBuild } from "./plan/plan.ts";
import type { Report, ReportedFinding } from "./report-model.ts";

export interface LintOptions extends PlanOptions {
  /** False: builders are not compared, which would take a decision for each of them. */
  readonly compares?: boolean;
  readonly onProgress?: OnProgress;
}

/** Builders that people build with; the others are libraries inside tools, or archived. */
const compared = ["buildkit", "classic", "buildah"] as const;

/** Errors about one line of an ignore file, so that the other lines can still be checked. */
const ofLine: readonly ErrorCode[] = ["bad-pattern", "illegal-exclusion"];

/**
 * Returns the report of a build with the findings about its ignore file and no others. A line that the builder rejects
 * is a finding here. Throws CtxcheckError for everything else that it rejects, and for wrong use.
 */
export async function lintBuild(options: LintOptions): Promise<Report> {
  const report = await reportWithLint(options, isLintRule);
  return { ...report, findings: report.findings.filter(({ rule }) => isLintRule(rule)).sort(byPlace) };
}

/** The same with all other findings of the build that names and copies yield. */
export async function reportWithLint(
  options: LintOptions,
  isEnabled: (rule: RuleId) => boolean = () => true,
): Promise<Report> {
  try {
    return await reportOnce(options, isEnabled, false);
  } catch (error) {
    if (!(error instanceof CtxcheckError) || !ofLine.includes(error.code)) throw error;
    return reportOnce(options, isEnabled, true);
  }
}

export interface Linted {
  readonly plan: BuildPlan;
  /** The ignore file as it is. */
  readonly content: Bytes;
  /** By line. */
  readonly remarks: readonly Remark[];
}

/** Returns the remarks on the lines of the ignore file, with their fixes as bytes. Throws like `lintBuild`. */
export const lintRemarks = (options: PlanOptions): Linted => despiteBroken(options, remarksOnce);

/** Returns the remarks on its text alone, whatever is in the tree. Throws like `lintBuild`. */
export const lintTextOf = (options: PlanOptions): Linted => despiteBroken(options, textOnce);

function despiteBroken<T>(options: PlanOptions, ask: (options: PlanOptions, refused: boolean) => T): T {
  try {
    return ask(options, false);
  } catch (error) {
    if (!(error instanceof CtxcheckError) || !ofLine.includes(error.code)) throw error;
    return ask(options, true);
  }
}

function textOnce(options: PlanOptions, refused: boolean): Linted {
  const { amended, thorough, original } = amend(options, refused);
  const plan = planBuild(amended);
  // Some builders reject a pattern only when they first match it.
  openRules(plan).decide("x", "file");
  return { plan, content: original(), remarks: [...thorough.broken, ...lintText(plan)] };
}

function remarksOnce(options: PlanOptions, refused: boolean): Linted {
  const { amended, thorough, original } = amend(options, refused);
  const plan = planBuild(amended);
  const linting = lint(plan, thorough);
  applyRules(plan, {}, linting);
  const remarks = [...linting.all()].sort((a, b) => a.line - b.line || a.column - b.column);
  return { plan, content: original(), remarks };
}

/** Plans the build without the lines that its builder rejects, if it does. */
function amend(options: LintOptions, refused: boolean) {
  const broken: Remark[] = [];
  let original: Bytes = "";
  const amended: PlanOptions = {
    ...options,
    amend: (content) => {
      original = content;
      const found = findBroken(builderOf(options.builder), content, refused);
      broken.length = 0;
      append(broken, found.remarks);
      return refused ? found.content : content;
    },
  };
  return {
    amended,
    original: () => original,
    thorough: { broken, compare: () => compareReaders(amended, options.compares) },
  };
}

async function reportOnce(
  options: LintOptions,
  isEnabled: (rule: RuleId) => boolean,
  refused: boolean,
): Promise<Report> {
  const { amended, thorough } = amend(options, refused);
  const { onProgress } = options;
  return inspectBuild({
    ...amended,
    ...(onProgress === undefined ? {} : { onProgress }),
    measureExcluded: false,
    limits: { largeFile: Number.POSITIVE_INFINITY, largeDirectory: Number.POSITIVE_INFINITY },
    thorough,
    isEnabled,
  });
}

/** Compares the builders that read the same file. */
function compareReaders(options: PlanOptions, compares = true) {
  const place = (name: PlanOptions["builder"]) =>
    unlessReported(() => planBuild({ ...options, builder: name }).ignoreFile?.path ?? null);
  const own = place(options.builder);
  const others = (compares ? compared : []).filter((name) => name !== options.builder && place(name) === own);
  return withoutHarmfulLines(compareContext(options, [options.builder, ...others]));
}

const byPlace = (a: ReportedFinding, b: ReportedFinding): number =>
  (a.line ?? 0) - (b.line ?? 0) || (a.column ?? 0) - (b.column ?? 0);
