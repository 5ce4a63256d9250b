import type { Report } from "../report-model.ts";
import type { View } from "./view.ts";

/** Whether a report makes the exit code 1. */
export function fails({ findings, budget }: Report, { failing }: Pick<View, "failing">): boolean {
  return (
    budget?.passed === false || findings.some(({ severity, accepted }) => !accepted && failing.has(severity))
  );
}
