import type { Bytes } from "../../bytes.ts";
import { insideOf } from "../../context/links.ts";
import { CtxcheckError } from "../../errors.ts";
import { isSettings, list, pairsOf, type Settings } from "../../gate/pairs.ts";
import { matchesList, readPathList } from "../../ignore/path-list.ts";
import type { ConfigFile } from "./find.ts";
import type { ConfigOption, ConfigOptions, Setting } from "./option.ts";
import { type ConfigData, parseConfig } from "./parse.ts";
import { placeValue } from "./place.ts";
import { checkConfig } from "./schema.ts";

/** Settings of a configuration file for one context, by option name. */
export interface LoadedConfig {
  readonly file: string;
  readonly isNamed: boolean;
  readonly shared: SettingMap;
  /** By command: settings that only it has. */
  readonly commands: ReadonlyMap<string, SettingMap>;
}

export type SettingMap = ReadonlyMap<string, readonly Setting[]>;

interface Loading {
  readonly file: ConfigFile;
  readonly shown: string;
  readonly data: ConfigData;
  readonly cwd: string;
}

/** Loads the settings. `context`: absolute, null if it does not exist. Throws CtxcheckError "config". */
export function loadConfig(
  file: ConfigFile,
  shown: string,
  options: ConfigOptions,
  { context, cwd }: { readonly context: Bytes | null; readonly cwd: string },
): LoadedConfig {
  const data = parseConfig(file.text, shown, file.isPackage);
  const loading: Loading = { file, shown, data, cwd };
  const parts = partsFor(checkConfig(data, options, shown), loading, context);
  const commands = Object.entries(options.commands).map(([name, own]) => {
    const sections = parts.map(({ part, keys }) => sectionOf(part, keys, name));
    return [name, collect(sections, own, loading)] as const;
  });
  const shared = collect(parts, options.shared, loading);
  return { file: shown, isNamed: file.isNamed, shared, commands: new Map(commands) };
}

function sectionOf({ commands }: Settings, keys: Part["keys"], name: string): Part {
  const section = isSettings(commands) ? commands[name] : null;
  return { part: isSettings(section) ? section : {}, keys: [...keys, "commands", name] };
}

interface Part {
  readonly part: Settings;
  readonly keys: readonly (string | number)[];
}

/** Returns the file itself, then each override that applies to this context. */
function partsFor(settings: Settings, loading: Loading, context: Bytes | null): Part[] {
  const overrides = Array.isArray(settings.overrides) ? settings.overrides.filter(isSettings) : [];
  const inside = context === null ? null : insideFolder(loading.file.folder, context);
  const holding = overrides
    .map((part, index) => ({ part, keys: ["overrides", index] }))
    .filter(
      ({ part, keys }) => inside !== null && isFor(part, inside, placeOf([...keys, "contexts"], loading)),
    );
  return [{ part: settings, keys: [] }, ...holding];
}

/** The folder itself is ".". */
const insideFolder = (folder: Bytes, context: Bytes) =>
  context === folder ? "." : insideOf(folder, context);

function isFor({ contexts }: Settings, context: Bytes, place: string): boolean {
  const patterns = (Array.isArray(contexts) ? contexts : [contexts]).map(String);
  return matchesList(readPathList(patterns, place), context);
}

/** A later part replaces what an earlier one sets, except for names and values, which add up. */
function collect(parts: readonly Part[], options: readonly ConfigOption[], loading: Loading): SettingMap {
  const settings = new Map<string, readonly Setting[]>();
  for (const { part, keys } of parts) {
    for (const option of options.filter(({ key }) => Object.hasOwn(part, key))) {
      const found = settingsOf(option, part[option.key], [...keys, option.key], loading);
      const before = option.kind === "pairs" ? (settings.get(option.name) ?? []) : [];
      settings.set(option.name, [...before, ...found]);
    }
  }
  return settings;
}

function settingsOf(
  option: ConfigOption,
  value: unknown,
  keys: readonly (string | number)[],
  loading: Loading,
): Setting[] {
  const { file, shown, data, cwd } = loading;
  const origin = { from: "config", file: shown, line: data.lineOf(keys), key: option.key } as const;
  const place = placeOf(keys, loading);
  return wordsOf(option, value).map((word) => {
    refuseUntrusted(option, word, file, place);
    return { value: typeof word === "string" ? placeValue(option, word, file, cwd, place) : word, origin };
  });
}

/** Returns a place, such as "ctxcheck.config.yaml:3: maxSize". */
function placeOf(keys: readonly (string | number)[], { shown, data }: Loading): string {
  const line = data.lineOf(keys);
  return `${shown}${line === null ? "" : `:${line}`}: ${keys.join(".")}`;
}

/**
 * Converts a value of a configuration file, which has the option's shape, to the words of the command line. In a nested
 * mapping, the outer key is the subject: `{ stage: { build: "2MB" } }` is `stage:build=2MB`.
 */
function wordsOf({ kind }: ConfigOption, value: unknown): (string | boolean)[] {
  if (kind === "flag") return [value === true];
  return kind === "pairs" && isSettings(value) ? pairsOf(value) : list(value);
}

/**
 * A configuration in a tree may be someone else's: it may narrow a check and name files of its repository for reading,
 * and nothing else. `at`: the place of the value, for display. Throws CtxcheckError "config".
 */
function refuseUntrusted(
  option: ConfigOption,
  value: Setting["value"],
  { isNamed }: Pick<ConfigFile, "isNamed">,
  at: string,
): void {
  const why = value === false ? null : (callerOnly(option) ?? (isNamed ? null : namedOnly(option, value)));
  if (why === null) return;
  const orNamed = option.trust === "caller" ? "" : ", name this file with --config";
  throw new CtxcheckError(
    "config",
    `${at}: ${why}`,
    `give --${option.name} on the command line instead${orNamed}, or run with --no-config`,
  );
}

const callerOnly = ({ trust }: ConfigOption) =>
  trust === "caller" ? "no configuration file makes ctxcheck write" : null;

/** Returns why a file that was only found may not set this. */
function namedOnly({ name, trust, path }: ConfigOption, value: Setting["value"]): string | null {
  if (trust === "named-file") return "a configuration file that was found in the tree may not set this";
  if (name === "format" && String(value).includes("="))
    return "a configuration file that was found in the tree may not choose where a report is written";
  if (name === "build-arg" && !String(value).includes("="))
    return "a configuration file that was found in the tree may not read the environment: write name=value";
  return path === "whole" && value === "-"
    ? "a configuration file that was found in the tree may not read stdin"
    : null;
}
