import type { Build, FileProblem } from "./builds/model.ts";
import { CtxcheckError } from "./errors.ts";
import type { Report, ReportedFile, ReportedFinding } from "./report-model.ts";

/** What a repository's builds send, and what should not be there: `--all --format json`, version 1. */
export interface RepositoryReport {
  readonly version: 1;
  readonly builds: readonly BuildReport[];
  /** Contexts that several builds send something of. */
  readonly shared: readonly {
    readonly context: string;
    readonly ignoreFile: string | null;
    readonly builds: readonly string[];
  }[];
  /** Every file that some build sends, once. */
  readonly union: { readonly files: number; readonly bytes: number };
  /** What all builds send, one after the other. */
  readonly sent: { readonly files: number; readonly bytes: number };
  /** Each once, with the builds that have it. */
  readonly findings: readonly SharedFinding[];
  readonly problems: readonly FileProblem[];
}

export interface BuildReport extends Build {
  /** Null where it was not inspected: `problem` says why. */
  readonly report: Report | null;
  /** The builder would refuse it. */
  readonly refused: boolean;
}

export type SharedFinding = (ReportedFinding | CommitFinding) & { readonly builds: readonly string[] };

/** A build of the commit: the ignore file of the checkout is not read. */
interface CommitFinding extends Pick<ReportedFinding, "severity" | "accepted" | "path" | "line" | "message"> {
  readonly rule: "git-context";
}

/** Inspects one build, with the files that it sends; throws CtxcheckError where the builder would refuse it. */
export type InspectOne = (build: Build) => Promise<Report>;

/** Inspects builds one after the other. */
export async function inspectAll(
  builds: readonly Build[],
  problems: readonly FileProblem[],
  inspect: InspectOne,
): Promise<RepositoryReport> {
  const reports: BuildReport[] = [];
  const sent: { build: Build; files: readonly ReportedFile[] }[] = [];
  for (const build of builds) {
    const report = await inspectOne(build, inspect);
    if ("problem" in report) {
      reports.push({ ...build, problem: report.problem, report: null, refused: report.refused });
      continue;
    }
    sent.push({ build, files: report.files ?? [] });
    reports.push({ ...build, report: { ...report, files: null }, refused: false });
  }
  return {
    version: 1,
    builds: reports,
    shared: sharedContexts(reports),
    union: union(sent),
    sent: {
      files: sent.reduce((sum, { files }) => sum + files.length, 0),
      bytes: sent.reduce((sum, { files }) => sum + files.reduce((bytes, file) => bytes + file.bytes, 0), 0),
    },
    findings: [...sharedFindings(reports), ...commitFindings(builds)],
    problems,
  };
}

interface NotInspected {
  readonly problem: string;
  readonly refused: boolean;
}

async function inspectOne(build: Build, inspect: InspectOne): Promise<Report | NotInspected> {
  const problem = build.problem ?? notInspected(build);
  if (problem !== null) return { problem, refused: build.problem !== null };
  try {
    return await inspect(build);
  } catch (error) {
    if (error instanceof CtxcheckError) return { problem: error.message, refused: true };
    throw error;
  }
}

/** Nothing outside of the directory is read unless the caller names it. */
function notInspected({ context, dockerfile, git }: Build): string | null {
  if (git === true) return "it builds the commit, not the checkout";
  if (/^(https?|git|ssh):\/\/|^git@|^github\.com\//.test(context))
    return "its context is remote: nothing is sent from here";
  const leadsOut = (path: string) => path.startsWith("/") || path === ".." || path.startsWith("../");
  if (leadsOut(context)) return "its context lies outside the directory and is not read";
  return dockerfile !== null && leadsOut(dockerfile)
    ? "its Dockerfile lies outside the directory and is not read"
    : null;
}

function union(sent: readonly { build: Build; files: readonly ReportedFile[] }[]): RepositoryReport["union"] {
  const sizes = new Map<string, number>();
  for (const { build, files } of sent)
    for (const { path, bytes } of files) {
      const full = build.context === "" ? path : `${build.context}/${path}`;
      sizes.set(full, Math.max(bytes, sizes.get(full) ?? 0));
    }
  return { files: sizes.size, bytes: [...sizes.values()].reduce((sum, bytes) => sum + bytes, 0) };
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

/** The same of one ignore file and path stands once. */
function sharedFindings(reports: readonly BuildReport[]): SharedFinding[] {
  const found = new Map<string, { finding: ReportedFinding; builds: string[] }>();
  for (const { name, context, report } of reports)
    for (const finding of report?.findings ?? []) {
      const { rule, path, line, detail, message, secret } = finding;
      const which = path === null || secret !== null ? [line, message] : [detail];
      const key = JSON.stringify([rule, report?.fromHere.ignoreFile ?? null, context, path, which]);
      const one = found.get(key) ?? { finding, builds: [] };
      one.builds.push(name);
      found.set(key, one);
    }
  return [...found.values()].map(({ finding, builds }) => ({ ...finding, builds }));
}

function commitFindings(builds: readonly Build[]): SharedFinding[] {
  return builds
    .filter(({ git }) => git === true)
    .map(({ name, source }) => ({
      rule: "git-context",
      severity: "info",
      accepted: false,
      path: source.file,
      line: source.line,
      message: "the build takes the commit as its context: the ignore file of the checkout is not read",
      builds: [name],
    }));
}
