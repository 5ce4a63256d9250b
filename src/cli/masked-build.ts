import type { Build, FileProblem } from "../builds/model.ts";
import { fromText } from "../bytes.ts";
import { keyKind } from "../secrets/key-names.ts";
import { mayHoldSecret } from "../secrets/mask-values.ts";

/** Shorter values are in too much that is not a secret. */
const shortest = 6;

/** Values that a name calls secrets: of the environment, of files of variables, of what is set by hand. */
export class SecretValues {
  readonly #values = new Set<string>();

  add(name: string, value: string | undefined): void {
    if (value !== undefined && value.length >= shortest && isSecret(name)) this.#values.add(value);
  }

  /** A text as it may be shown. */
  mask(text: string): string {
    let shown = text;
    for (const value of this.#longestFirst()) shown = shown.replaceAll(value, hidden);
    return shown;
  }

  /** A build as it may be shown; what it is looked up by stays. */
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

  /** One may hold another. */
  #longestFirst(): string[] {
    return [...this.#values].sort((a, b) => b.length - a.length);
  }
}

/**
 * The environment as a stranger's file may compute with it: what holds a secret is "***" in it, because a part of a value,
 * or its base64, is beyond any mask.
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
