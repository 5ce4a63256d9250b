import { parseSize } from "../../sizes.ts";

/** An option of the command line, as in a configuration file and the environment. */
export interface ConfigOption {
  /** As on the command line: "max-size". */
  readonly name: string;
  /** The only command that has it, by its name under `commands`; null for a shared option. */
  readonly command: string | null;
  /** As in a configuration file: "maxSize", in the plural if repeatable. */
  readonly key: string;
  /** `pairs`: repeatable, `name=value`; a mapping in a file. */
  readonly kind: "text" | "flag" | "list" | "pairs";
  readonly choices: readonly string[] | null;
  readonly defaultValue: string | boolean | undefined;
  readonly describe: string;
  /** Names a file or a directory: as a whole, or after its "=". */
  readonly path: "whole" | "behind-equals" | null;
  readonly trust: Trust | null;
}

/** "caller": no configuration file may set it; "named-file": only one that the caller names. */
export type Trust = "caller" | "named-file";

/** Options of all commands: those at the top level of a file, and the further ones of each command. */
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

/** A value as given on the command line; a repeatable option has several. */
export interface Setting {
  readonly value: string | boolean;
  readonly origin: Origin;
}

export const isRepeatable = ({ kind }: ConfigOption): boolean => kind === "list" || kind === "pairs";

/** Returns the variable: "max-size" is CTXCHECK_MAX_SIZE, "dirs" of `ls` is CTXCHECK_LS_DIRS. */
export const variableName = ({ name, command }: Pick<ConfigOption, "name" | "command">): string =>
  ["ctxcheck", command ?? [], name].flat().join("_").toUpperCase().replaceAll("-", "_");

/** Returns the key: "max-size" is maxSize, a repeatable "build-arg" is buildArgs. */
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

/** "inline-allow" is missing here: off is stricter, and on is the default. */
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

/** An invalid size is rejected elsewhere. */
function size(text: string): number {
  try {
    return parseSize(text, "");
  } catch {
    return 0;
  }
}
