import type { Build, FileProblem } from "../builds/model.ts";
import type { BaselineReport } from "../gate/baseline.ts";
import type { Budget } from "../gate/budget.ts";
import type { BudgetLine } from "../gate/budget-line.ts";
import type { NamedBaseline } from "../gate/compare-baseline.ts";
import type { Amount, Severity } from "../model.ts";
import type { Report, ReportedFinding } from "../report-model.ts";
import type { SentFile } from "./senders-by-file.ts";

/** What a repository's builds send, and what should not be there: `--all --format json`, version 1. Sizes are bytes. */
export interface RepositoryReport {
  readonly version: 1;
  readonly builds: readonly BuildReport[];
  /** Contexts that several builds share. */
  readonly shared: readonly {
    readonly context: string;
    readonly ignoreFile: string | null;
    readonly builds: readonly string[];
  }[];
  /** Every file that some build sends, counted once. */
  readonly union: Amount;
  /** What all builds send, added up. */
  readonly sent: Amount;
  /** Files by the number of builds that send them. */
  readonly again: readonly (Amount & { readonly builds: number })[];
  /** Paths sent more than once, with the bytes that the repetitions take; largest first. */
  readonly repeated: readonly (Amount & { readonly path: string; readonly again: number })[];
  /** Files included in a context and sent by no build. */
  readonly unsent: Amount & { readonly directories: readonly (Amount & { readonly path: string })[] };
  /** Each finding once, with the builds that have it. */
  readonly findings: readonly SharedFinding[];
  /**
   * Budgets of one build, or of all together; those that hold for each build are in its report. Null if there are none.
   */
  readonly budget: Budget | null;
  readonly baseline: BaselineReport | null;
  readonly problems: readonly FileProblem[];
}

export interface BuildReport extends Build {
  /** Null if the build was not inspected: `problem` says why. */
  readonly report: Report | null;
  /** Findings of a build that was not inspected: the others have theirs in the report. */
  readonly findings: readonly ReportedFinding[];
  /** Whether the builder would refuse the build. */
  readonly refused: boolean;
}

/** A path is relative to the context of the builds. */
export type SharedFinding = ReportedFinding & { readonly builds: readonly string[] };

/** A build and its position among all builds of the repository. */
export interface Placed<B extends Build = Build> {
  readonly at: number;
  readonly build: B;
}

/** What holds for the whole repository, on every machine. */
export interface Whole {
  /** Number of builds of the repository that are selected. */
  readonly count: number;
  /** Budgets of one build, or of all together. */
  readonly budgets: readonly BudgetLine[];
  readonly baseline: NamedBaseline | null;
  /** Severities that cause exit code 1. */
  readonly failing: readonly Severity[];
  readonly problems: readonly FileProblem[];
  /** Whether a problem is in a file that a builder reads: what it defines is unknown, so nothing is clean. */
  readonly refused: boolean;
}

/** Some builds of a repository, inspected. */
export interface Part {
  readonly whole: Whole;
  readonly builds: readonly Placed<BuildReport>[];
  readonly files: readonly SentFile[];
}
