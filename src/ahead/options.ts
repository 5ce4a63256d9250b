import type { Bytes } from "../bytes.ts";
import type { Tree } from "../context/tree.ts";
import type { Stopwatch } from "../timing.ts";

/** A walk that others may read ahead of. */
export interface AheadOptions {
  readonly source: Tree;
  /** Absolute, links resolved. */
  readonly root: Bytes;
  /** Which build walks, in words that can be sent to another thread. */
  readonly build: object;
  readonly measureExcluded: boolean;
  /** How many threads, once the walk turns out to be long; where undefined, as many as pay. */
  readonly threads?: number | undefined;
  readonly watch?: Stopwatch | undefined;
}
