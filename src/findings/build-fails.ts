import { type Bytes, fromText } from "../bytes.ts";
import type { Arrivals } from "../image/arrivals.ts";
import type { BuildPlan } from "../plan/plan.ts";
import type { Finding } from "./finding.ts";
import type { Rule } from "./rule.ts";

export const buildFails: Rule = {
  id: "build-fails",
  severity: "error",
  summary: "An instruction fails with this builder, and the build with it.",
  start: ({ plan, arrivals }) => ({ end: () => [...refusalOf(plan), ...failuresOf(plan, arrivals)] }),
};

/** A builder that reads the Dockerfile when the context is there. */
function refusalOf(plan: BuildPlan): Finding[] {
  const refusal = plan.recipe?.refusal ?? null;
  if (refusal === null) return [];
  const reason = refusal.message.replace(/ on line \d+$/, "");
  return [
    failure(
      plan,
      refusal.line ?? null,
      "",
      refusal.hint === undefined ? reason : `${reason} (${refusal.hint})`,
    ),
  ];
}

/** What no other rule says of the same instruction. */
function failuresOf(plan: BuildPlan, arrivals: Arrivals | null): Finding[] {
  if (arrivals === null) return [];
  const told = new Set(
    [...arrivals.copies(), ...arrivals.onTheWay()].flatMap(({ fails, instruction }) =>
      fails ? [instruction.line] : [],
    ),
  );
  for (const { line } of plan.requested?.takings?.failed ?? []) told.add(line);
  return arrivals
    .failures()
    .filter(({ line }) => line === null || !told.has(line))
    .map(({ line, message, text }) => failure(plan, line, text, message));
}

function failure(plan: BuildPlan, line: number | null, instruction: Bytes, reason: string): Finding {
  const path = fromText(plan.dockerfile?.shown ?? "Dockerfile");
  const place = line === null ? {} : { line };
  return { rule: "build-fails", severity: "error", path, ...place, instruction, reason };
}
