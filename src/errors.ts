/** Why ctxcheck refuses to answer. A code never changes; scripts may rely on it. */
export type ErrorCode =
  | "usage"
  | "config"
  | "baseline"
  | "context"
  | "dockerfile"
  | "ignore-file"
  | "ignore-file-too-long"
  | "bad-pattern"
  | "illegal-exclusion"
  | "unprintable-pattern"
  | "too-many-patterns"
  | "copy-failed"
  | "unreadable"
  | "not-expressible"
  | "limit";

/**
 * Wrong use, or something the builder itself would refuse. `message` says what happened and where,
 * `hint` what to do. Anything else that is thrown is a bug of ctxcheck.
 */
export class CtxcheckError extends Error {
  override readonly name = "CtxcheckError";
  readonly code: ErrorCode;
  readonly hint: string | undefined;
  /** Of the Dockerfile, for "dockerfile", where one line is to blame. */
  readonly line: number | undefined;

  constructor(code: ErrorCode, message: string, hint?: string, line?: number) {
    super(message);
    this.code = code;
    this.hint = hint;
    this.line = line;
  }
}

/** Null where a builder or a reader refuses. What is beyond a limit is no builder's word, and is thrown on as is any other error. */
export function unlessRefused<T>(ask: () => T): T | null {
  try {
    return ask();
  } catch (error) {
    if (error instanceof CtxcheckError && error.code !== "limit") return null;
    throw error;
  }
}
