import { CtxcheckError } from "./errors.ts";

/** What ctxcheck is ready to read, hold and compute, far above what anyone writes: the table of docs/security.md. */
export const limits = {
  /** Of a Dockerfile. */
  instructions: 50_000,
  words: 250_000,
  stages: 2_000,
  /** Bytes to which the variables of one build may expand, those that a stage inherits included. */
  expansion: 64 * 1024 ** 2,
  /** Comparisons in one substitution such as `${x#pattern}`. */
  substitution: 20_000_000,
  /** Bytes of a file that is read as a whole: a Dockerfile, an ignore file, a saved report. */
  wholeFile: 128 * 1024 ** 2,
  /** Of an ignore file that builders are compared over. */
  comparedLines: 50_000,
  /** Bytes of a path in a commit: PATH_MAX of Linux. */
  path: 4_096,
  /** Directories one inside the other. */
  depth: 2_048,
  /** Contents of a commit that are too long to be read together with others: each takes its own git process. */
  longContents: 1_000,
  /** Values, and characters of text, that the definitions of a directory's builds compute. */
  buildSteps: 10_000_000,
  /** Builds of a directory. */
  builds: 10_000,
  /** Names of files that wildcards of one build's instructions are held against. */
  comparisons: 10_000_000,
  /** Paths to which links lead the instructions of one build, each instruction alone. */
  followed: 250_000,
  /** Files and directories that the instructions of one build put into its stages. */
  imageEntries: 3_000_000,
} as const;

/** Throws CtxcheckError "limit": a part of an answer would be a false one. */
export function beyondLimit(what: string, hint?: string): never {
  throw new CtxcheckError("limit", `${what}; ${goesNoFurther}`, hint);
}

export const goesNoFurther = "ctxcheck goes no further (docs/security.md)";
