import { compareRepository } from "./baseline.ts";
import { checkRepository } from "./budgets.ts";
import { sharedFindings } from "./findings.ts";
import type { BuildReport, RepositoryReport } from "./model.ts";
import type { Part } from "./part.ts";
import { sumFiles } from "./sums.ts";
import { WhoSends } from "./who-sends.ts";

/** What parts of one repository say together: on one machine there is one part. */
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

/** What a build does not have of the baseline another may have: that is reported of all together. */
function quietly(build: BuildReport): BuildReport {
  const { report } = build;
  if (report === null || report.baseline === null) return build;
  return { ...build, report: { ...report, baseline: { ...report.baseline, vanished: [] } } };
}

function togetherFiles(parts: readonly Part[]) {
  const [only, ...others] = parts;
  if (only !== undefined && others.length === 0) return only.files;
  const files = new WhoSends();
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
