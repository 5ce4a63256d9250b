import { relative, resolve } from "node:path";
import { type Bytes, fromText, toText } from "../bytes.ts";
import { disk } from "../context/disk.ts";
import { isFailure } from "../context/source.ts";
import { CtxcheckError, wrongUse } from "../errors.ts";
import { firmGate, gateBeforeBaseline, guardCallerRules } from "./caller-rules.ts";
import type { Args, Settled } from "./command.ts";
import { findConfig, namedConfig } from "./config/find.ts";
import type { LoadedConfig } from "./config/load.ts";
import { type ConfigOption, isRepeatable, type Origin, type Setting, variableName } from "./config/option.ts";
import type { Io } from "./io.ts";
import { configOptions, optionsFor } from "./option-table.ts";

/**
 * Flags take precedence over the environment, that over the configuration file, that over the defaults. Throws
 * CtxcheckError.
 */
export async function settle(args: Args, io: Io): Promise<Settled> {
  const options = optionsFor(args.command);
  const given = new Map(
    options.map((option) => [option.name, [fromEnvironment(option, io.env), fromFlags(option, args.values)]]),
  );
  const config = await configFor(args, given.get("context")?.flat().at(-1), io);
  const layered = new Map(
    options.map((option) => {
      const source = option.command === null ? config?.shared : config?.commands.get(option.command);
      const configured = source?.get(option.name) ?? [];
      return [
        option.name,
        together(option, [defaultOf(option), configured, ...(given.get(option.name) ?? [])]),
      ];
    }),
  );
  const settings = guardCallerRules(layered, options, config, io.stderr);
  const values = options.map((option) => [option.name, joined(option, settings.get(option.name) ?? [])]);
  return {
    ...args,
    values: {
      ...args.values,
      ...Object.fromEntries(values),
      [firmGate]: gateBeforeBaseline(settings, config),
    },
    settings,
    config,
    options: configOptions,
  };
}

function fromFlags({ name }: ConfigOption, values: Args["values"]): Setting[] {
  const value = values[name];
  const words: unknown[] = value === undefined ? [] : Array.isArray(value) ? value : [value];
  return words.map((word) => ({
    value: typeof word === "boolean" ? word : String(word),
    origin: { from: "flag" },
  }));
}

const defaultOf = ({ defaultValue }: ConfigOption): Setting[] =>
  defaultValue === undefined ? [] : [{ value: defaultValue, origin: { from: "default" } }];

/** Names and values add up, later ones last; for anything else, the highest layer wins. */
function together({ kind }: ConfigOption, layers: readonly (readonly Setting[])[]): readonly Setting[] {
  return kind === "pairs" ? layers.flat() : (layers.findLast((layer) => layer.length > 0) ?? []);
}

function joined(option: ConfigOption, settings: readonly Setting[]): unknown {
  const values = settings.map(({ value }) => value);
  return isRepeatable(option) && values.length > 0 ? values : values.at(-1);
}

const configVariable = variableName({ name: "config", command: null });

/** The YAML reader is loaded only if there is a file. */
async function configFor(
  { values }: Args,
  context: Setting | undefined,
  { cwd, env }: Io,
): Promise<LoadedConfig | null> {
  const named = values.config ?? env[configVariable] ?? "";
  if (named === "none") return null;
  const shown = (path: Bytes) => relative(cwd, toText(path)) || ".";
  const root = directoryOf(String(context?.value ?? "."), cwd);
  const nearest = () => (root === null ? null : findConfig(root, shown));
  const file = named === "" ? nearest() : namedConfig(resolve(cwd, String(named)), shown);
  if (file === null) return null;
  const { loadConfig } = await import("./config/load.ts");
  return loadConfig(file, shown(file.path), configOptions(), { context: root, cwd });
}

function directoryOf(context: string, cwd: string): Bytes | null {
  const path = disk.realPath(fromText(resolve(cwd, context)));
  const stats = path === null ? null : disk.stats(path);
  return stats !== null && !isFailure(stats) && stats.isDirectory() ? path : null;
}

/** An invalid value is reported at the place that it comes from. */
export function relabel(error: unknown, { settings }: Settled): unknown {
  if (!(error instanceof CtxcheckError)) return error;
  const { option: name = "", what: rest = "" } = error.about;
  const origin =
    settings.get(name)?.findLast(({ value }) => rest.includes(`"${value}"`))?.origin ??
    settings.get(name)?.at(-1)?.origin;
  const label = origin === undefined ? "" : labelOf(origin);
  return label === "" ? error : new CtxcheckError(error.code, `${label}: ${rest}`, error.hint);
}

/** Returns "" for a value from the command line, or a default. */
function labelOf(origin: Origin): string {
  if (origin.from === "environment") return origin.name;
  if (origin.from !== "config") return "";
  return `${origin.file}${origin.line === null ? "" : `:${origin.line}`}: ${origin.key}`;
}

/**
 * Returns the value of CTXCHECK_<OPTION>; an empty variable counts as unset. The value of a repeatable option is split
 * at its line breaks.
 */
function fromEnvironment(option: ConfigOption, env: Io["env"]): Setting[] {
  const name = variableName(option);
  const text = env[name] ?? "";
  if (text === "") return [];
  const words = isRepeatable(option) ? text.split("\n").filter((word) => word !== "") : [text];
  return words.map((word) => ({
    value: option.kind === "flag" ? switchOf(word, name) : chosen(word, option, name),
    origin: { from: "environment", name },
  }));
}

const switches: Readonly<Record<string, boolean>> = { 1: true, true: true, 0: false, false: false };

function switchOf(word: string, name: string): boolean {
  const value = Object.hasOwn(switches, word) ? switches[word] : undefined;
  if (value !== undefined) return value;
  throw wrongUse(`${name}: "${word}" is neither true nor false`, "write 1 or 0");
}

function chosen(word: string, { choices }: ConfigOption, name: string): string {
  if (choices === null || choices.includes(word)) return word;
  throw wrongUse(`${name}: "${word}" is not a valid value`, `use one of ${choices.join(", ")}`);
}
