import type { History } from "../context/git/history.ts";
import type { Pattern } from "../ignore/pattern.ts";
import type { Destinations } from "../image/destinations.ts";
import type { Problem, Severity, WalkedEntry } from "../model.ts";
import type { BuildPlan } from "../plan/build-plan.ts";
import type { SecretScan } from "../survey/secrets.ts";
import type { Finding, RuleId } from "./finding.ts";
import type { LintRule, Remark } from "./lint/remark.ts";

/** Limits that the user may set, in bytes. */
export interface Limits {
  readonly largeFile: number;
  readonly largeDirectory: number;
}

/** What a rule knows before the walk. */
export interface RuleContext {
  readonly plan: BuildPlan;
  readonly limits: Limits;
  /** What BuildKit is sent, available after the walk; null for other builders and without a Dockerfile. */
  readonly destinations: Destinations | null;
  /** What the last commits changed; null if not requested. */
  readonly history: History | null;
  /** Remarks on the lines of the ignore file, by rule; available after the walk. */
  readonly remarks: (rule: LintRule) => readonly Remark[];
  /** Whether to measure what costs more than a report may, as `ctxcheck lint` does. */
  readonly thorough: boolean;
  /** Patterns of the root's ignore file if the one next to the Dockerfile replaces it; else none. */
  readonly replaced: readonly Pattern[];
  /** Whether a path of the context exists (lstat). */
  readonly exists: (path: string) => boolean;
}

/**
 * A rule while a context is walked. It receives every entry in the order of the walk, a directory when it is left, and
 * returns what it found.
 */
export interface RuleRun {
  entry?(entry: WalkedEntry): readonly Finding[];
  problem?(problem: Problem): readonly Finding[];
  /** Called after the walk with the result of the content scan; null if the content is not read. */
  scanned?(scan: SecretScan | null): readonly Finding[];
  /** Called after the walk. */
  end?(): readonly Finding[];
}

/** To add a rule: one file like large-file.ts, one row in rules.ts, its words in message.ts and docs/rules.md. */
export interface Rule {
  readonly id: RuleId;
  /** Highest severity that it reports. */
  readonly severity: Severity;
  /** One sentence for `--help` and the documentation. */
  readonly summary: string;
  /**
   * Whether its result for an entry depends on the Dockerfile, and not only on what is sent. Builds share results only
   * without a history, and only with builders that send what is requested.
   */
  readonly looksAtDockerfile?: (entry: WalkedEntry) => boolean;
  start(context: RuleContext): RuleRun;
}
