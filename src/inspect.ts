import { findJunk, hardLinks } from "./advise/junk.ts";
import type { Learned } from "./advise/learned.ts";
import type { KnownBelow } from "./context/below.ts";
import type { History } from "./context/git/history.ts";
import { Marks } from "./context/marks.ts";
import type { Finding } from "./findings/finding.ts";
import { reportFindings, runRules } from "./findings/run.ts";
import { checkBudgets } from "./gate/check-budgets.ts";
import { compareWithBaseline } from "./gate/compare-baseline.ts";
import { saltOf } from "./gate/salt.ts";
import { countNamed } from "./image/received.ts";
import type { InspectOptions } from "./inspect-options.ts";
import type { BuildPlan } from "./plan/build-plan.ts";
import { decideAlike, decidedOf } from "./plan/decide.ts";
import { planBuild } from "./plan/plan.ts";
import type { Report } from "./report-model.ts";
import { collect } from "./survey/collect.ts";
import { describeBuild, dockerfilesElsewhere } from "./survey/describe.ts";
import { countWhole, withOnward } from "./survey/instructions.ts";
import { timed, together } from "./survey/listeners.ts";
import { reportScan, scanSent } from "./survey/secrets.ts";
import { survey } from "./survey/survey.ts";
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
  const { plan, known } = joined(planBuild(options), options);
  const salt = saltOf(options.salt, baseline);
  const history = options.history === true ? await lastChanges(plan) : null;
  const { surveyed, collected, junkRows, hasHardLinks, marks, rules } = await during(watch, "matching", () =>
    walkOnce(plan, known, options, history),
  );
  const scan =
    secrets &&
    (await during(watch, "secrets", () => scanSent(plan, collected.content, secrets, { salt, allow })));
  const found = await during(watch, "findings", () => rules.findings(scan, options.rules));
  const measured = { plan, marks, sent: surveyed.sent, hasHardLinks };
  const learned = { measured, junkRows, findings: found.findings };
  const advice = await during(watch, "findings", () => adviceFor(learned, options));
  const findings = reportFindings(advice.findings, plan, salt);
  return {
    version: 1,
    ...describeBuild(plan, options),
    dockerfilesElsewhere: await dockerfilesElsewhere(plan),
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

type Walked = ReturnType<typeof walkFresh>;

/** Walks of builds that request everything, of which others by the same patterns are sent the same. */
const wholes = new WeakMap<KnownBelow, Walked>();

/** Walks the context, unless another build that is sent the same has done so. */
function walkOnce(
  plan: BuildPlan,
  known: KnownBelow | null,
  options: InspectOptions,
  history: History | null,
): Walked {
  const isAlike = known !== null && isWhole(plan, options);
  const before = isAlike ? wholes.get(known) : undefined;
  if (before !== undefined) return walkedBefore(plan, before, options);
  const walked = walkFresh(plan, known, options, history, isAlike ? { before: null } : null);
  if (isAlike && !walked.hasHardLinks) wholes.set(known, walked);
  return walked;
}

/** It requests everything, and nothing else than the context and its patterns makes a difference for most rules. */
function isWhole({ requested, recipe, builder }: BuildPlan, options: InspectOptions): boolean {
  const { history, files, budgets = [] } = options;
  if (requested === null || requested.patterns !== null || builder.asks !== "requested-paths") return false;
  return (
    requested.request.requested &&
    requested.directories.size === 0 &&
    recipe?.request != null &&
    !(history || files || budgets.length > 0)
  );
}

function walkedBefore(plan: BuildPlan, before: Walked, options: InspectOptions): Walked {
  const { surveyed, marks, decided } = before;
  decideAlike(plan, decided);
  if (before.heard !== undefined) options.alike?.(before.heard);
  const sharing = { before: before.rules.heard() };
  const rules = runRules(plan, options.limits, null, null, options.isAsked, sharing);
  return { ...before, rules, surveyed: { ...surveyed, ...countWhole(plan, marks, surveyed.sent) } };
}

function walkFresh(
  plan: BuildPlan,
  known: KnownBelow | null,
  { limits, thorough, isAsked, ...options }: InspectOptions,
  history: History | null,
  sharing: Parameters<typeof runRules>[5],
) {
  const { secrets = null, files = false, budgets = [], entry: heard, watch } = options;
  const rules = runRules(plan, limits, history, thorough ?? null, isAsked, sharing);
  const collected = collect(plan, { secrets: secrets !== null, files, budgets });
  const [junk, links, marks] = [findJunk(), hardLinks(), new Marks(known?.marks)];
  const others = [...collected.listeners, ...(heard === undefined ? [] : [{ entry: heard }]), junk, links];
  const surveyed = survey(plan, options, together(timed(rules, watch), others), marks, known);
  const walked = { plan, surveyed, collected, junkRows: junk.result(), hasHardLinks: links.met(), marks };
  return { ...walked, rules, heard, decided: decidedOf(plan) };
}

/** What is asked of every file that is let through, sent or not, has to hear of each. */
function joined(plan: BuildPlan, { shared, measureExcluded, thorough, budgets = [] }: InspectOptions) {
  const asksAll =
    measureExcluded || thorough !== undefined || budgets.some(({ subject }) => subject.set === "allowed");
  return shared === undefined || asksAll ? { plan, known: null } : shared.join(plan);
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
async function adviceFor(learned: Omit<Learned, "known">, options: InspectOptions): Promise<ReportedAdvice> {
  const { findings, junkRows } = learned;
  // No line would change what the builder gets.
  if (learned.measured.plan.unfiltered) return { findings, steps: [] };
  if (junkRows.found.length === 0 && findings.every(({ fix }) => fix === undefined))
    return { findings, steps: [] };
  const { reportAdvice } = await import("./advise/report-advice.ts");
  return reportAdvice(learned, options);
}
