import type { RuleSetting } from "./findings/settings.ts";
import type { NamedBaseline } from "./gate/compare-baseline.ts";
import type { PlanOptions } from "./plan/options.ts";
import type { AllowList } from "./secrets/allow.ts";
import type { WalkOptions } from "./survey/walk-once.ts";

/** Options of a report: which build, and what it is checked against. */
export interface InspectOptions extends PlanOptions, WalkOptions {
  /** Rule settings; the last one that applies to a finding wins. */
  readonly rules?: readonly RuleSetting[];
  /** What is accepted, and what growth is measured from. */
  readonly baseline?: NamedBaseline | null;
  /** Salt of the fingerprints; that of the baseline by default, else a public one. */
  readonly salt?: string;
  /** Known secrets that are not findings. */
  readonly allow?: AllowList;
  /** Run `git log` to see which copies change often; otherwise nothing is executed. */
  readonly history?: boolean;
}
