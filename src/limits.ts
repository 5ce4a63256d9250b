import { CtxcheckError } from "./errors.ts";

/** What ctxcheck is prepared to read, hold and compute, far above what anyone writes: the table of docs/security.md. */
export const limits = {
  /** Of one Dockerfile. */
  instructions: 50_000,
  words: 250_000,
  stages: 2_000,
  /** Bytes to which the variables of one build may expand, including those that a stage inherits. */
  expansion: 64 * 1024 ** 2,
  /** Comparisons in one substitution such as `${x#pattern}`. */
  substitution: 20_000_000,
  /** Bytes of a file that is read as a whole: a Dockerfile, an ignore file, a saved report. */
  wholeFile: 128 * 1024 ** 2,
  /** Of an ignore file on which builders are compared. */
  comparedLines: 50_000,
  /** Bytes of a path in a commit, and of a WORKDIR: PATH_MAX of Linux. */
  path: 4_096,
  /** Levels of nested directories. */
  depth: 2_048,
  /** Contents of a commit that are too long to be read together with others: each needs a git process of its own. */
  longContents: 1_000,
  /** Values, and characters of text, computed by the definitions of a directory's builds. */
  buildSteps: 10_000_000,
  /** Builds of a directory. */
  builds: 10_000,
  /** File names compared with wildcards of one build's instructions. */
  comparisons: 10_000_000,
  /** Paths to which links lead the instructions of one build, counted per instruction. */
  followed: 250_000,
  /** Files and directories that the instructions of one build put into its stages. */
  imageEntries: 3_000_000,
} as const;

/** Throws CtxcheckError "limit": a partial answer would be a wrong one. */
export function beyondLimit(what: string, hint?: string): never {
  throw new CtxcheckError("limit", `${what}; ${limitNotice}`, hint);
}

export const limitNotice = "ctxcheck goes no further (docs/security.md)";
