import type { Bytes } from "../bytes.ts";
import type { Pattern } from "../ignore/pattern.ts";

/** A part of the context that an instruction takes. */
export interface CopiedPath {
  /**
   * "entry": the entry at `path` itself; "link": a symbolic link that leads to what is taken; "content": what that
   * directory holds, as far as the rules allow it; "mounted": the same regardless of the rules.
   */
  readonly kind: "entry" | "link" | "content" | "mounted";
  /** Path with links followed; "" is the context. */
  readonly path: Bytes;
  /** The path that the rules are applied to, if links led elsewhere. */
  readonly named: Bytes;
  /** The rules: the ignore file's patterns, then those of the instruction. */
  readonly patterns: readonly Pattern[];
}

/** An instruction that fails, and with it the build. */
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
  /** Sources that are excluded and silently skipped. */
  readonly skipped?: readonly Omit<FailedCopy, "reason">[];
}
