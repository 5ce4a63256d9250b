import type { Report, ReportedFinding } from "../report-model.ts";
import { showBytes } from "../sizes.ts";
import { safe } from "./escape.ts";
import { type FindingGroup, groupFindings } from "./group-findings.ts";
import { fixWords, groupSize, groupSubject, subjectOf } from "./group-words.ts";
import { paint, severityColors, type View } from "./view.ts";
import { titled } from "./words.ts";

const mostOthers = 20;

/** Renders every finding with all details; `byPlace` leaves them in the order of the file that they are about. */
export function findings({ findings, sent }: Report, view: View): string[] {
  const groups = view.byPlace === true ? placed(findings) : groupFindings(findings);
  const [unused, others] = [true, false].map((wanted) =>
    groups.filter(({ rule }) => (rule === "unused-pattern") === wanted),
  );
  const lines = (others ?? []).flatMap((group) => groupLines(group, sent.bytes, view));
  return titled("Findings", [...lines, ...unusedLines(unused ?? [], sent.bytes, view)], view);
}

/** Sorts groups by the position of their first finding. */
function placed(findings: readonly ReportedFinding[]): FindingGroup[] {
  const at = new Map(findings.map((finding, index) => [finding, index]));
  const first = ({ members }: FindingGroup) =>
    members.reduce((least, member) => Math.min(least, at.get(member) ?? 0), Number.POSITIVE_INFINITY);
  return groupFindings(findings).sort((a, b) => first(a) - first(b));
}

function groupLines(group: FindingGroup, sentBytes: number, view: View): string[] {
  const { rule, severity, accepted, members, fixes } = group;
  const [first, ...others] = members;
  const place = others.length === 0 ? placeWords(first) : (groupSubject(group) ?? "");
  const size = others.length === 0 ? "" : `: ${groupSize(group, sentBytes)}`;
  const fix = fixWords(fixes);
  return [
    `${paint(view, accepted ? "dim" : severityColors[severity], severity)}  ${rule} ${place}${size}${accepted ? "  (accepted)" : ""}`.trimEnd(),
    `  ${others.length === 0 ? "" : `${subjectOf(first) ?? ""}: `}${safe(first.message)}`,
    ...otherLines(others),
    ...(fix === null ? [] : [`  add to the ignore file: ${paint(view, "cyan", fix)}`]),
    ...editWords(first, view),
  ];
}

function placeWords(finding: ReportedFinding): string {
  const column = finding.edit === null || finding.column === null ? "" : `:${finding.column}`;
  return `${subjectOf(finding) ?? ""}${column}`;
}

function otherLines(others: readonly ReportedFinding[]): string[] {
  const reported = others.slice(0, mostOthers).map((other) => {
    const size = other.bytes === null || other.bytes === 0 ? "" : ` (${showBytes(other.bytes)})`;
    return `  ${subjectOf(other) ?? ""}${size}`;
  });
  const rest = others.length - reported.length;
  return rest > 0 ? [...reported, `  and ${rest} more`] : reported;
}

/** What applies to many lines in the same way is reported once. */
function unusedLines([first, ...others]: readonly FindingGroup[], sentBytes: number, view: View): string[] {
  if (first === undefined) return [];
  const [head = "", message = "", ...rest] = groupLines(first, sentBytes, view);
  const lines = [...new Set(others.map(({ members: [{ line }] }) => line))];
  const reported = lines.slice(0, mostOthers).join(", ");
  const more = lines.length > mostOthers ? ", ..." : "";
  const also =
    lines.length === 0 ? [] : [`  and on ${lines.length === 1 ? "line" : "lines"} ${reported}${more}`];
  return [head, message, ...also, ...rest];
}

/** For a note that only the author can decide about, the message is enough. */
function editWords({ edit, severity }: ReportedFinding, view: View): string[] {
  if (edit === null || (edit.asked && severity === "info")) return [];
  const { become, behind } = edit;
  if (become.length === 0) return ["  delete the line"];
  if (behind !== null) return [`  move the line behind line ${behind}`];
  return [`  write instead: ${become.map((line) => paint(view, "cyan", safe(line))).join(", ")}`];
}
