import type { Bytes } from "../bytes.ts";
import { expand } from "./expand.ts";
import type { BuildInputs } from "./stage-run.ts";

/** Variables of a stage, or of the lines before the first FROM (imagebuilder Builder). */
export interface Environment {
  expand(word: Bytes): Bytes;
  expandWords(word: Bytes): Bytes[];
  /** Expands the text of a heredoc. */
  expandText(text: Bytes): Bytes;
  /** ARG. */
  arg(words: readonly Bytes[]): void;
  /** ENV. */
  set(key: Bytes, value: Bytes): void;
  /** "" if none was set. */
  workdir: { path: Bytes; known: boolean };
  readonly inputs: BuildInputs;
  forStage(base: Environment | undefined, unknown: boolean): Environment;
}

const predefined = (): Map<Bytes, Bytes> =>
  new Map([
    ["TARGETPLATFORM", "linux/amd64"],
    ["TARGETOS", "linux"],
    ["TARGETARCH", "amd64"],
    ["TARGETVARIANT", ""],
    ["BUILDPLATFORM", "linux/amd64"],
    ["BUILDOS", "linux"],
    ["BUILDARCH", "amd64"],
    ["BUILDVARIANT", ""],
  ]);

const proxies = /^(https?|ftp|no)_proxy$/i;

/** `heading`: values of the ARGs before the first FROM. */
export function newEnvironment(
  inputs: BuildInputs,
  heading: ReadonlyMap<Bytes, Bytes>,
  env: ReadonlyMap<Bytes, Bytes> = new Map(),
  workdir = { path: "", known: true },
  inherited: ReadonlyMap<Bytes, Bytes> = new Map(),
): Environment {
  const own = new Map(env);
  const args = new Map<Bytes, Bytes>(heading.size === 0 ? predefined() : inherited);
  for (const [key, value] of inputs.buildArgs) if (proxies.test(key)) args.set(key, value);
  const variables = () => new Map([...args, ...own]);
  const environment: Environment = {
    inputs,
    workdir,
    expand: (word) => expand(word, variables(), inputs).result,
    expandWords: (word) => expand(word, variables(), { ...inputs, split: true }).words,
    expandText: (text) => {
      const options = { ...inputs, dialect: { modifiers: "all" as const }, skipProcessQuotes: true };
      return expand(text, variables(), options).result;
    },
    arg: (words) => {
      for (const word of words) {
        const [, name = "", given] = /^([^=]*)(?:=(.*))?$/s.exec(environment.expand(word)) ?? [];
        const value = inputs.buildArgs.get(name) ?? predefined().get(name) ?? given ?? heading.get(name);
        if (value !== undefined) args.set(name, value);
      }
    },
    set: (key, value) => own.set(key, value),
    forStage: (base, unknown) => {
      const from = base && exported.get(base);
      const start = { ...(base?.workdir ?? { path: "", known: !unknown }) };
      return newEnvironment(inputs, args, from?.env, start, from?.args);
    },
  };
  exported.set(environment, { env: own, args });
  return environment;
}

/** What a stage inherits from another: its ENV, and also its ARGs. */
interface Inherited {
  readonly env: ReadonlyMap<Bytes, Bytes>;
  readonly args: ReadonlyMap<Bytes, Bytes>;
}

const exported = new WeakMap<Environment, Inherited>();
