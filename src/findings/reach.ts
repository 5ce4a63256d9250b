import type { Bytes } from "../bytes.ts";
import type { Destinations } from "../image/destinations.ts";
import { reachOf } from "../image/reach.ts";
import { fingerprint } from "../secrets/masking.ts";
import { severityAt } from "../secrets/placement.ts";
import type { Finding, RuleId } from "./finding.ts";
import { removalsOf } from "./removed-later.ts";

/** Rules about something that is sent, for which it matters how far it gets. */
const travelling: ReadonlySet<RuleId> = new Set([
  "secret-name",
  "secret-content",
  "vcs-directory",
  "dependency-directory",
  "large-file",
  "large-directory",
]);

/** Adds to each finding about what is sent how far it gets; the less far, the lower the severity of a secret. */
export function withReach(
  findings: readonly Finding[],
  destinations: Destinations | null,
): readonly Finding[] {
  if (destinations === null) return findings;
  const paths = findings.flatMap(({ rule, path }) => (travelling.has(rule) && path !== null ? [path] : []));
  if (paths.length === 0) return findings;
  const reaches = reachOf(destinations.landing(), paths);
  const removals = removalsOf(destinations, paths);
  return findings.map((finding) =>
    travelling.has(finding.rule) ? removed(reaching(finding, reaches), removals) : finding,
  );
}

function removed(finding: Finding, removals: ReturnType<typeof removalsOf>): Finding {
  const removal = removals.get(finding.path ?? "");
  return removal === undefined || finding.reach === undefined ? finding : { ...finding, removed: removal };
}

function reaching(finding: Finding, reaches: ReturnType<typeof reachOf>): Finding {
  const path: Bytes = finding.path ?? "";
  const reach = reaches.get(path);
  if (reach === undefined) return finding;
  // An instruction stays in the history, however far its file gets.
  if (finding.rule === "secret-content" && finding.keptIn !== undefined) return finding;
  const isSecret = finding.rule === "secret-name" || finding.rule === "secret-content";
  return isSecret
    ? { ...finding, reach, severity: severityAt(finding.severity, reach.seenBy ? "image" : reach.where) }
    : { ...finding, reach };
}

/** Facts that may change although the finding stays the same. Numbers may, too: sizes, counts and lines. */
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

/**
 * Returns the same value for the same finding, whatever its line and size; fingerprints of different salts are
 * unrelated.
 */
export function fingerprintOf(finding: Finding, salt: string): string {
  const { rule, path } = finding;
  // A short secret is identified by what is shown of it.
  const isShort = "fingerprint" in finding && finding.fingerprint === null;
  const facts = Object.entries(finding)
    .filter(
      ([name, value]) => typeof value === "string" && (!passing.has(name) || (isShort && name === "masked")),
    )
    .sort(([a], [b]) => (a < b ? -1 : 1));
  return fingerprint(JSON.stringify([rule, path, facts]), salt);
}
