import { builders } from "./builders/index.ts";
import type { Bytes } from "./bytes.ts";
import { compareContext } from "./compare/compare.ts";
import { CtxcheckError, type ErrorCode } from "./errors.ts";
import type { Thorough } from "./findings/lint.ts";
import { isLintRule } from "./findings/lint-rules.ts";
import { inspectBuild } from "./inspect.ts";
import { findBroken } from "./lint/repair.ts";
import type { PlanOptions } from "./plan/options.ts";
import { planBuild } from "./plan/plan.ts";
import type { Report, ReportedFinding } from "./report-model.ts";

export interface LintOptions extends PlanOptions {
  readonly onProgress?: (entries: number) => void;
}

/** Builders that people build with; the others are libraries inside of tools, or archived. */
const compared = ["buildkit", "classic", "buildah"] as const;

/** What the builder refuses in one line of an ignore file, so that the others can still be judged. */
const ofLine: readonly ErrorCode[] = ["bad-pattern", "illegal-exclusion"];

/**
 * The report of a build with what there is to say about its ignore file, and no other finding. A line that the builder
 * refuses is a finding here. Throws CtxcheckError for everything else that it refuses, and for wrong use.
 */
export async function lintBuild(options: LintOptions): Promise<Report> {
  try {
    return await lintOnce(options, false);
  } catch (error) {
    if (!(error instanceof CtxcheckError) || !ofLine.includes(error.code)) throw error;
    return lintOnce(options, true);
  }
}

async function lintOnce(options: LintOptions, refused: boolean): Promise<Report> {
  const broken: Thorough["broken"][number][] = [];
  const amend = (content: Bytes) => {
    const found = findBroken(builders[options.builder], content, refused);
    broken.splice(0, broken.length, ...found.remarks);
    return refused ? found.content : content;
  };
  const amended = { ...options, amend };
  const report = await inspectBuild({
    ...amended,
    measureExcluded: false,
    limits: { largeFile: Number.POSITIVE_INFINITY, largeDirectory: Number.POSITIVE_INFINITY },
    budget: { maxBytes: null, maxFiles: null, maxFileSize: null },
    thorough: { broken, compare: () => compareReaders(amended) },
  });
  return { ...report, findings: report.findings.filter(({ rule }) => isLintRule(rule)).sort(byPlace) };
}

/** Those that read the same file. */
function compareReaders(options: PlanOptions) {
  const place = (name: PlanOptions["builder"]) => {
    try {
      return planBuild({ ...options, builder: name }).ignoreFile?.path ?? null;
    } catch (error) {
      if (error instanceof CtxcheckError) return null;
      throw error;
    }
  };
  const own = place(options.builder);
  const others = compared.filter((name) => name !== options.builder && place(name) === own);
  return compareContext(options, [options.builder, ...others]);
}

const byPlace = (a: ReportedFinding, b: ReportedFinding): number =>
  (a.line ?? 0) - (b.line ?? 0) || (a.column ?? 0) - (b.column ?? 0);
