import { parseSize } from "../../sizes.ts";

/** An option of the command line as a configuration file and the environment know it. */
export interface ConfigOption {
  /** As the command line spells it: "max-size". */
  readonly name: string;
  /** The only command that has it, by the name under `commands`; null for one that is shared. */
  readonly command: string | null;
  /** As a configuration file spells it: "maxSize", in the plural where it may be repeated. */
  readonly key: string;
  /** `pairs`: repeatable, `name=value`; a map in a file. */
  readonly kind: "text" | "flag" | "list" | "pairs";
  readonly choices: readonly string[] | null;
  readonly defaultValue: string | boolean | undefined;
  readonly describe: string;
  /** It names a file or a directory: as a whole, or by what follows its "=". */
  readonly path: "whole" | "behind-equals" | null;
  readonly trust: Trust | null;
}

/** "caller": no configuration file may set it; "named-file": only one that the caller names. */
export type Trust = "caller" | "named-file";

/** The options of all commands: those at the top level of a file, and the additional ones of each command. */
export interface ConfigOptions {
  readonly shared: readonly ConfigOption[];
  readonly commands: Readonly<Record<string, readonly ConfigOption[]>>;
}

export type Origin =
  | { readonly from: "flag" | "default" }
  | { readonly from: "environment"; readonly name: string }
  | {
      readonly from: "config";
      readonly file: string;
      readonly line: number | null;
      readonly key: string;
    };

/** A value as the command line would give it; an option that may be repeated has several. */
export interface Setting {
  readonly value: string | boolean;
  readonly origin: Origin;
}

export const isRepeatable = ({ kind }: ConfigOption): boolean => kind === "list" || kind === "pairs";

/** "max-size" is CTXCHECK_MAX_SIZE, "dirs" of `ls` is CTXCHECK_LS_DIRS. */
export const variableName = ({ name, command }: Pick<ConfigOption, "name" | "command">): string =>
  ["ctxcheck", command ?? [], name].flat().join("_").toUpperCase().replaceAll("-", "_");

/** "max-size" is maxSize; several of "build-arg" are buildArgs. */
export function keyOf(name: string, isRepeated: boolean): string {
  const key = name.replace(/-([a-z\d])/g, (_, letter: string) => letter.toUpperCase());
  return isRepeated && !key.endsWith("s") ? `${key}s` : key;
}

/** What a setting of a file does to the check if the caller sets nothing: less is found or fails, or another build is checked. */
type Effect = "loosens" | "chooses-build";

export function effectOf(option: ConfigOption, value: Setting["value"]): Effect | null {
  if (buildOptions.has(option.name)) return "chooses-build";
  return loosening[option.name]?.(String(value), String(option.defaultValue ?? "")) === true
    ? "loosens"
    : null;
}

const buildOptions = new Set([
  ...["context", "file", "target", "build-arg", "build-context", "platform", "os", "ref", "builder"],
  ...["all", "build", "profile", "var", "shard"],
]);

const always = () => true;
const larger = (value: string, usual: string) => size(value) > size(usual);
const ranks = (...order: readonly string[]) => {
  return (value: string, usual: string) => order.indexOf(value) > order.indexOf(usual);
};

/** "inline-allow" is not here: off is stricter, and on is the default. */
const loosening: Readonly<Record<string, (value: string, usual: string) => boolean>> = {
  "ignore-file": always,
  git: (value) => value === "true",
  add: always,
  baseline: (value) => value !== "none",
  rule: (value) => !value.endsWith("=error"),
  "fail-on": ranks("info", "warning", "error", "never"),
  "large-file": larger,
  "large-directory": larger,
  "secret-content": (value) => value !== "true",
  "secret-rules": always,
  "secret-min-confidence": ranks("low", "medium", "high"),
  "secret-max-size": (value, usual) => larger(usual, value),
  "secret-allow-path": always,
  "secret-allow-rule": always,
  "secret-allow-fingerprint": always,
};

/** What is not a size is refused elsewhere. */
function size(text: string): number {
  try {
    return parseSize(text, "");
  } catch {
    return 0;
  }
}
