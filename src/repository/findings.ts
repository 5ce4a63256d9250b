import { bySeverity } from "../model.ts";
import type { ReportedFinding } from "../report-model.ts";
import type { BuildReport, SharedFinding } from "./model.ts";

/** A finding, and the builds that have it. */
export interface FoundByBuilds {
  readonly finding: ReportedFinding;
  readonly builds: readonly string[];
  /** The first of them. */
  readonly first: BuildReport;
}

export const findingsOf = ({ report, findings }: BuildReport): readonly ReportedFinding[] =>
  report?.findings ?? findings;

/** The same of one ignore file and path stands once. */
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
 * What is to be fixed is in the ignore file, or where the build is defined. Words tell of the first build where a secret
 * ends up, and so does the report of each.
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
