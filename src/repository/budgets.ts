import type { Baseline } from "../gate/baseline.ts";
import type { Budget } from "../gate/budget.ts";
import { type BudgetLine, subjectKey } from "../gate/budget-line.ts";
import { checkBudgets, type Measured } from "../gate/check-budgets.ts";
import type { Report } from "../report-model.ts";
import type { BuildReport, RepositoryReport } from "./model.ts";

/** Whether a budget limits one build by name, or all builds together; any other holds for each build. */
export const isOfRepository = ({ subject }: BudgetLine): boolean =>
  subject.kind === "build" || subject.kind === "builds";

/** Null if no budget limits the repository. */
export function checkRepository(
  lines: readonly BudgetLine[],
  report: Pick<RepositoryReport, "builds" | "union" | "sent">,
  baseline: Baseline | null,
): Budget | null {
  return checkBudgets(lines, measuredOf(report), baseline);
}

/** Builds of the same name share one limit: the larger one counts. */
export function measuredOf({
  builds,
  union,
  sent,
}: Pick<RepositoryReport, "builds" | "union" | "sent">): Map<string, Measured> {
  const found = new Map<string, Measured>();
  for (const { name, report } of builds) {
    if (report === null) continue;
    const key = subjectKey({ kind: "build", name, set: "sent" });
    const known = found.get(key);
    if (known === undefined || known.bytes < report.sent.bytes) found.set(key, measured(report));
  }
  const whole = { largest: largestOf(builds), isThere: true };
  found.set(subjectKey({ kind: "builds", name: "sent", set: "sent" }), { ...sent, ...whole });
  found.set(subjectKey({ kind: "builds", name: "union", set: "sent" }), { ...union, ...whole });
  return found;
}

const measured = ({ sent: { files, bytes }, largest }: Report): Measured => ({
  files,
  bytes,
  largest,
  isThere: true,
});

const most = 10;

/** Returns the largest files, each once, by path from the directory. */
function largestOf(builds: readonly BuildReport[]): Measured["largest"] {
  const found = new Map<string, number>();
  for (const { context, report } of builds)
    for (const { path, bytes } of report?.largest ?? [])
      found.set(context === "" ? path : `${context}/${path}`, bytes);
  return [...found]
    .map(([path, bytes]) => ({ path, bytes }))
    .sort((a, b) => b.bytes - a.bytes || (a.path < b.path ? -1 : 1))
    .slice(0, most);
}
