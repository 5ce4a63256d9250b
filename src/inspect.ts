import type { History } from "./context/git/history.ts";
import type { Finding } from "./findings/finding.ts";
import { reportFindings } from "./findings/run.ts";
import { checkBudgets } from "./gate/check-budgets.ts";
import { compareWithBaseline, saltOf } from "./gate/compare-baseline.ts";
import { countNamed } from "./image/received.ts";
import type { InspectOptions } from "./inspect-options.ts";
import type { BuildPlan } from "./plan/build-plan.ts";
import { buildSpec, keyOfBuild } from "./plan/build-spec.ts";
import { planBuild } from "./plan/plan.ts";
import type { Report } from "./report-model.ts";
import { describeBuild, dockerfilesElsewhere } from "./survey/describe.ts";
import { withOnward } from "./survey/instructions.ts";
import { reportScan, scanSent } from "./survey/secrets.ts";
import type { Inspected } from "./survey/shared.ts";
import { type Walked, walkOnce } from "./survey/walk-once.ts";
import { during } from "./timing.ts";
import { againstToday, triesAnother } from "./what-if.ts";

/**
 * Reports what a build would send and what should not be there; if another ignore file is tried, compared with what is
 * sent today. Throws CtxcheckError for wrong use and for what the builder would reject.
 */
export async function inspectBuild(options: InspectOptions): Promise<Report> {
  const report = await inspectOnce(options);
  return triesAnother(options)
    ? { ...report, whatIf: await againstToday(options, report, inspectOnce) }
    : report;
}

/** Measured against what is accepted: builds with the same definition differ in nothing else. */
async function inspectOnce(options: InspectOptions): Promise<Report> {
  const { baseline = null, budgets = [], shared, sameAs } = options;
  const salt = saltOf(options.salt, baseline);
  const key =
    shared === undefined
      ? ""
      : `${salt} ${keyOfBuild({ ...buildSpec(options, null, null), definedAt: undefined })}`;
  const before = shared?.inspected.get(key);
  if (before?.onEntry !== undefined) sameAs?.(before.onEntry);
  const inspected = before ?? (await inspectAnew(options, salt));
  const { report, measured } = inspected;
  // That finding names where the build is defined.
  if (report.findings.every(({ rule }) => rule !== "wrong-context")) shared?.inspected.set(key, inspected);
  return {
    ...report,
    ...compareWithBaseline(report.findings, baseline),
    budget: checkBudgets(budgets, measured, baseline?.baseline ?? null),
  };
}

/**
 * The pipeline: which build it is, and by which rules; what its builder includes of the tree; what should not be there.
 */
async function inspectAnew(options: InspectOptions, salt: string): Promise<Inspected> {
  const { secrets = null, allow = {}, watch } = options;
  const planned = planBuild(options);
  const history = options.history === true ? await lastChanges(planned) : null;
  const walked = await during(watch, "matching", () => walkOnce(planned, options, history));
  const { plan, surveyed, collected, rules } = walked;
  const scan =
    secrets &&
    (await during(watch, "secrets", () => scanSent(plan, collected.content, secrets, { salt, allow })));
  const found = await during(watch, "findings", () => rules.findings(scan, options.rules));
  const advice = await during(watch, "findings", () => adviceFor(walked, found.findings, options));
  const report: Report = {
    version: 1,
    ...describeBuild(plan, options),
    dockerfilesElsewhere: dockerfilesElsewhere(plan),
    ...surveyed,
    instructions: withOnward(surveyed.instructions, rules.destinations),
    named: countNamed(plan),
    ...reportScan(scan),
    history: history && { commits: history.commits.length, problem: history.problem },
    ...compareWithBaseline(reportFindings(advice.findings, plan, salt), null),
    silenced: found.silenced,
    steps: advice.steps,
    files: collected.files(),
    whatIf: null,
    budget: null,
  };
  return { report, measured: collected.measured(), onEntry: walked.onEntry };
}

const lastCommits = 100;

/** Code that can start a program is loaded only on request. */
async function lastChanges({ context }: BuildPlan): Promise<History> {
  const { readHistory } = await import("./context/git/history.ts");
  return readHistory(context.root, lastCommits, context.source.origin?.commit);
}

interface ReportedAdvice {
  readonly findings: readonly Finding[];
  readonly steps: Report["steps"];
}

/** Loaded only if there is something to advise: a clean context costs nothing. */
async function adviceFor(
  { plan, measured, junkRows }: Walked,
  findings: readonly Finding[],
  options: InspectOptions,
): Promise<ReportedAdvice> {
  // No line would change what the builder gets.
  if (plan.unfiltered) return { findings, steps: [] };
  if (junkRows.found.length === 0 && findings.every(({ fix }) => fix === undefined))
    return { findings, steps: [] };
  const { reportAdvice } = await import("./advise/report-advice.ts");
  return reportAdvice({ measured: { plan, ...measured }, junkRows, findings }, options);
}
