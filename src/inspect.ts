import type { History } from "./context/git/history.ts";
import type { Finding } from "./findings/finding.ts";
import { reportFindings } from "./findings/run.ts";
import { checkBudgets } from "./gate/check-budgets.ts";
import { compareWithBaseline } from "./gate/compare-baseline.ts";
import { saltOf } from "./gate/salt.ts";
import { countNamed } from "./image/received.ts";
import type { InspectOptions } from "./inspect-options.ts";
import type { BuildPlan } from "./plan/build-plan.ts";
import { planBuild } from "./plan/plan.ts";
import type { Report } from "./report-model.ts";
import { describeBuild, dockerfilesElsewhere } from "./survey/describe.ts";
import { withOnward } from "./survey/instructions.ts";
import { reportScan, scanSent } from "./survey/secrets.ts";
import { type Walked, walkOnce } from "./survey/walk-once.ts";
import { during } from "./timing.ts";
import { againstToday, triesAnother } from "./what-if.ts";

/**
 * What a build would send, and what should not be there; beside what it sends today where another ignore file is tried.
 * Throws CtxcheckError for wrong use and for what the builder would refuse.
 */
export async function inspectBuild(options: InspectOptions): Promise<Report> {
  const report = await inspectOnce(options);
  return triesAnother(options)
    ? { ...report, whatIf: await againstToday(options, report, inspectOnce) }
    : report;
}

/** The pipeline: which build it is, by which rules; what its builder takes of the tree; what should not be there. */
async function inspectOnce(options: InspectOptions): Promise<Report> {
  const { secrets = null, baseline = null, budgets = [], allow = {}, watch } = options;
  const asked = planBuild(options);
  const salt = saltOf(options.salt, baseline);
  const history = options.history === true ? await lastChanges(asked) : null;
  const walked = await during(watch, "matching", () => walkOnce(asked, options, history));
  const { plan, surveyed, collected, rules } = walked;
  const scan =
    secrets &&
    (await during(watch, "secrets", () => scanSent(plan, collected.content, secrets, { salt, allow })));
  const found = await during(watch, "findings", () => rules.findings(scan, options.rules));
  const advice = await during(watch, "findings", () => adviceFor(walked, found.findings, options));
  const findings = reportFindings(advice.findings, plan, salt);
  return {
    version: 1,
    ...describeBuild(plan, options),
    dockerfilesElsewhere: dockerfilesElsewhere(plan),
    ...surveyed,
    instructions: withOnward(surveyed.instructions, rules.destinations),
    named: countNamed(plan),
    ...reportScan(scan),
    history: history && { commits: history.commits.length, problem: history.problem },
    ...compareWithBaseline(findings, baseline),
    silenced: found.silenced,
    steps: advice.steps,
    files: collected.files(),
    whatIf: null,
    budget: checkBudgets(budgets, collected.measured(), baseline?.baseline ?? null),
  };
}

const lastCommits = 100;

/** Nothing that can start a program is loaded unasked. */
async function lastChanges({ context }: BuildPlan): Promise<History> {
  const { readHistory } = await import("./context/git/history.ts");
  return readHistory(context.root, lastCommits, context.source.origin?.commit);
}

interface ReportedAdvice {
  readonly findings: readonly Finding[];
  readonly steps: Report["steps"];
}

/** Loaded where there is something to say: a clean context costs nothing. */
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
