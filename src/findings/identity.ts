import { fingerprint } from "../secrets/masking.ts";
import type { Finding } from "./finding.ts";

/** What of a finding changes although it stays the same finding. Numbers do, too: sizes, counts and lines. */
const passing = new Set([
  "severity",
  "fix",
  "masked",
  "confidence",
  "why",
  "variable",
  "holder",
  "namedBy",
  "similar",
  "by",
  "found",
  "builder",
  "definedAt",
]);

/** The same for the same finding, whatever its line and size; one salt's say nothing under another. */
export function fingerprintOf(finding: Finding, salt: string): string {
  const { rule, path } = finding;
  // A short secret is known by what is shown of it.
  const isShort = "fingerprint" in finding && finding.fingerprint === null;
  const facts = Object.entries(finding)
    .filter(
      ([name, value]) => typeof value === "string" && (!passing.has(name) || (isShort && name === "masked")),
    )
    .sort(([a], [b]) => (a < b ? -1 : 1));
  return fingerprint(JSON.stringify([rule, path, facts]), salt);
}
