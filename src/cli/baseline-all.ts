import type { NamedBaseline } from "../gate/compare-baseline.ts";
import { baselineText } from "../gate/write-baseline.ts";
import type { Report } from "../report-model.ts";
import { baselineOfRepository } from "../repository/baseline.ts";
import { findingsOf } from "../repository/findings.ts";
import type { RepositoryReport } from "../repository/model.ts";
import { repositoryReport } from "../repository/report.ts";
import type { Settled } from "./command.ts";
import type { FoundBuilds } from "./found-builds.ts";
import { inspectPart } from "./inspect-all.ts";
import type { Io } from "./io.ts";
import { optionsOfBuild, placedBuilds } from "./options-of-build.ts";

/** Returns the text of a baseline that accepts what all builds have now, and what it changes. */
export async function baselineForAll(
  settled: Settled,
  found: FoundBuilds,
  before: NamedBaseline | null,
  salt: string,
  io: Io,
) {
  const builds = placedBuilds(found, settled.values);
  const given = { ...settled, values: { ...settled.values, baseline: "none", "secret-salt": salt } };
  const part = await inspectPart(builds, builds.length, found, given, io);
  const report = repositoryReport([part]);
  const baseline = baselineOfRepository(report, salt);
  const known = new Set(before?.baseline.salt === salt ? before.baseline.findings.map(keyOf) : []);
  const now = new Set(baseline.findings.map(keyOf));
  const read = builds.filter((_, at) => report.builds[at]?.report != null);
  return {
    text: baselineText(baseline),
    accepted: baseline.findings.length,
    added: baseline.findings.filter((one) => !known.has(keyOf(one))).length,
    dropped: (before?.baseline.findings ?? []).filter((one) => !now.has(keyOf(one))),
    sent: { files: report.sent.files, bytes: report.sent.bytes },
    left: leftOut(report),
    unread: unreadOf(report),
    plans: await Promise.all(read.map(({ build }) => optionsOfBuild(build, found, own, given.values, io))),
  };
}

const own = { baseline: null };

const keyOf = ({ rule, path, fingerprint }: { rule: string; path: string | null; fingerprint: string }) =>
  JSON.stringify([rule, path, fingerprint]);

/** Returns the builds of which nothing could be accepted. */
const leftOut = ({ builds }: RepositoryReport): string[] =>
  builds.flatMap((build) =>
    build.report === null && findingsOf(build).length === 0 ? [`${build.name}: ${build.problem ?? ""}`] : [],
  );

/** Problems on which a build would fail, relative to the directory. */
const unreadOf = ({ builds }: RepositoryReport): Report["problems"] =>
  builds.flatMap(({ context, report }) =>
    (report?.problems ?? []).flatMap((one) =>
      one.refusal ? [{ ...one, path: context === "" ? one.path : `${context}/${one.path}` }] : [],
    ),
  );
