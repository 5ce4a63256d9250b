import { append } from "../append.ts";
import { type Bytes, toText } from "../bytes.ts";
import type { History } from "../context/git/history.ts";
import { isFailure } from "../context/source.ts";
import type { Listener } from "../context/walk.ts";
import { type Destinations, destinationsOf } from "../image/destinations.ts";
import type { Severity, WalkedEntry } from "../model.ts";
import type { BuildPlan } from "../plan/build-plan.ts";
import { replacedPatterns } from "../plan/replaced.ts";
import type { ReportedFinding } from "../report-model.ts";
import { publicSalt, type SecretScan } from "../survey/secrets.ts";
import { failsBuild } from "./fails-build.ts";
import type { Finding, RuleId } from "./finding.ts";
import { fingerprintOf } from "./identity.ts";
import { lint, type Thorough } from "./lint/lint.ts";
import type { Edit } from "./lint/remark.ts";
import { message } from "./message.ts";
import { withReach } from "./reach.ts";
import type { Limits } from "./rule.ts";
import { rules } from "./rules.ts";
import { applySettings, type RuleSetting, type SetFindings } from "./settings.ts";
import { commandOf } from "./wrong-context.ts";

/** All rules as one listener of a walk. */
export function runRules(
  plan: BuildPlan,
  limits: Limits,
  history: History | null = null,
  thorough: Thorough | null = null,
  isAsked: (rule: RuleId) => boolean = () => true,
): Listener & {
  /** After the walk and, where there is one, the scan of what is sent. */
  findings(scan: SecretScan | null, settings?: readonly RuleSetting[]): SetFindings;
  /** After the walk. */
  readonly destinations: Destinations | null;
} {
  const { source, root } = plan.context;
  const exists = (path: Bytes) => !isFailure(source.stats(`${root}/${path}`));
  const asked = rules.filter(({ id }) => isAsked(id));
  // Where files land costs as much as the walk; without the rules about copies nobody wants to know.
  const destinations = isAsked("build-fails") ? destinationsOf(plan) : null;
  const replaced = replacedPatterns(plan);
  const linted = lint(plan, thorough);
  const { remarks } = linted;
  const runs = asked.map((rule) =>
    rule.start({
      plan,
      limits,
      exists,
      replaced,
      destinations,
      history,
      remarks,
      thorough: thorough !== null,
    }),
  );
  const listening = runs.flatMap(({ entry }) => (entry === undefined ? [] : [entry]));
  const found: Finding[] = [];
  const hear = (entry: WalkedEntry) => {
    linted.entry(entry);
    for (const listen of listening) for (const finding of listen(entry)) found.push(finding);
  };
  return {
    entry: hear,
    passes: ({ notable }) => {
      for (const entry of notable) hear(entry);
    },
    problem: (problem) => {
      linted.problem(problem);
      for (const run of runs) if (run.problem !== undefined) append(found, run.problem(problem));
    },
    destinations,
    findings: (scan, settings = []) => {
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

/** The findings as a report has them, worst first. */
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

const weights: Readonly<Record<Severity, number>> = { error: 0, warning: 1, info: 2 };

function worstFirst(a: Finding, b: Finding): number {
  return weights[a.severity] - weights[b.severity] || (b.bytes ?? 0) - (a.bytes ?? 0);
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

/** Only what a report may hold of a secret: never its value. */
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
