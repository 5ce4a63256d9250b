import type { PlanOptions } from "../plan/options.ts";
import type { Stopwatch } from "../timing.ts";

/** Of a walk that others may read ahead of. */
export interface AheadOptions extends PlanOptions {
  readonly measureExcluded: boolean;
  /** How many threads read ahead of a walk, once it turns out to be long; where undefined, as many as pay. */
  readonly threads?: number;
  readonly watch?: Stopwatch;
}
