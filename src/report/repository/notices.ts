import { bySeverity } from "../../model.ts";
import type { Report, ReportedFinding } from "../../report-model.ts";
import { findingsOfBuilds } from "../../repository/findings.ts";
import type { RepositoryReport } from "../../repository/model.ts";
import { problemWords } from "../builds.ts";
import { safe } from "../escape.ts";
import {
  budgetNotice,
  budgetRule,
  fingerprints,
  type Notice,
  notices,
  type Place,
  unreadRule,
} from "../notice.ts";

/** Returns the notices of all builds: what several share once, with their names. */
export function repositoryNotices(report: RepositoryReport): Notice[] {
  const fingerprint = fingerprints();
  const place: Place = { file: report.builds[0]?.source.file ?? ".", line: null };
  return [
    ...buckets(report).flatMap(({ report: one, builds }) =>
      notices(one, fingerprint).map((notice) => ({ ...inRepository(notice, one), builds })),
    ),
    ...ofDefinitions(report, fingerprint),
    ...ofEachBuild(report, fingerprint),
    ...(report.budget?.exceeded ?? []).map((words) =>
      budgetNotice(words, place, fingerprint([budgetRule, words])),
    ),
    ...unread(report).map((notice) => ({
      ...notice,
      fingerprint: fingerprint([unreadRule, notice.place, notice.message]),
    })),
  ].sort(worstFirst);
}

/** Different contexts have files of the same name. */
function inRepository(notice: Notice, { fromHere: { context } }: Report): Notice {
  const { subject } = notice;
  return subject === null || context === "" ? notice : { ...notice, subject: `${safe(context)}/${subject}` };
}

const worstFirst = (a: Notice, b: Notice): number =>
  Number(a.accepted) - Number(b.accepted) || bySeverity(a, b);

interface Bucket {
  readonly report: Report;
  readonly builds: readonly string[];
}

/**
 * Groups findings of the same builds, in the report of the first of them; a share of what that one sends would be
 * misleading.
 */
function buckets({ builds }: RepositoryReport): Bucket[] {
  const found = new Map<string, { report: Report; builds: readonly string[]; findings: ReportedFinding[] }>();
  for (const { finding, builds: names, first } of findingsOfBuilds(builds)) {
    if (first.report === null) continue;
    const { context, ignoreFile } = first.report.fromHere;
    const key = JSON.stringify([names, context, ignoreFile]);
    const bucket = found.get(key);
    if (bucket === undefined) found.set(key, { report: first.report, builds: names, findings: [finding] });
    else bucket.findings.push(finding);
  }
  return [...found.values()].map(({ report, builds: names, findings }) => ({
    builds: names,
    report: { ...report, findings, budget: null, secrets: null, sent: { ...report.sent, bytes: 0 } },
  }));
}

/** Returns findings of builds that are not inspected: they are to be fixed where the build is defined. */
function ofDefinitions({ builds }: RepositoryReport, fingerprint: ReturnType<typeof fingerprints>): Notice[] {
  return findingsOfBuilds(builds).flatMap(({ finding, builds: names, first: { report, source } }) => {
    if (report !== null) return [];
    const { rule, severity, accepted, path, message, fingerprint: known } = finding;
    return [
      {
        ...{ rule, severity, accepted, fix: null, takenBy: null, others: [] },
        place: source,
        subject: safe(path ?? ""),
        message: safe(message),
        fingerprint: fingerprint([rule, source.file, known]),
        builds: names,
      },
    ];
  });
}

/** Returns budgets of each build, and what comments in its files allow; one notice for builds with the same message. */
function ofEachBuild({ builds }: RepositoryReport, fingerprint: ReturnType<typeof fingerprints>): Notice[] {
  const found = new Map<string, { notice: Notice; builds: string[] }>();
  for (const { name, report } of builds)
    for (const notice of report === null ? [] : notices({ ...report, findings: [] }, fingerprint)) {
      const key = JSON.stringify([notice.rule, notice.place, notice.message]);
      const one = found.get(key);
      if (one === undefined) found.set(key, { notice, builds: [name] });
      else one.builds.push(name);
    }
  return [...found.values()].map(({ notice, builds: names }) => ({ ...notice, builds: names }));
}

/** Builds that the builder rejects are errors; those that are not read for another reason are only reported. */
function unread({ builds, problems }: RepositoryReport): Omit<Notice, "fingerprint">[] {
  const nothing = { rule: unreadRule, accepted: false, fix: null, takenBy: null, others: [] };
  return [
    ...builds.flatMap(({ name, source, problem, report, refused }) =>
      report !== null
        ? []
        : [
            {
              ...nothing,
              severity: refused ? ("error" as const) : ("info" as const),
              place: source,
              subject: safe(`${source.file}:${source.line}`),
              message: safe(`not inspected: ${problem ?? ""}`),
              problem: safe(problem ?? ""),
              builds: [name],
            },
          ],
    ),
    ...problems.map((problem) => ({
      ...nothing,
      severity: "error" as const,
      place: { file: problem.file, line: problem.line },
      subject: safe(`${problem.file}${problem.line === null ? "" : `:${problem.line}`}`),
      message: problemWords(problem),
    })),
  ];
}
