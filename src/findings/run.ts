import { append } from "../append.ts";
import { type Bytes, toText } from "../bytes.ts";
import type { History } from "../context/git/history.ts";
import { isFailure } from "../context/source.ts";
import type { Listener } from "../context/walk.ts";
import { type Destinations, destinationsOf } from "../image/destinations.ts";
import { bySeverity, type WalkedEntry } from "../model.ts";
import type { BuildPlan } from "../plan/build-plan.ts";
import { replacedPatterns } from "../plan/replaced.ts";
import type { ReportedFinding } from "../report-model.ts";
import type { Passing } from "../survey/below.ts";
import { publicSalt, type SecretScan } from "../survey/secrets.ts";
import { failsBuild } from "./fails-build.ts";
import type { Finding, RuleId } from "./finding.ts";
import { type Linting, lint, type Thorough } from "./lint/lint.ts";
import type { Edit } from "./lint/remark.ts";
import { message } from "./message.ts";
import { fingerprintOf, withReach } from "./reach.ts";
import type { Limits, RuleRun } from "./rule.ts";
import { rules } from "./rules.ts";
import { applySettings, type RuleSetting, type SetFindings } from "./settings.ts";
import { commandOf } from "./wrong-context.ts";

/** A finding, with the positions of the entry where it was found and of the rule. */
interface Reported {
  readonly place: number;
  readonly at: number;
  readonly finding: Finding;
}

const inTurn = (a: Reported, b: Reported): number => a.place - b.place || a.at - b.at;

/** What rules received during a walk: another build that is sent the same needs no walk. */
export interface RecordedRun {
  /** Rules that do not look at the Dockerfile and received entries, by position among the rules that run. */
  readonly runs: readonly (RuleRun | null)[];
  readonly listed: readonly Reported[];
  readonly linted: Linting;
  /** Entries that the other rules have to receive again, with their position. */
  readonly again: readonly { readonly place: number; readonly entry: WalkedEntry }[];
}

/** Combines all rules into one listener of a walk; with `before`, there is no walk. */
export function runRules(
  plan: BuildPlan,
  limits: Limits,
  history: History | null = null,
  thorough: Thorough | null = null,
  isEnabled: (rule: RuleId) => boolean = () => true,
  sharing: { readonly before: RecordedRun | null } | null = null,
): Listener &
  Passing & {
    /** Called after the walk, for other builds that are sent the same. */
    recorded(): RecordedRun;
    /** Called after the walk and, if there is one, the scan of what is sent. */
    findings(scan: SecretScan | null, settings?: readonly RuleSetting[]): SetFindings;
    /** Available after the walk. */
    readonly destinations: Destinations | null;
  } {
  const before = sharing?.before ?? null;
  const { source, root } = plan.context;
  const exists = (path: Bytes) => !isFailure(source.stats(`${root}/${path}`));
  const enabled = rules.filter(({ id }) => isEnabled(id));
  // Computing where files land costs as much as the walk; only the rules about copies need it.
  const destinations = isEnabled("build-fails") ? destinationsOf(plan) : null;
  const replaced = replacedPatterns(plan);
  const linted = lint(plan, thorough, before?.linted);
  const { remarks } = linted;
  const keeps = sharing !== null && before === null;
  const context = {
    plan,
    limits,
    exists,
    replaced,
    destinations,
    history,
    remarks,
    thorough: thorough !== null,
  };
  const runs = enabled.map(
    (rule, at): RuleRun =>
      (rule.looksAtDockerfile !== undefined ? null : before?.runs[at]) ?? rule.start(context),
  );
  const listening = runs.flatMap(({ entry }, at) =>
    entry === undefined || entry === before?.runs[at]?.entry ? [] : [{ at, entry }],
  );
  const listed: Reported[] = [];
  const again: { readonly place: number; readonly entry: WalkedEntry }[] = [];
  let place = 0;
  /** Also a directory that holds one, for what counts by directory. */
  const isReplayed = (entry: WalkedEntry) =>
    again.at(-1)?.entry.path.startsWith(`${entry.path}/`) === true ||
    linted.quick?.concerns(entry) === true ||
    enabled.some(({ looksAtDockerfile }) => looksAtDockerfile?.(entry));
  const visit = (entry: WalkedEntry) => {
    place++;
    linted.entry(entry);
    if (keeps && isReplayed(entry)) again.push({ place, entry });
    for (const { at, entry: listen } of listening) {
      const found = listen(entry);
      if (found.length > 0) for (const finding of found) listed.push({ place, at, finding });
    }
  };
  for (const { place: met, entry } of before?.again ?? []) {
    place = met - 1;
    visit(entry);
  }
  return {
    recorded: () => ({
      runs: runs.map((run, at) =>
        enabled[at]?.looksAtDockerfile !== undefined || run.entry === undefined ? null : run,
      ),
      listed: listed.filter(({ at }) => enabled[at]?.looksAtDockerfile === undefined),
      again,
      linted,
    }),
    entry: visit,
    passes: ({ notable }) => {
      for (const entry of notable) visit(entry);
    },
    problem: (problem) => {
      linted.problem(problem);
      for (const [at, run] of runs.entries())
        for (const finding of run.problem?.(problem) ?? []) listed.push({ place, at, finding });
    },
    destinations,
    findings: (scan, settings = []) => {
      const found = [...(before?.listed ?? []), ...listed].sort(inTurn).map(({ finding }) => finding);
      for (const run of runs) append(found, run.scanned?.(scan) ?? []);
      for (const run of runs) append(found, run.end?.() ?? []);
      const { findings, silenced } = applySettings(
        withReach(found, plan.builder.engine === undefined ? null : destinations),
        settings,
      );
      return { findings: plan.unfiltered ? withoutLines(findings) : findings, silenced };
    },
  };
}

/** Returns the findings as a report has them, worst first. */
export function reportFindings(
  findings: readonly Finding[],
  { dockerfile }: Pick<BuildPlan, "dockerfile">,
  salt: string = publicSalt,
): ReportedFinding[] {
  return [...findings].sort(worstFirst).map((finding) => reported(finding, salt, dockerfile?.shown));
}
/** No line of an ignore file would help. */
const withoutLines = (findings: readonly Finding[]): readonly Finding[] =>
  findings.map(({ fix: _, ...rest }) => rest);

function worstFirst(a: Finding, b: Finding): number {
  return bySeverity(a, b) || (b.bytes ?? 0) - (a.bytes ?? 0);
}

function reported(finding: Finding, salt: string, dockerfile?: string): ReportedFinding {
  return {
    rule: finding.rule,
    severity: finding.severity,
    accepted: false,
    fingerprint: fingerprintOf(finding, salt),
    path: finding.path === null ? null : toText(finding.path),
    line: finding.line ?? null,
    message: message(finding, dockerfile),
    failsBuild: failsBuild(finding),
    command: finding.rule === "wrong-context" ? commandOf(finding) : null,
    fix: finding.fix === undefined ? null : toText(finding.fix),
    stays: staysOf(finding),
    alsoRemoves: (finding.alsoRemoves ?? []).map(toText),
    bytes: finding.bytes ?? null,
    reach: finding.reach?.seenBy ? "maybe-image" : (finding.reach?.where ?? null),
    reachLine: finding.reach?.seenBy?.line ?? finding.reach?.line ?? null,
    ...secretOf(finding),
    column: "column" in finding ? finding.column : null,
    edit: "edit" in finding && finding.edit !== undefined ? editOf(finding.edit) : null,
  };
}

const staysOf = ({ stays, neededBy }: Finding): string | null =>
  stays ?? (neededBy === undefined ? null : `${neededBy} needs it`);

const editOf = ({ become, behind, keeps, asked }: Edit): ReportedFinding["edit"] => ({
  become: become.map(toText),
  behind: behind ?? null,
  keeps,
  asked,
});

/** Returns what a report may contain of a secret: never its value. */
function secretOf(finding: Finding): Pick<ReportedFinding, "detail" | "secret"> {
  if (finding.rule !== "secret-content") {
    return { detail: "source" in finding ? toText(finding.source) : null, secret: null };
  }
  const { kind, family, what, masked, confidence, fingerprint, why, variable } = finding;
  const name = variable === null ? null : toText(variable);
  return {
    detail: kind,
    secret: { family, what, name, masked: toText(masked), confidence, why, fingerprint },
  };
}
