import type { PlanOptions } from "../plan/options.ts";
import { advise } from "./advice.ts";
import { knownBuilds } from "./builds.ts";
import type { Learned } from "./learned.ts";
import { savingSteps } from "./savings.ts";

/** What a report says of it: each finding with what to do about it, and what would save most. */
export function reportAdvice(learned: Omit<Learned, "known">, options: PlanOptions) {
  const { measured } = learned;
  const known = knownBuilds(measured.plan, options);
  const { findings, proposals } = advise({ ...learned, known });
  return { findings, steps: savingSteps(proposals, measured) };
}
