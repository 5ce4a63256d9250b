import { groupBy } from "../append.ts";
import { type Severity, severities } from "../model.ts";
import type { Report, ReportedFinding } from "../report-model.ts";
import { showBytes } from "../sizes.ts";
import { safe, shorten } from "./escape.ts";
import { type FindingGroup, groupFindings } from "./group-findings.ts";
import { fixWords, groupSize, groupSubject, subjectOf } from "./group-words.ts";
import { paint, severityColors, type View } from "./view.ts";
import { cutWords } from "./width.ts";
import { count, share } from "./words.ts";

const nouns = { error: "error", warning: "warning", info: "note" } as const;

/** Returns the worst findings in at most `room` lines: as much of each as fits, and their total number. */
export function briefFindings({ findings, ignoreFile, sent }: Report, view: View, room: number): string[] {
  if (findings.length === 0) return [];
  const entries = entriesOf(groupFindings(findings), ignoreFile);
  const title = `${paint(view, "bold", "Findings")} ${countsOf(entries)}`;
  const blocks = entries.map((entry) => block(entry, sent.bytes, view));
  for (const lines of [3, 2]) {
    const shown = blocks.flatMap((block) => block.slice(0, lines));
    if (shown.length < room) return [title, ...shown];
  }
  const most = room - 2;
  const few = Math.min(Math.floor(most / 2), 3);
  const shown = blocks.slice(0, most - few);
  const rest = blocks.length - shown.length;
  const lines = shown.flatMap((block, at) => block.slice(0, at < few ? 2 : 1));
  return [title, ...lines, ...(rest > 0 ? [`  and ${rest} more (ctxcheck --verbose shows all)`] : [])];
}

/**
 * What is reported as one: a group, or several with one line, one file of secrets, or one rule about the ignore file.
 */
interface Entry {
  readonly first: FindingGroup;
  readonly groups: readonly FindingGroup[];
}

function entriesOf(groups: readonly FindingGroup[], ignoreFile: string | null): Entry[] {
  const entries = groupBy(groups, ({ rule, severity, accepted, members, key }) =>
    JSON.stringify([rule, severity, accepted, togetherBy(members[0], ignoreFile) ?? key]),
  );
  return [...entries.values()].map((all) => ({ first: all[0], groups: all }));
}

function togetherBy(finding: ReportedFinding, ignoreFile: string | null): unknown {
  const { rule, path, line, fix } = finding;
  if (rule === "secret-content") return [path, secretNoun(finding)];
  if (line === null || fix !== null) return null;
  return path === ignoreFile ? "ignore file" : [path, line];
}

function countsOf(entries: readonly Entry[]): string {
  const number = (is: (group: FindingGroup) => boolean) => entries.filter(({ first }) => is(first)).length;
  const of = (wanted: Severity) => number(({ severity, accepted }) => severity === wanted && !accepted);
  const accepted = number((group) => group.accepted);
  const parts = severities
    .map((severity) => [of(severity), nouns[severity]] as const)
    .filter(([many]) => many > 0)
    .map(([many, noun]) => count(many, noun));
  return [...parts, ...(accepted > 0 ? [`${accepted} accepted`] : [])].join(", ");
}

const indent = "           ";

function block({ first, groups }: Entry, sentBytes: number, view: View): string[] {
  const { rule, severity, accepted, members, fixes } = first;
  const label = paint(view, accepted ? "dim" : severityColors[severity], severity.padEnd(7));
  const before = `  ${severity.padEnd(7)}  ${rule}  `.length;
  const many = secretsOf(groups);
  const size = (isOneFile(first) ? null : sizeOf(first, sentBytes)) ?? otherLines(groups);
  const room =
    view.width === null ? Number.POSITIVE_INFINITY : Math.max(view.width - before - size.length, 12);
  const where = `${many}${shorten(groupSubject(first) ?? "", Math.max(room - many.length, 12))}${size}`;
  const fix = fixWords(fixes) ?? editOf(members[0]);
  return [
    `  ${label}  ${rule}  ${where}${accepted ? "  (accepted)" : ""}`.trimEnd(),
    cutWords(`${indent}${messageOf(first)}`, view.width),
    ...(fix === null ? [] : [cutWords(`${indent}${fixes.length > 0 ? "add" : "write"}: ${fix}`, view.width)]),
  ];
}

/** The most important fact about something large is its size. */
function sizeOf(group: FindingGroup, sentBytes: number): string | null {
  const { rule, members, bytes } = group;
  if (members.length > 1) return `: ${groupSize(group, sentBytes)}`;
  if (bytes === null || bytes === 0 || rule.startsWith("secret-")) return null;
  const size = `${showBytes(bytes)} (${share(bytes, sentBytes)})`;
  return groupSubject(group) === null ? size : `: ${size}`;
}

function otherLines(groups: readonly FindingGroup[]): string {
  if (groups.length < 2) return "";
  const lines = new Set(groups.map(({ members: [{ line }] }) => line));
  return lines.size > 1 ? ` and ${count(groups.length - 1, "other line")}` : ` and ${groups.length - 1} more`;
}

/** Returns words such as "9 passwords in ". */
function secretsOf(groups: readonly FindingGroup[]): string {
  const [first] = groups;
  if (first === undefined) return "";
  const nouns = new Set(first.members.map(secretNoun));
  const noun = nouns.size > 1 ? "secret" : secretNoun(first.members[0]);
  const all = groups.length > 1 ? groups.length : isOneFile(first) ? first.members.length : 1;
  if (all < 2 || noun === null) return "";
  return `${noun.endsWith("hash") ? `${all} ${noun}es` : count(all, noun)} in `;
}

/** Whether these are several secrets in one file, which one line of the ignore file excludes. */
function isOneFile({ members }: FindingGroup): boolean {
  const [first, ...others] = members;
  return others.length > 0 && members.every((one) => one.path === first.path && secretNoun(one) !== null);
}

/** Of several, the worst is named first. */
function messageOf(group: FindingGroup): string {
  const { members } = group;
  const [first] = members;
  const message = safe(first.message);
  return members.length === 1 || isOneFile(group)
    ? message
    : `largest: ${subjectOf(first) ?? ""}: ${message}`;
}

function editOf({ edit, severity }: ReportedFinding): string | null {
  if (edit === null || edit.become.length === 0 || (edit.asked && severity === "info")) return null;
  return edit.become.map(safe).join(", ");
}

const secretNouns: Readonly<Record<string, string>> = {
  "private-key": "private key",
  token: "token",
  jwt: "token",
  "password-hash": "password hash",
};

/** Returns the noun for a secret when several in a file are counted; null for any other finding. */
function secretNoun({ secret }: ReportedFinding): string | null {
  if (secret === null) return null;
  const isPassword = secret.family === "url" || /pass|pwd|(?:^|_)pw$/i.test(secret.name ?? secret.what);
  return secretNouns[secret.family] ?? (isPassword ? "password" : "secret");
}
