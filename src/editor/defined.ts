import type { Build, FileProblem } from "../builds/model.ts";
import type { Tree } from "../context/tree.ts";
import { CtxcheckError, unlessReported } from "../errors.ts";
import { inspectBuild } from "../inspect.ts";
import { once } from "../once.ts";
import type { PlanOptions } from "../plan/options.ts";
import { planBuild } from "../plan/plan.ts";
import type { Report } from "../report-model.ts";
import { type Checked, isRefused, type Refused } from "./look.ts";
import { lookSoon } from "./soon.ts";

/** A build defined by a Compose or Bake file. */
export interface NamedBuild {
  readonly build: Build;
  readonly options: PlanOptions;
  /** Why nothing is sent from here for this build; null if something may be. */
  readonly elsewhere: string | null;
}

/** Reads the builds of a file (absolute path) in an open folder; reads nothing outside that folder. */
export type ReadDefinition = (
  file: string,
  root: string,
  source: Tree,
) => { readonly builds: readonly NamedBuild[]; readonly problems: readonly FileProblem[] };

export interface Defined extends NamedBuild {
  readonly found: Checked | Refused | null;
  /** Null if unknown. */
  readonly sent: Report["sent"] | null;
  /** What it sends; read on demand. */
  readonly report: () => Promise<Report | null>;
}

/** What is found about the builds of a file. */
export interface Definition {
  readonly builds: readonly Defined[];
  readonly problems: readonly FileProblem[];
}

/** Checks only their texts and copies, independently of the size of the tree. */
export function lookAtDefinition(read: ReturnType<ReadDefinition>): Definition {
  const builds = read.builds.map((named): Defined => {
    const isSent = named.build.problem === null && named.elsewhere === null;
    return {
      ...named,
      found: isSent ? lookSoon(named.options, null) : null,
      sent: null,
      report: once(async () => (isSent ? inspectNamed(named.options) : null)),
    };
  });
  return { builds, problems: read.problems };
}

/** Adds the full report of each build. */
export async function lookThrough({ builds, problems }: Definition): Promise<Definition> {
  const whole: Defined[] = [];
  for (const one of builds) {
    const report = one.found === null || isRefused(one.found) ? null : await one.report();
    const plan = report && unlessReported(() => planBuild(one.options));
    whole.push(
      report === null || plan === null ? one : { ...one, found: { plan, report }, sent: report.sent },
    );
  }
  return { builds: whole, problems };
}

async function inspectNamed(options: PlanOptions): Promise<Report | null> {
  const limits = { largeFile: Number.POSITIVE_INFINITY, largeDirectory: Number.POSITIVE_INFINITY };
  try {
    return await inspectBuild({ ...options, measureExcluded: false, limits, threads: 0 });
  } catch (error) {
    if (error instanceof CtxcheckError) return null;
    throw error;
  }
}
