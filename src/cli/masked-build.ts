import type { Build, FileProblem } from "../builds/model.ts";
import { fromText } from "../bytes.ts";
import { keyKind } from "../secrets/key-names.ts";
import { mayHoldSecret } from "../secrets/mask-values.ts";

/** Shorter values occur in too much that is not secret. */
const shortest = 6;

/** Values whose name says that they are secrets: from the environment, from variable files, or set by hand. */
export class SecretValues {
  readonly #values = new Set<string>();

  add(name: string, value: string | undefined): void {
    if (value !== undefined && value.length >= shortest && isSecret(name)) this.#values.add(value);
  }

  /** Returns a text that may be shown. */
  mask(text: string): string {
    let shown = text;
    for (const value of this.#longestFirst()) shown = shown.replaceAll(value, hidden);
    return shown;
  }

  /** Returns a build that may be shown; its lookup keys are unchanged. */
  maskBuild(build: Build): Build {
    if (this.#values.size === 0) return build;
    const maskOne = (text: string | null) => (text === null ? null : this.mask(text));
    return {
      ...build,
      context: this.mask(build.context),
      dockerfile: maskOne(build.dockerfile),
      inline: maskOne(build.inline),
      target: maskOne(build.target),
      args: Object.fromEntries(Object.entries(build.args).map(([name, value]) => [name, maskOne(value)])),
      contexts: Object.fromEntries(
        Object.entries(build.contexts).map(([name, value]) => [name, this.mask(value)]),
      ),
      platforms: build.platforms.map((one) => this.mask(one)),
      problem: maskOne(build.problem),
    };
  }

  maskProblem(problem: FileProblem): FileProblem {
    return { ...problem, message: this.mask(problem.message) };
  }

  /** Longest first: one value may contain another. */
  #longestFirst(): string[] {
    return [...this.#values].sort((a, b) => b.length - a.length);
  }
}

/**
 * Returns the environment for expressions in files that may be someone else's: a value that holds a secret becomes
 * "***", because no mask covers a part of it, or its base64.
 */
export function withoutSecrets(env: Environment): Environment {
  const known = Object.entries(env).map(([name, value]) => [
    name,
    holdsSecret(name, value ?? "") ? hidden : value,
  ]);
  return Object.fromEntries(known);
}

type Environment = Readonly<Record<string, string | undefined>>;

const hidden = "***";

function holdsSecret(name: string, value: string): boolean {
  if (/^(?:|true|false|\d)$/i.test(value)) return false;
  const isLogin = /:\/\/[^\s/@]+@/.test(value);
  return isLogin || keyKind(fromText(name)) !== null || (word.test(name) && mayHoldSecret(fromText(value)));
}

const word = /secret|token|passw|credential|private|api_?key|auth/i;

const isSecret = (name: string): boolean => word.test(name) || keyKind(fromText(name)) !== null;
