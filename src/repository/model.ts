import type { Build, FileProblem } from "../builds/model.ts";
import type { BaselineReport } from "../gate/baseline.ts";
import type { Budget } from "../gate/budget.ts";
import type { BudgetLine } from "../gate/budget-line.ts";
import type { NamedBaseline } from "../gate/compare-baseline.ts";
import type { Amount, Severity } from "../model.ts";
import type { Report, ReportedFinding } from "../report-model.ts";
import type { SentFile } from "./who-sends.ts";

/** What a repository's builds send, and what should not be there: `--all --format json`, version 1. Sizes are bytes. */
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
  readonly union: Amount;
  /** What all builds send, one after the other. */
  readonly sent: Amount;
  /** How often files are sent: by so many builds. */
  readonly again: readonly (Amount & { readonly builds: number })[];
  /** What is sent more than once, by what the second and further times take; the largest first. */
  readonly repeated: readonly (Amount & { readonly path: string; readonly again: number })[];
  /** Let into a context, and sent by no build. */
  readonly unsent: Amount & { readonly directories: readonly (Amount & { readonly path: string })[] };
  /** Each once, with the builds that have it. */
  readonly findings: readonly SharedFinding[];
  /** Of one build, or of all together; those that hold for each build are in its report. Null if there is none. */
  readonly budget: Budget | null;
  readonly baseline: BaselineReport | null;
  readonly problems: readonly FileProblem[];
}

export interface BuildReport extends Build {
  /** Null if it was not inspected: `problem` says why. */
  readonly report: Report | null;
  /** Of one that was not inspected: the others have theirs in the report. */
  readonly findings: readonly ReportedFinding[];
  /** The builder would refuse it. */
  readonly refused: boolean;
}

/** A path counts from the context of the builds. */
export type SharedFinding = ReportedFinding & { readonly builds: readonly string[] };

/** A build, and its place among all builds of the repository. */
export interface Placed<B extends Build = Build> {
  readonly at: number;
  readonly build: B;
}

/** What is said of the whole repository, on whichever machine. */
export interface Whole {
  /** Builds of the repository, chosen ones. */
  readonly count: number;
  /** Budgets of one build, or of all together. */
  readonly budgets: readonly BudgetLine[];
  readonly baseline: NamedBaseline | null;
  /** Severities that make the exit code 1. */
  readonly failing: readonly Severity[];
  readonly problems: readonly FileProblem[];
  /** One of them is of a file that a builder reads: what it defines is not known, and nothing is clean. */
  readonly refused: boolean;
}

/** Some builds of a repository, inspected. */
export interface Part {
  readonly whole: Whole;
  readonly builds: readonly Placed<BuildReport>[];
  readonly files: readonly SentFile[];
}
