import { type Bytes, fromText } from "../bytes.ts";
import type { BuildFailure, Destinations } from "../image/destinations.ts";
import type { BuildPlan } from "../plan/build-plan.ts";
import type { Finding } from "./finding.ts";
import type { Rule } from "./rule.ts";

export const buildFails: Rule = {
  id: "build-fails",
  severity: "error",
  summary: "An instruction fails with this builder, and the build with it.",
  start: ({ plan, destinations }) => ({ end: () => [...refusalOf(plan), ...failuresOf(plan, destinations)] }),
};

/** Reports the refusal of a builder that reads the Dockerfile once the context is there. */
function refusalOf(plan: BuildPlan): Finding[] {
  const refusal = plan.recipe?.refusal ?? null;
  if (refusal === null) return [];
  const reason = (refusal.about.what ?? refusal.message) + otherRelease(plan, refusal.about.flag);
  return [
    failure(
      plan,
      refusal.about.line ?? null,
      "",
      refusal.hint === undefined ? reason : `${reason} (${refusal.hint})`,
    ),
  ];
}

/** Engine 28 accepts them without effect. */
const otherRelease = ({ builder: { name } }: BuildPlan, flag = ""): string =>
  name === "classic" && ["link", "exclude", "checksum"].includes(flag)
    ? " with Engine 20.10, which classic means; that of Engine 28 takes the flag and does nothing (--builder classic@28)"
    : "";

/** Failures that no other rule reports for the same instruction. */
function failuresOf(plan: BuildPlan, destinations: Destinations | null): Finding[] {
  if (destinations === null) return [];
  const reported = new Set(
    [...destinations.copies(), ...destinations.onTheWay()].flatMap(({ fails, instruction }) =>
      fails ? [instruction.line] : [],
    ),
  );
  const failures = destinations.failures();
  return [...failures, ...unbuiltFailures(plan, failures)]
    .filter(({ line }) => line === null || !reported.has(line))
    .map(({ line, message, text }) => failure(plan, line, text, message));
}

/** Failures of a builder that copies while it reads, wherever the instruction is. */
function unbuiltFailures({ requested }: BuildPlan, known: readonly BuildFailure[]): BuildFailure[] {
  const lines = new Set(known.map(({ line }) => line));
  const others = (requested?.copiedPaths?.failed ?? []).filter(({ line }) => !lines.has(line));
  return others.map(({ line, source, reason }) => ({ line, text: source, message: reason }));
}

function failure(plan: BuildPlan, line: number | null, instruction: Bytes, reason: string): Finding {
  const path = fromText(plan.dockerfile?.shown ?? "Dockerfile");
  const place = line === null ? {} : { line };
  return { rule: "build-fails", severity: "error", path, ...place, instruction, reason };
}
