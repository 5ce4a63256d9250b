import { createHash } from "node:crypto";
import type { Severity } from "../model.ts";
import type { Report, ReportedFinding } from "../report-model.ts";
import { safe } from "./escape.ts";
import { type FindingGroup, groupFindings } from "./group-findings.ts";
import { fixWords, groupMessage, groupSubject, subjectOf } from "./group-words.ts";
import { count } from "./words.ts";

/**
 * An item for a pipeline: findings of one kind with one fix, or a budget that is exceeded. Words are escaped, places
 * are not.
 */
export interface Notice {
  /** The rule of a finding, or "budget". */
  readonly rule: string;
  readonly severity: Severity;
  /** Whether the baseline already has it. */
  readonly accepted: boolean;
  readonly place: Place;
  /** What it is about, with the line; null for the build as a whole. */
  readonly subject: string | null;
  readonly message: string;
  /** The line to add to the ignore file, or the first of several. */
  readonly fix: string | null;
  /** The instruction that copies it into the image or a stage. */
  readonly takenBy: Place | null;
  /** The others of its kind, largest first. */
  readonly others: readonly {
    readonly place: Place;
    readonly subject: string;
    readonly bytes: number | null;
  }[];
  /** Stable as long as the problem is the same, wherever its line moves. */
  readonly fingerprint: string;
  /** Builds that have it, if the report is about several. */
  readonly builds?: readonly string[];
  /** Why the build was not inspected, without the statement that it was not. */
  readonly problem?: string;
}

export const budgetRule = "budget";
/** Not a finding: the number of secrets that the files themselves allow. */
export const allowedRule = "inline-allow";

type Fingerprint = (key: readonly unknown[]) => string;

/** Not a finding either: a build of a repository about which nothing is known. */
export const unreadRule = "unread-build";

/** Returns the findings, worst first, then the budgets. */
export function notices(report: Report, fingerprint: Fingerprint = fingerprints()): Notice[] {
  return [
    ...groupFindings(report.findings).map((group) => noticeOf(group, report, fingerprint)),
    ...(report.budget?.exceeded ?? []).map((words) =>
      budgetNotice(words, buildPlace(report), fingerprint([budgetRule, report.context])),
    ),
    ...allowedInline(report).map((notice) => ({
      ...notice,
      fingerprint: fingerprint([allowedRule, report.context]),
    })),
  ];
}

export function budgetNotice(words: string, place: Place, fingerprint: string): Notice {
  const nothing = { subject: null, fix: null, takenBy: null, others: [], accepted: false };
  return { rule: budgetRule, severity: "error", place, message: safe(words), ...nothing, fingerprint };
}

/** What a comment allows is not a finding, but the comment must not be overlooked. */
function allowedInline(report: Report): Omit<Notice, "fingerprint">[] {
  const allowed = report.secrets?.allowed ?? 0;
  if (allowed === 0) return [];
  const message = `${count(allowed, "secret")} allowed by comments in the files themselves (--no-inline-allow reports them)`;
  const nothing = { subject: null, fix: null, takenBy: null, others: [] };
  const place = buildPlace(report);
  return [{ rule: allowedRule, severity: "info", accepted: true, place, message, ...nothing }];
}

function noticeOf(group: FindingGroup, report: Report, fingerprint: Fingerprint): Notice {
  const { rule, severity, accepted, members, fixes } = group;
  const [first, ...others] = members;
  const { dockerfile } = report.fromHere;
  return {
    rule,
    severity,
    accepted,
    place: placeOf(first, report),
    subject: groupSubject(group),
    message: groupMessage(group, report.sent.bytes),
    fix: fixWords(fixes),
    takenBy:
      dockerfile === null || first.reachLine === null ? null : { file: dockerfile, line: first.reachLine },
    others: others.map((other) => ({
      place: placeOf(other, report),
      subject: subjectOf(other) ?? "",
      bytes: other.bytes,
    })),
    fingerprint: fingerprint(identity(group, report)),
  };
}

/** For several: what they have in common, so that it stays when the first of them goes. */
function identity({ rule, members, key }: FindingGroup, report: Report): unknown[] {
  const [{ path, detail, secret }] = members;
  if (members.length > 1) return [rule, report.fromHere.context, key];
  return [
    rule,
    path === null ? report.fromHere.context : placeOfPath(path, report),
    detail,
    secret?.fingerprint ?? secret?.masked ?? null,
  ];
}

/** The second occurrence of a key gets another fingerprint. */
export function fingerprints(): Fingerprint {
  const met = new Map<string, number>();
  return (key) => {
    const words = JSON.stringify(key);
    const times = met.get(words) ?? 0;
    met.set(words, times + 1);
    return createHash("sha256").update(`${words}${times}`).digest("hex").slice(0, 32);
  };
}

/** Returns a one-line summary, for readers that show only the place next to it. */
export function sentence({ rule, subject, message, fix, place, accepted, builds }: Notice): string {
  const about = subject === null || isAt(subject, place) ? "" : `${subject}: `;
  const whose = builds === undefined ? "" : ` (${buildNames(builds)})`;
  return `${accepted && rule !== allowedRule ? "accepted by the baseline: " : ""}${about}${message}${fix === null ? "" : `. Add to the ignore file: ${fix}`}${whose}`;
}

const mostBuilds = 8;

/** Returns words such as "build web", "builds web, api and 12 more". */
export function buildNames(builds: readonly string[]): string {
  const rest = builds.length > mostBuilds ? ` and ${builds.length - mostBuilds} more` : "";
  return `${builds.length === 1 ? "build" : "builds"} ${builds.slice(0, mostBuilds).map(safe).join(", ")}${rest}`;
}

const isAt = (subject: string, { file, line }: Place): boolean =>
  subject === `${safe(file)}${line === null ? "" : `:${line}`}`;

/** A place in a file, for programs that look it up: relative to the working directory, "/"-separated. */
export interface Place {
  readonly file: string;
  /** 1-based. */
  readonly line: number | null;
}

/** Where a finding is shown: the line it names, else what it is about; for a directory, what sends it. */
function placeOf(finding: ReportedFinding, report: Report): Place {
  const { rule, path, line } = finding;
  if (path === null) return buildPlace(report);
  if (line === null && aboutDirectories.has(rule)) return entrance(finding, report);
  return { file: placeOfPath(path, report), line };
}

/** No reader of reports can show a directory. */
const aboutDirectories: ReadonlySet<string> = new Set([
  "vcs-directory",
  "dependency-directory",
  "large-directory",
]);

/** The instruction that copies it, else the ignore file that allows it. */
function entrance({ path, reachLine }: ReportedFinding, report: Report): Place {
  const { dockerfile, ignoreFile } = report.fromHere;
  if (dockerfile !== null && reachLine !== null) return { file: dockerfile, line: reachLine };
  return { file: ignoreFile ?? placeOfPath(path ?? "", report), line: null };
}

/** For findings about the whole build: its ignore file, or the Dockerfile that has none. */
function buildPlace(report: Report): Place {
  const { ignoreFile, dockerfile, context } = report.fromHere;
  return { file: ignoreFile ?? dockerfile ?? join(context, ".dockerignore"), line: null };
}

/** Dockerfile and ignore file need not be in the context. */
function placeOfPath(path: string, { dockerfile, ignoreFile, fromHere }: Report): string {
  if (path === dockerfile) return fromHere.dockerfile ?? join(fromHere.context, "Dockerfile");
  if (path === ignoreFile && fromHere.ignoreFile !== null) return fromHere.ignoreFile;
  return join(fromHere.context, path);
}

const join = (directory: string, path: string): string =>
  directory === "" || path === "" ? directory || path || "." : `${directory}/${path}`;
