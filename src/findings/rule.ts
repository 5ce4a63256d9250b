import type { History } from "../context/git/history.ts";
import type { Pattern } from "../ignore/pattern.ts";
import type { Destinations } from "../image/destinations.ts";
import type { Problem, Severity, WalkedEntry } from "../model.ts";
import type { BuildPlan } from "../plan/build-plan.ts";
import type { SecretScan } from "../survey/secrets.ts";
import type { Finding, RuleId } from "./finding.ts";
import type { LintRule, Remark } from "./lint/remark.ts";

/** What the user may set, in bytes. */
export interface Limits {
  readonly largeFile: number;
  readonly largeDirectory: number;
}

/** What a rule knows before the walk. */
export interface RuleContext {
  readonly plan: BuildPlan;
  readonly limits: Limits;
  /** What BuildKit is sent, after the walk; null for other builders and without a Dockerfile. */
  readonly destinations: Destinations | null;
  /** What the last commits changed; null if it was not requested. */
  readonly history: History | null;
  /** What is to say about the lines of the ignore file, by rule; after the walk. */
  readonly remarks: (rule: LintRule) => readonly Remark[];
  /** `ctxcheck lint`: measure what costs more than a report may. */
  readonly thorough: boolean;
  /** The patterns of the root's ignore file where the one beside the Dockerfile takes its place; else none. */
  readonly replaced: readonly Pattern[];
  /** Whether a path of the context exists (lstat). */
  readonly exists: (path: string) => boolean;
}

/**
 * A rule while a context is walked. It gets every entry in the order of the walk, a directory when it is
 * left, and says what it found.
 */
export interface RuleRun {
  entry?(entry: WalkedEntry): readonly Finding[];
  problem?(problem: Problem): readonly Finding[];
  /** After the walk, with what the content of the sent files says; null if it is not read. */
  scanned?(scan: SecretScan | null): readonly Finding[];
  /** After the walk. */
  end?(): readonly Finding[];
}

/** To add a rule: one file like large-file.ts, one row in rules.ts, its words in message.ts and docs/rules.md. */
export interface Rule {
  readonly id: RuleId;
  /** The highest that it gives. */
  readonly severity: Severity;
  /** One sentence for `--help` and the documentation. */
  readonly summary: string;
  /**
   * Of which entries it makes something that depends on the Dockerfile, and not only on what is sent. Builds share what they
   * are reported only without a history, and only by builders that send what is requested.
   */
  readonly looksAtDockerfile?: (entry: WalkedEntry) => boolean;
  start(context: RuleContext): RuleRun;
}
