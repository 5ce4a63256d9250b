import type { Finding } from "../findings/finding.ts";
import { once } from "../once.ts";
import type { BuildPlan } from "../plan/build-plan.ts";
import type { JunkRows } from "../survey/junk.ts";
import type { KnownBuild, KnownBuilds } from "./builds.ts";
import { type Keeping, keepingOf } from "./keeping.ts";
import { type Referring, referencesOf } from "./references.ts";
import type { Measured } from "./trial.ts";

/** Everything learned about a build during one walk. */
export interface Learned {
  readonly measured: Measured;
  readonly junkRows: JunkRows;
  readonly findings: readonly Finding[];
  readonly known: KnownBuilds;
}

/** What the decision about needs is based on. */
export interface Situation {
  readonly plan: BuildPlan;
  readonly junkRows: JunkRows;
  readonly builds: readonly KnownBuild[];
  /** Whether a Dockerfile could not be read, or there is none. */
  readonly isBlind: boolean;
  readonly keeping: Keeping;
  /** Finds what names a path in a source or a manifest, which are read on first use. */
  readonly refers: Referring;
}

export function situationOf({ measured, junkRows, known }: Omit<Learned, "findings">): Situation {
  const { plan } = measured;
  const { builds, unread } = known;
  const isBlind = builds.length === 0 || unread.length > 0;
  const refers = once(() => referencesOf(measured));
  return {
    ...{ plan, junkRows, builds, isBlind, keeping: keepingOf(measured) },
    refers: (path) => refers()(path),
  };
}
