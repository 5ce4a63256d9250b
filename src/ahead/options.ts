import type { Bytes } from "../bytes.ts";
import type { Tree } from "../context/tree.ts";
import type { Stopwatch } from "../timing.ts";

/** A walk that other threads may read ahead of. */
export interface AheadOptions {
  readonly source: Tree;
  /** Absolute, links resolved. */
  readonly root: Bytes;
  /** Identifies the build, as data that can be sent to another thread. */
  readonly build: object;
  readonly measureExcluded: boolean;
  /** How many threads to use once the walk turns out to be long; if undefined, as many as are worthwhile. */
  readonly threads?: number | undefined;
  readonly watch?: Stopwatch | undefined;
}
