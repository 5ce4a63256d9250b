import { createHash } from "node:crypto";
import type { Severity } from "../model.ts";
import type { Report, ReportedFinding } from "../report-model.ts";
import { safe } from "./escape.ts";
import { buildPlace, type Place, placeOf, placeOfPath } from "./place.ts";

/** What a pipeline is told of, one by one: a finding, or a budget that was passed. Words are escaped, places are not. */
export interface Notice {
  /** The rule of a finding, or "budget". */
  readonly rule: string;
  readonly severity: Severity;
  /** The baseline has it already. */
  readonly accepted: boolean;
  readonly place: Place;
  /** What it is about, with the line; null for the build as a whole. */
  readonly subject: string | null;
  readonly message: string;
  /** The line to add to the ignore file. */
  readonly fix: string | null;
  /** The instruction that takes it into the image or a stage. */
  readonly takenBy: Place | null;
  /** The same as long as what is wrong is the same, wherever its line moves. */
  readonly fingerprint: string;
}

export const budgetRule = "budget";

/** Findings as they stand in the report, then budgets. */
export function notices(report: Report): Notice[] {
  const fingerprint = fingerprints();
  return [
    ...report.findings.map((finding) => noticeOf(finding, report, fingerprint)),
    ...(report.budget?.exceeded ?? []).map((words) => ({
      ...{
        rule: budgetRule,
        severity: "error" as const,
        accepted: false,
        place: buildPlace(report),
        subject: null,
      },
      ...{ message: safe(words), fix: null, takenBy: null },
      fingerprint: fingerprint([budgetRule, report.context]),
    })),
  ];
}

function noticeOf(
  finding: ReportedFinding,
  report: Report,
  fingerprint: (key: readonly unknown[]) => string,
): Notice {
  const { rule, severity, accepted, path, line, message, fix, detail, secret, reachLine } = finding;
  const { dockerfile } = report.fromHere;
  return {
    ...{ rule, severity, accepted, place: placeOf(finding, report) },
    subject: path === null ? null : `${safe(path) || "."}${line === null ? "" : `:${line}`}`,
    message: safe(message),
    fix: fix === null ? null : safe(fix),
    takenBy: dockerfile === null || reachLine === null ? null : { file: dockerfile, line: reachLine },
    fingerprint: fingerprint([
      rule,
      path === null ? report.fromHere.context : placeOfPath(path, report),
      detail,
      secret?.fingerprint ?? null,
    ]),
  };
}

/** The second of the same gets another. */
function fingerprints(): (key: readonly unknown[]) => string {
  const met = new Map<string, number>();
  return (key) => {
    const words = JSON.stringify(key);
    const times = met.get(words) ?? 0;
    met.set(words, times + 1);
    return createHash("sha256").update(`${words}${times}`).digest("hex").slice(0, 32);
  };
}

/** One line that says all of it, for readers that show nothing but the place beside it. */
export function sentence({ subject, message, fix, place, accepted }: Notice): string {
  const about = subject === null || isAt(subject, place) ? "" : `${subject}: `;
  return `${accepted ? "accepted by the baseline: " : ""}${about}${message}${fix === null ? "" : `. Add to the ignore file: ${fix}`}`;
}

const isAt = (subject: string, { file, line }: Place): boolean =>
  subject === `${safe(file)}${line === null ? "" : `:${line}`}`;
