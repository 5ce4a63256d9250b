import { bySeverity } from "../model.ts";
import type { ReportedFinding } from "../report-model.ts";
import type { BuildReport, SharedFinding } from "./model.ts";

/** A finding and the builds that have it. */
export interface FoundByBuilds {
  readonly finding: ReportedFinding;
  readonly builds: readonly string[];
  /** The first of these builds. */
  readonly first: BuildReport;
}

export const findingsOf = ({ report, findings }: BuildReport): readonly ReportedFinding[] =>
  report?.findings ?? findings;

/** Lists each finding of an ignore file and path once. */
export function findingsOfBuilds(builds: readonly BuildReport[]): FoundByBuilds[] {
  const found = new Map<string, { finding: ReportedFinding; builds: Set<string>; first: BuildReport }>();
  for (const build of builds)
    for (const finding of findingsOf(build)) {
      const key = keyOf(finding, build);
      const one = found.get(key);
      if (one === undefined) found.set(key, { finding, builds: new Set([build.name]), first: build });
      else one.builds.add(build.name);
    }
  return [...found.values()].map((one) => ({ ...one, builds: [...one.builds] })).sort(worstFirst);
}

/**
 * Returns a key for what is to be fixed: the ignore file, or the place that defines the build. A finding at a path is
 * keyed without its message, which says where a secret ends up in one build only.
 */
function keyOf(finding: ReportedFinding, { report, context, source }: BuildReport): string {
  const { rule, severity, accepted, path, line, detail, message, secret } = finding;
  const which = path === null ? message : [detail, secret && (secret.fingerprint ?? secret.masked)];
  const place = report === null ? [source, context] : [report.fromHere.ignoreFile, report.fromHere.context];
  return JSON.stringify([rule, severity, accepted, place, path, line, which]);
}

function worstFirst({ finding: a }: FoundByBuilds, { finding: b }: FoundByBuilds): number {
  return Number(a.accepted) - Number(b.accepted) || bySeverity(a, b) || (b.bytes ?? 0) - (a.bytes ?? 0);
}

export const sharedFindings = (builds: readonly BuildReport[]): SharedFinding[] =>
  findingsOfBuilds(builds).map(({ finding, builds: names }) => ({ ...finding, builds: names }));
