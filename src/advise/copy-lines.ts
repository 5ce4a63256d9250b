import type { Finding } from "../findings/finding.ts";
import type { BuildPlan } from "../plan/build-plan.ts";
import { copiesOf, withChanges } from "./trial.ts";

type Copy = Extract<Finding, { readonly kind: "COPY" | "ADD" | "bind" }>;

const isCopy = (finding: Finding): finding is Copy => finding.rule === "copy-ignored";

/** Returns the findings without those exceptions that would still not give an instruction what it names. */
export function copyLines(findings: readonly Finding[], plan: BuildPlan): readonly Finding[] {
  const lines = [...new Set(findings.flatMap((finding) => (isCopy(finding) ? (finding.fix ?? []) : [])))];
  const then = lines.length === 0 ? null : withChanges(plan, [{ lines, replaces: null }]);
  if (then === null) return findings;
  const left = new Set(copiesOf(then).map(({ instruction, source }) => `${instruction.line} ${source}`));
  return findings.map((finding) => {
    if (!isCopy(finding) || !left.has(`${finding.line} ${finding.source}`)) return finding;
    const { fix: _, ...rest } = finding;
    return rest;
  });
}
