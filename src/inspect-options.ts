import type { RuleId } from "./findings/finding.ts";
import type { Thorough } from "./findings/lint/lint.ts";
import type { Limits } from "./findings/rule.ts";
import type { RuleSetting } from "./findings/settings.ts";
import type { BudgetLine } from "./gate/budget-line.ts";
import type { NamedBaseline } from "./gate/compare-baseline.ts";
import type { OnProgress, WalkedEntry } from "./model.ts";
import type { PlanOptions } from "./plan/options.ts";
import type { AllowList } from "./secrets/allow.ts";
import type { SecretOptions } from "./survey/secrets.ts";
import type { Shared } from "./survey/shared.ts";
import type { Stopwatch } from "./timing.ts";

/** What is asked of a report: which build, and what it is judged by. */
export interface InspectOptions extends PlanOptions {
  /** Walk what is excluded too, to measure it. */
  readonly measureExcluded: boolean;
  readonly limits: Limits;
  readonly budgets?: readonly BudgetLine[];
  /** What is set for rules; the last that is for a finding holds. */
  readonly rules?: readonly RuleSetting[];
  /** What is accepted, and what growth is measured from. */
  readonly baseline?: NamedBaseline | null;
  /** Of fingerprints; that of the baseline where there is none, else a public one. */
  readonly salt?: string;
  /** Secrets that are known and no findings. */
  readonly allow?: AllowList;
  /** Reads what is sent and looks for secrets; left out, or null, names alone are judged. */
  readonly secrets?: SecretOptions | null;
  /** Run `git log` to see which copies change often; nothing is executed otherwise. */
  readonly history?: boolean;
  /** Measure what `ctxcheck lint` reports, too. */
  readonly thorough?: Thorough;
  /** List every file that is sent. */
  readonly files?: boolean;
  /** The rules that are asked; all where it is left out. */
  readonly isAsked?: (rule: RuleId) => boolean;
  /** What other builds over the same tree found out: what nothing requests of one of them is not walked again. */
  readonly shared?: Shared;
  /** Hears every entry of the context, as the builder judges it; one that is let through, once at least of all that share. */
  readonly entry?: (entry: WalkedEntry) => void;
  /** Of those that share: told instead of entries where an earlier `entry` heard them already. */
  readonly alike?: (earlier: (entry: WalkedEntry) => void) => void;
  /** Told where the time goes. */
  readonly watch?: Stopwatch;
  /** Called now and then during the walk with the count of entries met so far. */
  readonly onProgress?: OnProgress;
}
