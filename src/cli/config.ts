import { jsonText } from "../report/json.ts";
import { renderSettings, type SettingRow, type SettingsListing } from "../report/settings.ts";
import type { Settled } from "./command.ts";
import type { SettingMap } from "./config/load.ts";
import {
  type ConfigOption,
  type ConfigOptions,
  effectOf,
  type Origin,
  type Setting,
  variableName,
} from "./config/option.ts";
import { exitCodes, type Io } from "./io.ts";
import { isOn, viewOf } from "./options.ts";

/**
 * Prints the effective settings and their origin: the options of the report, then what the file sets for single
 * commands.
 */
export async function configCommand(settled: Settled, io: Io): Promise<number> {
  const { values, settings, config } = settled;
  const options = settled.options();
  const sections = Object.entries(options.commands).map(
    ([name, own]) => [name, rowsOf(own, config?.commands.get(name) ?? noSettings)] as const,
  );
  const listing: SettingsListing = {
    file: config?.file ?? null,
    options: rowsOf(options.shared, settings),
    commands: Object.fromEntries(sections.filter(([, rows]) => rows.length > 0)),
    unknownVariables: unknownVariables(options, io),
  };
  io.stdout.write(isOn(values, "json") ? jsonText(listing) : renderSettings(listing, viewOf(values, io)));
  return exitCodes.clean;
}

const noSettings: SettingMap = new Map();

function rowsOf(options: readonly ConfigOption[], settings: SettingMap): SettingRow[] {
  return options.flatMap((option) =>
    (settings.get(option.name) ?? []).map(({ value, origin }) => ({
      key: option.key,
      value: shownValue(option, value),
      from: origin.from,
      place: placeOf(origin),
      effect: origin.from === "config" ? effectOf(option, value) : null,
    })),
  );
}

/** The value of a build argument may be a secret. */
function shownValue({ name }: ConfigOption, value: Setting["value"]): string | boolean {
  return name === "build-arg" ? String(value).replace(/=.*$/s, "=…") : value;
}

function placeOf(origin: Origin): string | null {
  if (origin.from === "environment") return origin.name;
  if (origin.from !== "config") return null;
  return `${origin.file}${origin.line === null ? "" : `:${origin.line}`}`;
}

/** A misspelled variable would have no effect. */
function unknownVariables(options: ConfigOptions, { env }: Io): string[] {
  const all = [...options.shared, ...Object.values(options.commands).flat()];
  const known = new Set([{ name: "config", command: null }, ...all].map(variableName));
  return Object.keys(env)
    .filter((name) => name.startsWith("CTXCHECK_") && !known.has(name))
    .sort();
}
