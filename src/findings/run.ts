import { type Bytes, toText } from "../bytes.ts";
import { isFailure, readStats } from "../context/read.ts";
import type { Listener } from "../context/walk.ts";
import type { Severity } from "../model.ts";
import type { BuildPlan } from "../plan/plan.ts";
import type { ReportedFinding } from "../report-model.ts";
import type { Finding } from "./finding.ts";
import { message } from "./message.ts";
import type { Limits } from "./rule.ts";
import { rules } from "./rules.ts";

/** All rules as one listener of a walk. */
export function runRules(plan: BuildPlan, limits: Limits): Listener & { findings(): ReportedFinding[] } {
  const exists = (path: Bytes) => !isFailure(readStats(`${plan.context.root}/${path}`));
  const runs = rules.map((rule) => rule.start({ plan, limits, exists }));
  const found: Finding[] = [];
  return {
    entry: (entry) => {
      for (const run of runs) if (run.entry !== undefined) found.push(...run.entry(entry));
    },
    problem: (problem) => {
      for (const run of runs) if (run.problem !== undefined) found.push(...run.problem(problem));
    },
    findings: () => {
      for (const run of runs) found.push(...(run.end?.() ?? []));
      return found.sort(worstFirst).map(reported);
    },
  };
}

const weights: Readonly<Record<Severity, number>> = { error: 0, warning: 1, info: 2 };

function worstFirst(a: Finding, b: Finding): number {
  return weights[a.severity] - weights[b.severity] || (b.bytes ?? 0) - (a.bytes ?? 0);
}

function reported(finding: Finding): ReportedFinding {
  return {
    rule: finding.rule,
    severity: finding.severity,
    path: finding.path === null ? null : toText(finding.path),
    line: finding.line ?? null,
    message: message(finding),
    fix: finding.fix === undefined ? null : toText(finding.fix),
    bytes: finding.bytes ?? null,
  };
}
