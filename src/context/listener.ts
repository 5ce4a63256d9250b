import type { Verdict } from "../builders/builder.ts";
import type { SentEntry } from "../builders/wire/wire.ts";
import type { Bytes } from "../bytes.ts";
import type { Problem, WalkedEntry } from "../model.ts";

/** Receives the events of a walk. A directory is reported when it is left: only then is it known whether it is sent. */
export interface Listener {
  /**
   * Called before the walk enters a directory, with the directory's own verdict and the name that comes after it, if
   * any.
   */
  enters?(path: Bytes, verdict: Verdict, next: Bytes | undefined): void;
  /** `id`: of the entry in the tree. */
  entry(entry: WalkedEntry, id: number): void;
  problem(problem: Problem): void;
  /** Called for what is sent, in the order of the builder: a directory before its contents. */
  sent?(entry: SentEntry): void;
}
