import type { RuleSetting } from "./findings/settings.ts";
import type { NamedBaseline } from "./gate/compare-baseline.ts";
import type { PlanOptions } from "./plan/options.ts";
import type { AllowList } from "./secrets/allow.ts";
import type { WalkOptions } from "./survey/walk-once.ts";

/** What to report on: which build, and what it is checked against. */
export interface InspectOptions extends PlanOptions, WalkOptions {
  /** What is set for rules; the last that is for a finding holds. */
  readonly rules?: readonly RuleSetting[];
  /** What is accepted, and what growth is measured from. */
  readonly baseline?: NamedBaseline | null;
  /** Of fingerprints; that of the baseline where there is none, else a public one. */
  readonly salt?: string;
  /** Secrets that are known and no findings. */
  readonly allow?: AllowList;
  /** Run `git log` to see which copies change often; nothing is executed otherwise. */
  readonly history?: boolean;
}
