import { compareWithBaseline, type NamedBaseline } from "./baseline/compare.ts";
import { checkBudgets } from "./budget/check.ts";
import type { BudgetLine } from "./budget/line.ts";
import { toText } from "./bytes.ts";
import type { Source } from "./context/source.ts";
import type { Listener } from "./context/walk.ts";
import { changedFindings } from "./diff/difference.ts";
import { CtxcheckError } from "./errors.ts";
import type { Thorough } from "./findings/lint.ts";
import type { Limits } from "./findings/rule.ts";
import { runRules } from "./findings/run.ts";
import type { RuleSetting } from "./findings/settings.ts";
import type { History } from "./git/history.ts";
import type { Arrivals } from "./image/arrivals.ts";
import { onwardKey } from "./image/onward.ts";
import { countNamed } from "./image/received.ts";
import { findDockerfiles } from "./plan/discover.ts";
import { fromHere } from "./plan/dockerfile.ts";
import type { PlanOptions } from "./plan/options.ts";
import { type BuildPlan, planBuild } from "./plan/plan.ts";
import type { Report, WhatIf } from "./report-model.ts";
import type { AllowList } from "./secrets/allow.ts";
import { findLitter, hardLinks } from "./suggest/litter.ts";
import type { Learned } from "./suggest/suggest.ts";
import { listedFiles } from "./survey/listed-files.ts";
import { measureSubjects } from "./survey/measured.ts";
import { publicSalt, reportScan, type SecretOptions, scanSent } from "./survey/secrets.ts";
import { sentFiles } from "./survey/sent-files.ts";
import { survey } from "./survey/survey.ts";
import type { Stopwatch } from "./timing.ts";

export interface InspectOptions extends PlanOptions {
  /** Walk what is excluded too, to measure it. */
  readonly measureExcluded: boolean;
  readonly limits: Limits;
  readonly budgets?: readonly BudgetLine[];
  /** What is set for rules; the last that is for a finding holds. */
  readonly rules?: readonly RuleSetting[];
  /** What is accepted, and what growth is measured from. */
  readonly baseline?: NamedBaseline | null;
  /** Of fingerprints; that of the baseline where there is none, else a public one. */
  readonly salt?: string;
  /** Secrets that are known and no findings. */
  readonly allow?: AllowList;
  /** Reads what is sent and looks for secrets; left out, or null, names alone are judged. */
  readonly secrets?: SecretOptions | null;
  /** Run `git log` to see which copies change often; nothing is executed otherwise. */
  readonly history?: boolean;
  /** Measure what `ctxcheck lint` tells, too. */
  readonly thorough?: Thorough;
  /** List every file that is sent. */
  readonly files?: boolean;
  /** Told where the time goes. */
  readonly watch?: Stopwatch;
  /** Called now and then during the walk with the count of entries met so far. */
  readonly onProgress?: (entries: number) => void;
}

const lastCommits = 100;

/**
 * The pipeline: which build it is, by which rules; what its builder takes of the tree; what should not be there.
 * Throws CtxcheckError for wrong use and for what the builder would refuse.
 */
export async function inspectBuild(options: InspectOptions): Promise<Report> {
  const report = await inspectOnce(options);
  return triesAnother(options) ? { ...report, whatIf: await againstToday(options, report) } : report;
}

async function inspectOnce(options: InspectOptions): Promise<Report> {
  const { secrets = null, baseline = null, budgets = [], allow = {}, watch } = options;
  const plan = planBuild(options);
  const salt = saltOf(options);
  const history = options.history === true ? await lastChanges(plan) : null;
  const rules = runRules(plan, options.limits, history, options.thorough);
  const files = sentFiles();
  const listed = listedFiles();
  const measured = measureSubjects(
    plan,
    budgets.map(({ subject }) => subject),
  );
  const [litter, links] = [findLitter(), hardLinks()];
  const listening = [
    ...[litter, links],
    ...(secrets === null ? [] : [files]),
    ...(options.files === true ? [listed] : []),
    ...(budgets.length === 0 ? [] : [measured]),
  ];
  watch?.enter("matching");
  const heard = together(watch === undefined ? rules : timed(rules, watch), listening);
  const surveyed = survey(plan, options, heard);
  watch?.leave();
  watch?.enter("secrets");
  const scan = secrets && (await scanSent(plan, files.paths(), secrets, { salt, allow }));
  watch?.leave();
  watch?.enter("findings");
  const { findings, silenced } = rules.findings(scan, options.rules, salt);
  watch?.leave();
  return {
    version: 1,
    ...describe(plan, options),
    dockerfilesElsewhere:
      plan.dockerfile === null && plan.context.source.origin === undefined
        ? await findDockerfiles(plan.context.root)
        : [],
    ...surveyed,
    instructions: withOnward(surveyed.instructions, rules.arrivals),
    named: countNamed(plan),
    ...reportScan(scan),
    history: history && { commits: history.commits.length, problem: history.problem },
    ...compareWithBaseline(findings, baseline),
    silenced,
    steps: await nextSteps(
      {
        measured: { plan, sent: surveyed.sent, hasHardLinks: links.met() },
        litters: litter.result(),
        findings,
      },
      options,
    ),
    files: options.files === true ? listed.result() : null,
    whatIf: null,
    budget: checkBudgets(budgets, measured.result(), baseline?.baseline ?? null),
  };
}

function timed(rules: Listener, watch: Stopwatch): Listener {
  const entry: Listener["entry"] = (walked) => {
    watch.enter("findings");
    rules.entry(walked);
    watch.leave();
  };
  return { ...rules, entry };
}

/** Says of each instruction that copies into a stage on the way what becomes of it. */
function withOnward(rows: Report["instructions"], arrivals: Arrivals | null): Report["instructions"] {
  const onward = arrivals?.onward();
  return rows.map((row) => ({ ...row, onward: onward?.get(onwardKey(row.line, row.stage)) ?? null }));
}

function together(rules: Listener, others: readonly Pick<Listener, "entry">[]): Listener {
  return {
    ...rules,
    entry: (entry) => {
      rules.entry(entry);
      for (const other of others) other.entry(entry);
    },
  };
}

const triesAnother = ({ ignoreFile, added = [] }: PlanOptions) =>
  ignoreFile !== undefined || added.length > 0;

/** What changes against the ignore file that the builder finds today. */
async function againstToday(options: InspectOptions, report: Report): Promise<WhatIf> {
  try {
    const today = await inspectOnce({ ...options, ignoreFile: undefined, added: [], files: false });
    const { files, bytes } = today.sent;
    return { problem: null, today: { files, bytes }, ...changedFindings(today.findings, report.findings) };
  } catch (error) {
    if (!(error instanceof CtxcheckError)) throw error;
    return { problem: error.message, today: { files: 0, bytes: 0 }, gone: [], added: [] };
  }
}

/** Fingerprints of two salts have nothing to do with each other. */
function saltOf({ salt, baseline }: InspectOptions): string {
  const known = baseline?.baseline.salt;
  if (salt === undefined || known === undefined || salt === known) return salt ?? known ?? publicSalt;
  throw new CtxcheckError(
    "baseline",
    `the baseline "${baseline?.file}" was written with another salt than --secret-salt`,
    "write it again with ctxcheck baseline --update, or leave the salt to it",
  );
}

/** Loaded where there is something to shrink. */
async function nextSteps(learned: Omit<Learned, "known">, options: InspectOptions): Promise<Report["steps"]> {
  if (learned.measured.sent.bytes === 0) return [];
  const { shrinkingSteps } = await import("./suggest/steps.ts");
  return shrinkingSteps(learned, options);
}

/** Nothing that can start a program is loaded unasked. */
async function lastChanges({ context }: BuildPlan): Promise<History> {
  const { readHistory } = await import("./git/history.ts");
  return readHistory(context.root, lastCommits, context.source.origin?.commit);
}

function commitOf({ origin }: Source): Report["commit"] {
  if (origin === undefined) return null;
  const { ref, commit, submodules, refused } = origin;
  return { ref, id: commit, submodules, refused: refused.map(toText) };
}

function describe(
  { builder, context, dockerfile, ignoreFile, patterns }: BuildPlan,
  options: InspectOptions,
) {
  return {
    builder: builder.name,
    context: context.shown,
    commit: commitOf(context.source),
    dockerfile: dockerfile?.shown ?? null,
    ignoreFile: ignoreFile?.shown ?? null,
    ignoreFileReason: ignoreFile?.why ?? null,
    patterns: patterns.length,
    target: options.target ?? null,
    fromHere: {
      context: fromHere(context.root, options.cwd, context),
      dockerfile: dockerfile?.fromHere ?? null,
      ignoreFile: ignoreFile?.fromHere ?? null,
    },
  };
}
