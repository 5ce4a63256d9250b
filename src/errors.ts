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
  /** Of the Dockerfile, for "dockerfile", where one line is to blame. */
  readonly line?: number | undefined;
  /** The option with a wrong value, without dashes. */
  readonly option?: string;
  /** The message without the place or the option in front of it or behind. */
  readonly what?: string;
  /** The flag of an instruction that the builder does not know. */
  readonly flag?: string;
  /** The directory given as the context does not exist. */
  readonly noContext?: boolean;
}

/** Code "usage". */
export const wrongUse = (message: string, hint?: string): CtxcheckError =>
  new CtxcheckError("usage", message, hint);

/** The value of an option is wrong; `relabel` of the command line says where it came from. */
export function wrongOption(
  option: string,
  what: string,
  hint?: string,
  code: ErrorCode = "usage",
): CtxcheckError {
  return new CtxcheckError(code, `--${option}: ${what}`, hint, { option, what });
}

/** Null if anything is refused, also what is beyond a limit: it is reported elsewhere, or means no. */
export function unlessReported<T>(ask: () => T): T | null {
  try {
    return ask();
  } catch (error) {
    if (error instanceof CtxcheckError) return null;
    throw error;
  }
}

/** Null where a builder or a reader refuses. What is beyond a limit is not a builder's word, and is thrown on as is any other error. */
export function unlessRefused<T>(ask: () => T): T | null {
  try {
    return ask();
  } catch (error) {
    if (error instanceof CtxcheckError && error.code !== "limit") return null;
    throw error;
  }
}
