import { toText } from "../bytes.ts";
import type { Amount } from "../model.ts";
import { compareRepository } from "./baseline.ts";
import { checkRepository } from "./budgets.ts";
import { sharedFindings } from "./findings.ts";
import type { BuildReport, Part, RepositoryReport } from "./model.ts";
import { SendersByFile, type SentFile } from "./senders-by-file.ts";

/** Combines the parts of one repository; a single machine has one part. */
export function repositoryReport(parts: readonly [Part, ...Part[]]): RepositoryReport {
  const [{ whole }] = parts;
  const builds = parts
    .flatMap((part) => part.builds)
    .sort((a, b) => a.at - b.at)
    .map(({ build }) => quietly(build));
  const sums = sumFiles(togetherFiles(parts));
  const sent = sentBy(builds);
  const findings = sharedFindings(builds);
  return {
    version: 1,
    builds,
    shared: sharedContexts(builds),
    ...sums,
    sent,
    findings,
    budget: checkRepository(
      whole.budgets,
      { builds, union: sums.union, sent },
      whole.baseline?.baseline ?? null,
    ),
    baseline: compareRepository(builds, whole.baseline, findings),
    problems: whole.problems,
  };
}

/** A finding that vanished from one build may be in another: it is reported for all builds together. */
function quietly(build: BuildReport): BuildReport {
  const { report } = build;
  if (report === null || report.baseline === null) return build;
  return { ...build, report: { ...report, baseline: { ...report.baseline, vanished: [] } } };
}

function togetherFiles(parts: readonly Part[]) {
  const [only, ...others] = parts;
  if (only !== undefined && others.length === 0) return only.files;
  const files = new SendersByFile();
  for (const part of parts)
    for (const { path, bytes, builds } of part.files)
      for (const build of builds.length === 0 ? [null] : builds) files.add(path, bytes, build);
  return files.files();
}

function sentBy(builds: readonly BuildReport[]) {
  const sums = { files: 0, bytes: 0 };
  for (const { report } of builds) {
    sums.files += report?.sent.files ?? 0;
    sums.bytes += report?.sent.bytes ?? 0;
  }
  return sums;
}

function sharedContexts(reports: readonly BuildReport[]): RepositoryReport["shared"] {
  const groups = new Map<string, { context: string; ignoreFile: string | null; builds: string[] }>();
  for (const { name, context, report } of reports) {
    if (report === null) continue;
    const ignoreFile = report.fromHere.ignoreFile;
    const key = JSON.stringify([context, ignoreFile]);
    const group = groups.get(key) ?? { context, ignoreFile, builds: [] };
    group.builds.push(name);
    groups.set(key, group);
  }
  return [...groups.values()].filter(({ builds }) => builds.length > 1);
}

type Sums = Pick<RepositoryReport, "union" | "sent" | "again" | "repeated" | "unsent">;

const most = 10;

/** Adds up the files of a repository, each of which is listed once. */
function sumFiles(files: readonly SentFile[]): Sums {
  const sent = files.filter(({ builds }) => builds.length > 0);
  const unsent = files.filter(({ builds }) => builds.length === 0);
  return {
    union: sumOf(sent),
    sent: {
      files: sent.reduce((sum, { builds }) => sum + builds.length, 0),
      bytes: sent.reduce((sum, { bytes, builds }) => sum + bytes * builds.length, 0),
    },
    again: byTimes(sent),
    repeated: byDirectory(sent.filter(({ builds }) => builds.length > 1))
      .filter(({ again }) => again > 0)
      .sort((a, b) => b.again - a.again || byPath(a, b))
      .slice(0, most),
    unsent: {
      ...sumOf(unsent),
      directories: byDirectory(unsent)
        .map(({ path, files, bytes }) => ({ path, files, bytes }))
        .sort((a, b) => b.bytes - a.bytes || byPath(a, b))
        .slice(0, most),
    },
  };
}

const sumOf = (files: readonly SentFile[]): Amount => ({
  files: files.length,
  bytes: files.reduce((sum, { bytes }) => sum + bytes, 0),
});

function byTimes(files: readonly SentFile[]): RepositoryReport["again"] {
  const found = new Map<number, { files: number; bytes: number }>();
  for (const { bytes, builds } of files) {
    const sum = found.get(builds.length) ?? { files: 0, bytes: 0 };
    found.set(builds.length, { files: sum.files + 1, bytes: sum.bytes + bytes });
  }
  return [...found].sort(([a], [b]) => a - b).map(([builds, sum]) => ({ builds, ...sum }));
}

/** Groups files by directory; files at the root remain separate. */
function byDirectory(files: readonly SentFile[]): RepositoryReport["repeated"][number][] {
  const found = new Map<string, { files: number; bytes: number; again: number }>();
  for (const { path, bytes, builds } of files) {
    const slash = path.lastIndexOf("/");
    const key = slash < 0 ? path : `${path.slice(0, slash)}/`;
    const sum = found.get(key) ?? { files: 0, bytes: 0, again: 0 };
    found.set(key, {
      files: sum.files + 1,
      bytes: sum.bytes + bytes,
      again: sum.again + bytes * Math.max(builds.length - 1, 0),
    });
  }
  return [...found].map(([path, sum]) => ({ path: toText(path), ...sum }));
}

const byPath = (a: { readonly path: string }, b: { readonly path: string }) => (a.path < b.path ? -1 : 1);
