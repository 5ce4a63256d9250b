import type { Build } from "../builds/model.ts";
import { isRemote } from "../builds/paths.ts";
import { notKnown, unknownIn } from "../builds/workflow/expressions.ts";
import { type Bytes, fromText } from "../bytes.ts";
import { CtxcheckError } from "../errors.ts";
import type { InspectOptions } from "../inspect-options.ts";
import type { WalkedEntry } from "../model.ts";
import type { Report, ReportedFinding } from "../report-model.ts";
import type { BuildReport, Part, Placed, Whole } from "./model.ts";
import { SendersByFile } from "./senders-by-file.ts";

type Listeners = Pick<InspectOptions, "entry" | "sameAs">;

/** How a build is inspected, and what may be read of it. */
export interface Inspecting {
  /** Reports every entry of the context to `listeners`; throws CtxcheckError if the builder would refuse the build. */
  readonly inspect: (build: Build, listeners: Required<Listeners>) => Promise<Report>;
  /** Returns the findings of a build that uses the commit. */
  readonly commitFindings: (build: Build) => Promise<readonly ReportedFinding[]>;
  /** Whether a path leads out of the directory, directly or through a symbolic link: nothing is read there. */
  readonly leadsOut: (path: string) => boolean;
  /** Whether the caller named these builds, so that one with a guessed context counts, too. */
  readonly named: boolean;
  /** Returns the build as it may be shown, without values of secrets. */
  readonly shown: (build: Build) => Build;
}

/** Inspects builds one after another. */
export async function inspectBuilds(
  builds: readonly Placed[],
  whole: Whole,
  inspecting: Inspecting,
): Promise<Part> {
  const files = new SendersByFile();
  const reports: Placed<BuildReport>[] = [];
  const positions = new Map<Required<Listeners>["entry"], number>();
  for (const { at, build } of builds) {
    const entry = entriesInto(files, build, at);
    positions.set(entry, at);
    const sameAs: Required<Listeners>["sameAs"] = (earlier) =>
      files.addSame(positions.get(earlier) ?? at, at);
    const result = await inspectOne(build, inspecting, { entry, sameAs });
    reports.push({ at, build: { ...inspecting.shown(build), ...result } });
  }
  return { whole, builds: reports, files: files.files() };
}

function entriesInto(files: SendersByFile, { context }: Build, at: number) {
  const prefix: Bytes = context === "" ? "" : `${fromText(context)}/`;
  return ({ path, sent, allowed, below, sentBytes, size }: WalkedEntry) => {
    if (below === undefined && (sent || allowed))
      files.add(prefix + path, sent ? sentBytes : size, sent ? at : null);
  };
}

type Result = Pick<BuildReport, "problem" | "report" | "findings" | "refused">;

async function inspectOne(
  build: Build,
  { inspect, leadsOut, commitFindings, named }: Inspecting,
  listeners: Required<Listeners>,
): Promise<Result> {
  const problem = build.problem ?? notInspected(build, leadsOut);
  if (problem !== null) {
    // An absolute path may lead back into the directory, as /proc/self/cwd does.
    const isElsewhere = sentElsewhere(build, leadsOut) !== null && !build.context.startsWith("/");
    const refused = build.problem === null ? !isElsewhere : isRefused(build);
    return { problem, report: null, findings: await commitFindings(build), refused };
  }
  const counts = named || build.guessed === undefined;
  try {
    const report = await inspect(build, listeners);
    const fails = counts && report.problems.some(({ refusal }) => refusal);
    return { problem: null, report, findings: [], refused: fails };
  } catch (error) {
    if (!(error instanceof CtxcheckError)) throw error;
    const unknown = isRefused(build) || unknownIn(error.message) === null ? null : unknownArgument(build);
    const problem = unknown ?? error.message;
    return { problem, report: null, findings: [], refused: unknown === null && counts };
  }
}

/** Returns why the value of an argument, in which a build failed, is known to a run alone; null if all are known. */
const unknownArgument = ({ args }: Build): string | null =>
  notKnown(...Object.values(args).filter((value) => value !== null));

/** What a workflow or a script computes at run time is unknown, which is not a refusal. */
const isRefused = ({ kind }: Build): boolean => kind === "compose" || kind === "bake";

/** Returns why a build is not inspected; null if it is. Nothing outside the directory is read. */
export function notInspected(build: Build, leadsOut: Inspecting["leadsOut"]): string | null {
  const { dockerfile, contexts } = build;
  const elsewhere = sentElsewhere(build, leadsOut);
  if (elsewhere !== null) return elsewhere;
  if (dockerfile !== null && leadsOut(dockerfile))
    return "its Dockerfile is outside the directory and is not read";
  const [name] = Object.entries(contexts).find(([, value]) => isDirectory(value) && leadsOut(value)) ?? [];
  return name === undefined ? null : `its context ${name} is outside the directory and is not read`;
}

/** Returns why a build sends nothing of the directory as its own context; null if it does. */
function sentElsewhere({ git, context }: Build, leadsOut: Inspecting["leadsOut"]): string | null {
  if (git === true) return "it builds the commit, not the checkout";
  if (isRemote(context)) return "its context is remote: nothing is sent from here";
  return leadsOut(context) ? "its context is outside the directory and is not read" : null;
}

/** Whether a named context is a directory: no image, target or Git reference. */
export const isDirectory = (value: string): boolean => !/^[a-z][a-z-]*:/.test(value) && !isRemote(value);
