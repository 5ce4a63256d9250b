import type { Verdict } from "../builders/builder.ts";
import type { SentEntry } from "../builders/wire/wire.ts";
import type { Bytes } from "../bytes.ts";
import type { Problem, WalkedEntry } from "../model.ts";

/** Who listens to a walk. A directory comes when it is left: only then is it known whether it is sent. */
export interface Listener {
  /** Before the walk goes into a directory: its own verdict, and the name that comes after it, if there is one. */
  enters?(path: Bytes, verdict: Verdict, next: Bytes | undefined): void;
  /** `id`: in the tree. */
  entry(entry: WalkedEntry, id: number): void;
  problem(problem: Problem): void;
  /** What is sent, in the order of the builder: a directory before what it holds. */
  sent?(entry: SentEntry): void;
}
