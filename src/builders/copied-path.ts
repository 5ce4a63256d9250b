import type { Bytes } from "../bytes.ts";
import type { Pattern } from "../ignore/pattern.ts";

/** Something of the context that an instruction takes. */
export interface CopiedPath {
  /**
   * "entry": what stands at `path` itself; "link": a symbolic link that leads to what is taken; "content": what is in
   * the directory there, as far as the rules let it; "mounted": the same whatever the rules say.
   */
  readonly kind: "entry" | "link" | "content" | "mounted";
  /** Where it is, links followed; "" is the context. */
  readonly path: Bytes;
  /** The path that the rules are applied to, where links led elsewhere. */
  readonly named: Bytes;
  /** The rules: the ignore file's patterns, and those of the instruction behind them. */
  readonly patterns: readonly Pattern[];
}

/** An instruction that fails, and the build with it. */
export interface FailedCopy {
  /** 1-based line in the Dockerfile. */
  readonly line: number;
  /** The source as the builder understands it. */
  readonly source: Bytes;
  /** In the builder's words. */
  readonly reason: string;
}

export interface CopiedPaths {
  readonly copiedPaths: readonly CopiedPath[];
  readonly failed: readonly FailedCopy[];
  /** Sources that are excluded, and skipped silently. */
  readonly skipped?: readonly Omit<FailedCopy, "reason">[];
}
