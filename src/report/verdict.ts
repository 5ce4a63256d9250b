import type { Report } from "../report-model.ts";
import type { RepositoryReport } from "../repository/model.ts";
import type { View } from "./view.ts";

/** Whether a report makes the exit code 1. */
export function fails(
  { findings, budget }: Pick<Report, "findings" | "budget">,
  { failing }: Pick<View, "failing">,
): boolean {
  return (
    budget?.passed === false || findings.some(({ severity, accepted }) => !accepted && failing.has(severity))
  );
}

/** The same over builds: one of them fails, or a budget of all together. */
export const repositoryFails = ({ builds, budget }: RepositoryReport, view: Pick<View, "failing">): boolean =>
  budget?.passed === false ||
  builds.some(({ report, findings }) => fails(report ?? { findings, budget: null }, view));
