import type { Severity } from "./model.ts";

/** How far a sent file gets: into the image that is built, into a stage that is not kept, or only to the builder. */
export type Placement = "final" | "stage" | "builder";

const steps = { final: 0, stage: 1, builder: 2 } as const;
const severities = ["error", "warning", "info"] as const;

/** A secret in the final image is as bad as its rule says; one that only the builder sees leaves no layer behind. */
export function severityAt(severity: Severity, placement: Placement): Severity {
  return (
    severities[Math.min(severities.length - 1, severities.indexOf(severity) + steps[placement])] ?? "info"
  );
}
