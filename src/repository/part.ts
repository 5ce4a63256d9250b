import type { Build, FileProblem } from "../builds/model.ts";
import type { BudgetLine } from "../gate/budget-line.ts";
import type { NamedBaseline } from "../gate/compare-baseline.ts";
import type { Severity } from "../model.ts";
import type { BuildReport } from "./model.ts";
import type { SentFile } from "./who-sends.ts";

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
