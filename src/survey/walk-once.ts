import type { History } from "../context/git/history.ts";
import { Marks } from "../context/marks.ts";
import type { Listener } from "../context/walk.ts";
import type { RuleId } from "../findings/finding.ts";
import type { Thorough } from "../findings/lint/lint.ts";
import type { Limits } from "../findings/rule.ts";
import { runRules } from "../findings/run.ts";
import type { BudgetLine } from "../gate/budget-line.ts";
import type { Measured } from "../gate/check-budgets.ts";
import type { WalkedEntry } from "../model.ts";
import type { BuildPlan } from "../plan/build-plan.ts";
import { decidedOf, decideSame } from "../plan/decide.ts";
import type { ReportedFile } from "../report-model.ts";
import type { Stopwatch } from "../timing.ts";
import type { Passing } from "./below.ts";
import { countAgain } from "./instructions.ts";
import { findJunk, hardLinks } from "./junk.ts";
import { listedFiles } from "./listed-files.ts";
import { measureSubjects } from "./measured.ts";
import type { SecretOptions } from "./secrets.ts";
import { type SentContent, sentFiles } from "./sent-files.ts";
import type { Group, Shared } from "./shared.ts";
import { type SurveyOptions, survey } from "./survey.ts";

/** What a walk has to find out. */
export interface WalkOptions extends SurveyOptions {
  readonly limits: Limits;
  readonly budgets?: readonly BudgetLine[];
  /** Reads what is sent and searches it for secrets; if omitted or null, only names are checked. */
  readonly secrets?: SecretOptions | null;
  /** Also measure what `ctxcheck lint` reports. */
  readonly thorough?: Thorough;
  /** List every file that is sent. */
  readonly files?: boolean;
  /** The rules to apply; all by default. */
  readonly isEnabled?: (rule: RuleId) => boolean;
  /**
   * Results of other builds over the same tree: a directory that none of this build's instructions copies is not walked
   * again.
   */
  readonly shared?: Shared;
  /**
   * Receives every entry of the context as the builder decides it; of all builds that share, an allowed entry at least
   * once.
   */
  readonly entry?: (entry: WalkedEntry) => void;
  /** For builds that share: called instead of `entry` if an earlier one already had the entries. */
  readonly sameAs?: (earlier: (entry: WalkedEntry) => void) => void;
}

export type Walked = ReturnType<typeof walk>;

/** Walks that other builds of a group can reuse, keyed by what is sent. */
const kept = new WeakMap<Group, Map<string, Walked>>();

/** Walks the context of a build, unless that was done for another build that is sent the same. Throws like `decide`. */
export function walkOnce(planned: BuildPlan, options: WalkOptions, history: History | null): Walked {
  const group = needsEveryFile(options) ? null : (options.shared?.groupOf(planned) ?? null);
  if (group === null) return walk(planned, options, history);
  const plan = { ...planned, patterns: group.patterns };
  const key = history === null ? keyOfSent(plan, options) : null;
  if (key === null) return walk(plan, options, history, group);
  const walks = kept.get(group) ?? new Map<string, Walked>();
  kept.set(group, walks);
  const before = walks.get(key);
  const walked =
    before === undefined
      ? walk(plan, options, null, group, { before: null })
      : walkedBefore(plan, before, options);
  if (before === undefined) walks.set(key, walked);
  return walked;
}

/** Rules about every allowed file, sent or not, have to be passed each. */
const needsEveryFile = ({ measureExcluded, thorough, budgets = [] }: WalkOptions): boolean =>
  measureExcluded || thorough !== undefined || budgets.some(({ subject }) => subject.set === "allowed");

/** Returns a key of what is sent; null if something else matters to most rules. */
function keyOfSent({ requested, recipe, builder }: BuildPlan, { budgets = [] }: WalkOptions): string | null {
  if (builder.sends !== "requested-paths" || requested === null || recipe?.request == null) return null;
  const isOfInstruction = ({ subject: { kind } }: BudgetLine) => kind === "stage" || kind === "instruction";
  if (!requested.request.requested || requested.directories.size > 0 || budgets.some(isOfInstruction))
    return null;
  return requested.patterns === null
    ? "/"
    : JSON.stringify(requested.patterns.map(({ source }) => source.raw));
}

function walkedBefore(plan: BuildPlan, before: Walked, { limits, isEnabled, sameAs }: WalkOptions): Walked {
  const { surveyed, decided, onEntry } = before;
  decideSame(plan, decided);
  if (onEntry !== undefined) sameAs?.(onEntry);
  const rules = runRules(plan, limits, null, null, isEnabled, { before: before.rules.recorded() });
  return { ...before, plan, rules, surveyed: { ...surveyed, ...countAgain(plan, decided.marks, surveyed) } };
}

function walk(
  plan: BuildPlan,
  { limits, thorough, isEnabled, ...options }: WalkOptions,
  history: History | null,
  group: Group | null = null,
  sharing: Parameters<typeof runRules>[5] = null,
) {
  const { secrets = null, files = false, budgets = [], entry: onEntry, watch } = options;
  const known = group?.known ?? null;
  const rules = runRules(plan, limits, history, thorough ?? null, isEnabled, sharing);
  const collected = collect(plan, { secrets: secrets !== null, files, budgets });
  const [junk, links, marks] = [findJunk(), hardLinks(), new Marks(known?.marks)];
  const others = [
    ...collected.listeners,
    ...(onEntry === undefined ? [] : [{ entry: onEntry }]),
    junk,
    links,
  ];
  const surveyed = survey(plan, options, together(timed(rules, watch), others), marks, known);
  const measured = { marks, sent: surveyed.sent, hasHardLinks: links.met() };
  return {
    plan,
    rules,
    collected,
    surveyed,
    measured,
    junkRows: junk.result(),
    onEntry,
    decided: decidedOf(plan),
  };
}

/** What a report keeps of the walk besides its totals and findings. */
interface Collected {
  /** Called for every entry; only what was requested is recorded. */
  readonly listeners: readonly Pick<Listener, "entry">[];
  /** Files whose content is sent, each once. */
  readonly content: SentContent;
  /** Null if no list is wanted. */
  files(): ReportedFile[] | null;
  /** By budget subject. */
  measured(): Map<string, Measured>;
}

/** Collects what is wanted: content for the secret search, a list of the files, figures for budgets. */
function collect(
  plan: BuildPlan,
  wanted: { readonly secrets: boolean; readonly files: boolean; readonly budgets: readonly BudgetLine[] },
): Collected {
  const content = sentFiles();
  const listed = listedFiles();
  const measured = measureSubjects(
    plan,
    wanted.budgets.map(({ subject }) => subject),
  );
  return {
    listeners: [
      ...(wanted.secrets ? [content] : []),
      ...(wanted.files ? [listed] : []),
      ...(wanted.budgets.length > 0 ? [measured] : []),
    ],
    content,
    files: () => (wanted.files ? listed.result() : null),
    measured: measured.result,
  };
}

type WalkListener = Listener & Passing;

/** Combines listeners: the first receives everything, the others only entries. */
function together(first: WalkListener, others: readonly Pick<Listener, "entry">[]): WalkListener {
  return {
    ...first,
    entry: (entry, id) => {
      first.entry(entry, id);
      for (const other of others) other.entry(entry, id);
    },
  };
}

/** Counts the time that the rules spend on an entry as findings. */
function timed(rules: WalkListener, watch: Stopwatch | undefined): WalkListener {
  if (watch === undefined) return rules;
  const entry: Listener["entry"] = (walked, id) => {
    watch.enter("findings");
    rules.entry(walked, id);
    watch.leave();
  };
  return { ...rules, entry };
}
