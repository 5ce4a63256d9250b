import type { Severity } from "./model.ts";

const steps = { image: 0, stage: 1, builder: 2 } as const;
const severities = ["error", "warning", "info"] as const;

/**
 * The severity of a secret by how far its file gets. In the final image it is as bad as its rule says; in a stage that is
 * not kept it stays in the builder's cache; what only the builder sees leaves no layer behind.
 */
export function severityAt(severity: Severity, where: keyof typeof steps): Severity {
  const step = Math.min(severities.length - 1, severities.indexOf(severity) + steps[where]);
  return severities[step] ?? "info";
}
