import { safe } from "../report/escape.ts";
import type { LoadedConfig, SettingMap } from "./config/load.ts";
import { effectOf } from "./config/loosens.ts";
import type { ConfigOption, Setting } from "./config/option.ts";
import type { Output } from "./io.ts";

/** What could empty a rule besides its severity. */
const secretOptions = ["secret-allow-path", "secret-allow-rule", "secret-allow-fingerprint"];
const emptying: Readonly<Record<string, readonly string[]>> = {
  "secret-content": [
    ...["secret-content", "secret-rules", "secret-min-confidence", "secret-max-size"],
    ...secretOptions,
  ],
  "secret-name": secretOptions,
  "large-file": ["large-file"],
  "large-directory": ["large-directory"],
};

/**
 * A rule that the caller requests by --rule finds what it finds: what a configuration that was only found says against
 * it is left aside, with a word on stderr.
 */
export function guardCallerRules(
  settings: Map<string, readonly Setting[]>,
  options: readonly ConfigOption[],
  config: LoadedConfig | null,
  stderr: Output,
): SettingMap {
  if (config === null || config.isNamed) return settings;
  const rules = callerRules(settings.get("rule") ?? []);
  const guarded = new Set(rules.flatMap((rule) => emptying[rule] ?? []));
  for (const option of options.filter(({ name }) => guarded.has(name))) {
    const [first] = settings.get(option.name) ?? [];
    if (first?.origin.from !== "config" || effectOf(option, first.value) !== "loosens") continue;
    const { file, line, key } = first.origin;
    stderr.write(
      `ctxcheck: ${safe(file)}${line === null ? "" : `:${line}`}: ${key} is ignored: the command line sets --rule ${rules.join(", ")}\n`,
    );
    settings.set(option.name, usual(option));
  }
  return settings;
}

/** No option: the rules that the caller requests, where no baseline is requested with them. */
export const firmRules = "firm rules";

/** A baseline that the tree brings accepts nothing of these. */
export function rulesBeforeBaseline(settings: SettingMap, config: LoadedConfig | null): string[] {
  const from = settings.get("baseline")?.at(-1)?.origin.from;
  const isNamed =
    from === "flag" || from === "environment" || (from === "config" && config?.isNamed === true);
  return isNamed ? [] : callerRules(settings.get("rule") ?? []);
}

const callerRules = (settings: readonly Setting[]): string[] =>
  settings.flatMap(({ value, origin }) => {
    const [, rule] = /^([a-z-]+)(?::.*)?=(?:error|warning|info)$/s.exec(String(value)) ?? [];
    const isCaller = origin.from === "flag" || origin.from === "environment";
    return isCaller && rule !== undefined ? [rule] : [];
  });

const usual = ({ defaultValue }: ConfigOption): Setting[] =>
  defaultValue === undefined ? [] : [{ value: defaultValue, origin: { from: "default" } }];
