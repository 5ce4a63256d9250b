import type { Report, ReportedFinding } from "../report-model.ts";

/** A place in a file, for programs that look it up: relative to the working directory, "/"-separated. */
export interface Place {
  readonly file: string;
  /** 1-based. */
  readonly line: number | null;
}

/** Where a finding is shown: the line it names, else what it is about; of a directory what lets it in. */
export function placeOf(finding: ReportedFinding, report: Report): Place {
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

/** The instruction that takes it, else the ignore file that lets it through. */
function entrance({ path, reachLine }: ReportedFinding, report: Report): Place {
  const { dockerfile, ignoreFile } = report.fromHere;
  if (dockerfile !== null && reachLine !== null) return { file: dockerfile, line: reachLine };
  return { file: ignoreFile ?? placeOfPath(path ?? "", report), line: null };
}

/** What is said of the build as a whole: its ignore file, or the Dockerfile that has none. */
export function buildPlace(report: Report): Place {
  const { ignoreFile, dockerfile, context } = report.fromHere;
  return { file: ignoreFile ?? dockerfile ?? join(context, ".dockerignore"), line: null };
}

/** Dockerfile and ignore file need not lie in the context. */
export function placeOfPath(path: string, { dockerfile, ignoreFile, fromHere }: Report): string {
  if (path === dockerfile) return fromHere.dockerfile ?? join(fromHere.context, "Dockerfile");
  if (path === ignoreFile && fromHere.ignoreFile !== null) return fromHere.ignoreFile;
  return join(fromHere.context, path);
}

const join = (directory: string, path: string): string =>
  directory === "" || path === "" ? directory || path || "." : `${directory}/${path}`;
