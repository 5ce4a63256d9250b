import { groupBy } from "../append.ts";
import { bySeverity, type Severity } from "../model.ts";
import type { ReportedFinding } from "../report-model.ts";

/** Findings of one kind with one fix: reported once, in every format but JSON. */
export interface FindingGroup {
  readonly rule: ReportedFinding["rule"];
  readonly severity: Severity;
  readonly accepted: boolean;
  /** Largest first, else in the order of the report; never empty. */
  readonly members: readonly [ReportedFinding, ...ReportedFinding[]];
  /** Their bytes together, no path counted twice; null if not known for any. */
  readonly bytes: number | null;
  /** Lines to add to the ignore file that fix all of them. */
  readonly fixes: readonly string[];
  /** Identifies the group, whatever its members. */
  readonly key: string;
}

/** Groups findings: worst first, accepted ones after the others of their severity, then largest first. */
export function groupFindings(findings: readonly ReportedFinding[]): FindingGroup[] {
  const crowded = crowdedDirectories(findings);
  const groups = groupBy(findings, (finding) => {
    const { rule, severity, accepted } = finding;
    return JSON.stringify([rule, severity, accepted, ...remedyOf(finding, crowded)]);
  });
  return [...groups.values()].map((found) => groupOf(found, crowded)).sort(worstFirst);
}

/** Rules about directories that recur below others, each with its own spelling if the file has exceptions. */
const byName: ReadonlySet<string> = new Set(["vcs-directory", "dependency-directory"]);

/** This many large files in one directory are reported together. */
const crowd = 3;

const directoryOf = ({ rule, path }: Pick<ReportedFinding, "rule" | "path">): string | null =>
  rule === "large-file" && path?.includes("/") ? path.slice(0, path.lastIndexOf("/")) : null;

function crowdedDirectories(findings: readonly ReportedFinding[]): ReadonlySet<string> {
  const directories = groupBy(
    findings.flatMap((finding) => directoryOf(finding) ?? []),
    (one) => one,
  );
  return new Set([...directories].filter(([, { length }]) => length >= crowd).map(([one]) => one));
}

/** Returns what fixes it; if no line does, the cause, which the message names. */
function remedyOf(finding: ReportedFinding, crowded: ReadonlySet<string>): (string | number | null)[] {
  const { rule, path, line, fix, detail, message } = finding;
  const directory = directoryOf(finding);
  if (directory !== null && crowded.has(directory)) return [`${directory}/`, fix === null ? message : null];
  if (fix !== null && path !== null && byName.has(rule)) return [path.slice(path.lastIndexOf("/") + 1)];
  if (fix !== null) return [fix, rule === "secret-content" ? detail : null];
  return line === null ? [message] : [path, line, message];
}

function groupOf(found: [ReportedFinding, ...ReportedFinding[]], crowded: ReadonlySet<string>): FindingGroup {
  const members = found.sort((a, b) => (b.bytes ?? 0) - (a.bytes ?? 0));
  const { rule, severity, accepted } = members[0];
  const key = JSON.stringify([rule, ...remedyOf(members[0], crowded)]);
  return { rule, severity, accepted, members, bytes: bytesOf(members), fixes: fixesOf(members), key };
}

function bytesOf(members: readonly ReportedFinding[]): number | null {
  const byPath = new Map<string | null, number>();
  for (const { path, bytes } of members) if (bytes !== null) byPath.set(path, bytes);
  if (byPath.size === 0) return null;
  let sum = 0;
  for (const bytes of byPath.values()) sum += bytes;
  return sum;
}

/** A line for a name at every depth includes the line for the root. */
function fixesOf(members: readonly ReportedFinding[]): string[] {
  const fixes = new Set(members.flatMap(({ fix }) => (fix === null ? [] : [fix])));
  return [...fixes].filter((fix) => !fixes.has(`**/${fix}`));
}

function worstFirst(a: FindingGroup, b: FindingGroup): number {
  return bySeverity(a, b) || Number(a.accepted) - Number(b.accepted) || (b.bytes ?? 0) - (a.bytes ?? 0);
}
