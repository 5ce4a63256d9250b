import type { ReportedFinding } from "../report-model.ts";
import { showBytes } from "../sizes.ts";
import { safe } from "./escape.ts";
import type { FindingGroup } from "./group-findings.ts";
import { share } from "./words.ts";

const mostNamed = 5;

/** Returns where a finding is: its path and line; null for the build as a whole. */
export const subjectOf = ({ path, line }: ReportedFinding): string | null =>
  path === null ? null : `${safe(path) || "."}${line === null ? "" : `:${line}`}`;

/** Returns what a group is about in a few words; null for the build as a whole. */
export function groupSubject({ members, fixes }: FindingGroup): string | null {
  const [first, ...others] = members;
  const subject = subjectOf(first);
  if (others.length === 0 || subject === null) return subject;
  const [fix] = fixes;
  if (first.rule === "large-file" && first.path !== null) {
    const directory = first.path.slice(0, first.path.lastIndexOf("/") + 1);
    if (members.every(({ path }) => path?.startsWith(directory))) return safe(directory);
  }
  return fix !== undefined && fixes.length === 1 && others.some(({ path }) => path !== first.path)
    ? safe(fix)
    : `${subject} and ${others.length} more`;
}

/** Returns words such as "235 MB (82 %) in 695 places". */
export function groupSize({ members, bytes }: FindingGroup, sentBytes: number): string {
  const part = bytes === null ? "" : share(bytes, sentBytes);
  const size = bytes === null || bytes === 0 ? [] : [showBytes(bytes), ...(part === "" ? [] : [`(${part})`])];
  return [...size, `in ${members.length} places`].join(" ");
}

/** A group in one paragraph: for several findings their total, and the worst of them. */
export function groupMessage(group: FindingGroup, sentBytes: number): string {
  const { members } = group;
  const [first] = members;
  if (members.length === 1) return safe(first.message);
  const named = members.slice(0, mostNamed).map(sizedSubject);
  const rest = members.length > mostNamed ? ` and ${members.length - mostNamed} more` : "";
  return `${groupSize(group, sentBytes)}: ${named.join(", ")}${rest}. ${subjectOf(first) ?? ""}: ${safe(first.message)}`;
}

function sizedSubject(finding: ReportedFinding): string {
  const size = finding.bytes === null || finding.bytes === 0 ? "" : ` (${showBytes(finding.bytes)})`;
  return `${subjectOf(finding) ?? ""}${size}`;
}

const mostFixes = 3;

/** Returns the lines to add to the ignore file; null if none helps. */
export function fixWords(fixes: readonly string[]): string | null {
  if (fixes.length === 0) return null;
  const rest = fixes.length > mostFixes ? ` and ${fixes.length - mostFixes} more lines` : "";
  return `${fixes.slice(0, mostFixes).map(safe).join(", ")}${rest}`;
}
