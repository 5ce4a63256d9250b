/** Why ctxcheck refuses to answer. Codes never change, so that scripts may rely on them. */
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
 * Wrong use, or something that the builder itself would reject. `message` says what happened and where, `hint` what to
 * do. Anything else that is thrown is a bug in ctxcheck.
 */
export class CtxcheckError extends Error {
  override readonly name = "CtxcheckError";
  readonly code: ErrorCode;
  readonly hint: string | undefined;
  readonly about: About;

  constructor(code: ErrorCode, message: string, hint?: string, about: About = {}) {
    super(message);
    this.code = code;
    this.hint = hint;
    this.about = about;
  }
}

/** What the message is about, as data, so that no one has to parse the text. */
export interface About {
  /** Line of the Dockerfile, for "dockerfile", if a single one is to blame. */
  readonly line?: number | undefined;
  /** The option with an invalid value, without dashes. */
  readonly option?: string;
  /** The message without a place or an option before or after it. */
  readonly what?: string;
  /** The flag of an instruction that the builder does not support. */
  readonly flag?: string;
  /** The directory given as the context does not exist. */
  readonly noContext?: boolean;
}

/** Code "usage". */
export const wrongUse = (message: string, hint?: string): CtxcheckError =>
  new CtxcheckError("usage", message, hint);

/** Creates the error for an invalid option value; `relabel` of the command line adds its origin. */
export function wrongOption(
  option: string,
  what: string,
  hint?: string,
  code: ErrorCode = "usage",
): CtxcheckError {
  return new CtxcheckError(code, `--${option}: ${what}`, hint, { option, what });
}

/** Returns null if anything is refused, including what exceeds a limit: it is reported elsewhere, or means no. */
export function unlessReported<T>(ask: () => T): T | null {
  try {
    return ask();
  } catch (error) {
    if (error instanceof CtxcheckError) return null;
    throw error;
  }
}

/**
 * Returns null if a builder or a reader refuses. Exceeding a limit is not the builder's decision and is rethrown, like
 * any other error.
 */
export function unlessRefused<T>(ask: () => T): T | null {
  try {
    return ask();
  } catch (error) {
    if (error instanceof CtxcheckError && error.code !== "limit") return null;
    throw error;
  }
}
