import { type Bytes, toText } from "../bytes.ts";
import { type About, CtxcheckError } from "../errors.ts";
import { limitNotice, limits } from "../limits.ts";

/** What BuildKit would reject, before the line is known. `atLine` turns it into the public error. */
export class Refusal extends Error {
  readonly hint: string | undefined;
  /** "limit": BuildKit would continue. */
  readonly code: "dockerfile" | "limit";
  readonly about: About;

  constructor(what: string, hint?: string, code: Refusal["code"] = "dockerfile", about: About = {}) {
    super(what);
    this.hint = hint;
    this.code = code;
    this.about = about;
  }
}

/** Rejects the Dockerfile. `what`: BuildKit's own wording. `hint`: the fix, if there is one. */
export function refuse(what: string, hint?: string, about?: About): never {
  throw new Refusal(what, hint, "dockerfile", about);
}

/** Returns a path that a system can have. */
export const possiblePath = (path: Bytes): Bytes =>
  path.length > limits.path ? refuseLimit(`a WORKDIR has more than ${limits.path} bytes`) : path;

/** Rejects what exceeds one of ctxcheck's own limits. */
export function refuseLimit(what: string): never {
  throw new Refusal(`${what}; ${limitNotice}`, undefined, "limit");
}

/** Runs `read`; a refusal in it is thrown as `CtxcheckError` "<what> on line <line>". */
export function atLine<T>(line: number, read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (error instanceof Refusal) {
      throw new CtxcheckError(error.code, `${error.message} on line ${line}`, error.hint, {
        ...error.about,
        ...{ line, what: error.message },
      });
    }
    throw error;
  }
}

/** Rejects the file as a whole, if no line is to blame. */
export function refuseFile(what: string, hint?: string): never {
  throw new CtxcheckError("dockerfile", what, hint);
}

/** Quotes text for a message: control characters escaped, cut at 80 characters. */
export function quoted(value: Bytes): string {
  const text = toText(value);
  return JSON.stringify(text.length > 80 ? `${text.slice(0, 77)}...` : text);
}
