import type { ReportedFinding } from "../report-model.ts";
import type { BuildReport, Part, Placed } from "./model.ts";

/** Reports a finding about a line of an ignore file only if every build that reads the file has it. */
export function agreeing(part: Part): Part {
  const counts = new Map<string, number>();
  const readers = new Map<string, number>();
  for (const { build } of part.builds) {
    const file = fileOf(build);
    if (file === null) continue;
    readers.set(file, (readers.get(file) ?? 0) + 1);
    for (const key of new Set(build.report?.findings.map((finding) => keyOf(finding, file))))
      counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  const isOfAll = (finding: ReportedFinding, file: string) =>
    counts.get(keyOf(finding, file)) === readers.get(file);
  return { ...part, builds: part.builds.map((placed) => kept(placed, isOfAll)) };
}

const fileOf = ({ report }: BuildReport): string | null => report?.fromHere.ignoreFile ?? null;

const keyOf = ({ rule, line, column }: ReportedFinding, file: string): string =>
  JSON.stringify([file, rule, line, column]);

function kept(
  { at, build }: Placed<BuildReport>,
  isOfAll: (finding: ReportedFinding, file: string) => boolean,
): Placed<BuildReport> {
  const file = fileOf(build);
  if (build.report === null || file === null) return { at, build };
  const findings = build.report.findings.filter((finding) => isOfAll(finding, file));
  return { at, build: { ...build, report: { ...build.report, findings } } };
}
