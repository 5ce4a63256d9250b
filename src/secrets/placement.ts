import type { Severity } from "./model.ts";

const steps = { image: 0, stage: 1, builder: 2 } as const;
const severities = ["error", "warning", "info"] as const;

/**
 * Returns the severity of a secret by how far its file gets. In the final image it is as severe as its rule says; in a
 * discarded stage it stays in the builder's cache; what only the builder receives leaves no layer behind.
 */
export function severityAt(severity: Severity, where: keyof typeof steps): Severity {
  const step = Math.min(severities.length - 1, severities.indexOf(severity) + steps[where]);
  return severities[step] ?? "info";
}
