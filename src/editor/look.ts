import { builderOf } from "../builders/index.ts";
import { fromText, toText } from "../bytes.ts";
import { CtxcheckError, type ErrorCode, unlessRefused } from "../errors.ts";
import { findBroken } from "../findings/lint/repair.ts";
import { reportWithLint } from "../lint-build.ts";
import type { BuildPlan } from "../plan/build-plan.ts";
import type { PlanOptions } from "../plan/options.ts";
import { planBuild } from "../plan/plan.ts";
import type { Report, ReportedFinding } from "../report-model.ts";
import { type LineFacts, lineFacts } from "./facts.ts";

/** What is found about a build. */
export interface Checked {
  readonly plan: BuildPlan;
  readonly report: Pick<Report, "findings">;
}

/** What an editor shows of one build. */
export interface Look extends Checked {
  readonly report: Report;
  readonly facts: ReadonlyMap<number, LineFacts>;
}

/** Why nothing can be shown: the builder refuses the build. */
export interface Refused {
  readonly code: ErrorCode;
  readonly message: string;
  readonly hint: string | undefined;
  /** The line of the Dockerfile, if one is to blame. */
  readonly line: number | null;
}

export const isRefused = (look: Checked | Refused): look is Refused => "message" in look;

export const refusedBy = ({ code, message, hint, about }: CtxcheckError): Refused => ({
  code,
  message,
  hint,
  line: about.line ?? null,
});

/** `compares`: compare other builders, too; it takes several times as long. */
export async function lookAt(options: PlanOptions, compares: boolean): Promise<Look | Refused> {
  try {
    const report = await reportWithLint({ ...options, compares });
    const plan = unlessRefused(() => planBuild(options)) ?? planBuild(withoutBroken(options));
    return { plan, report, facts: lineFacts(plan) };
  } catch (error) {
    if (error instanceof CtxcheckError) return refusedBy(error);
    throw error;
  }
}

/** Drops the lines that the builder refuses, so that the others can still be shown. */
const withoutBroken = (options: PlanOptions): PlanOptions => ({
  ...options,
  amend: (content) => findBroken(builderOf(options.builder), content, true).content,
});

/** Returns which of the two files of a build a document is; null if the build does not read it. */
export function roleOf(
  path: string,
  { ignoreFile, dockerfile }: BuildPlan,
): "ignore-file" | "dockerfile" | null {
  const bytes = fromText(path);
  if (ignoreFile !== null && (ignoreFile.place === bytes || ignoreFile.path === bytes)) return "ignore-file";
  return dockerfile?.directory !== null && `${dockerfile?.directory}/${dockerfile?.name}` === bytes
    ? "dockerfile"
    : null;
}

/** Returns the findings at lines of the document. */
export function findingsIn(path: string, { plan, report }: Checked): ReportedFinding[] {
  const role = roleOf(path, plan);
  const shown = role === "ignore-file" ? plan.ignoreFile?.shown : plan.dockerfile?.shown;
  return role === null
    ? []
    : report.findings.filter((finding) => finding.line !== null && finding.path === shown);
}

/** Returns the other file of the build: the Dockerfile for the ignore file, and the reverse. */
export function counterpart(path: string, { plan }: Look): string | null {
  const role = roleOf(path, plan);
  if (role === "dockerfile") return plan.ignoreFile === null ? null : toText(plan.ignoreFile.place);
  const directory = plan.dockerfile?.directory ?? null;
  return role === null || directory === null
    ? null
    : `${toText(directory)}/${toText(plan.dockerfile?.name ?? "")}`;
}
