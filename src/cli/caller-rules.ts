import { safe } from "../report/escape.ts";
import type { LoadedConfig, SettingMap } from "./config/load.ts";
import { type ConfigOption, effectOf, type Setting } from "./config/option.ts";
import type { Output } from "./io.ts";

/** Options that could empty a rule, besides its severity. */
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

const budgetOptions = ["max-size", "max-files", "max-file-size", "budget"];

/**
 * What the caller sets with --fail-on and --rule takes full effect: contrary settings of a configuration that was only
 * found are ignored, with a note on stderr.
 */
export function guardCallerRules(
  settings: Map<string, readonly Setting[]>,
  options: readonly ConfigOption[],
  config: LoadedConfig | null,
  stderr: Output,
): SettingMap {
  if (config === null || config.isNamed) return settings;
  const said = saidByCaller(settings, config);
  const rules = callerRules(said("rule"));
  const isGated = hasGate(said);
  const guarded = new Set((isGated ? Object.keys(emptying) : rules).flatMap((rule) => emptying[rule] ?? []));
  const budgets = budgetOptions.filter((name) => said(name).length > 0);
  if (isGated) guarded.add("rule");
  else if (rules.length > 0) guarded.add("fail-on");
  // The last commit lacks the files beside it.
  if (isGated || rules.length > 0 || budgets.length > 0) guarded.add("git");
  const gate = isGated
    ? `--fail-on; --config ${safe(config.file)} makes it count`
    : rules.length > 0
      ? `--rule ${rules.join(", ")}`
      : `--${budgets[0]}`;
  for (const option of options.filter(({ name }) => guarded.has(name))) {
    const all = settings.get(option.name) ?? [];
    const isLoose = ({ origin, value }: Setting) =>
      origin.from === "config" && effectOf(option, value) === "loosens";
    const first = all.find(isLoose)?.origin;
    if (first?.from !== "config") continue;
    const { file, line, key } = first;
    stderr.write(
      `ctxcheck: ${safe(file)}${line === null ? "" : `:${line}`}: ${key} is ignored: the command line sets ${gate}\n`,
    );
    const kept = all.filter((setting) => !isLoose(setting));
    settings.set(option.name, kept.length > 0 ? kept : usual(option));
  }
  return settings;
}

/** Not an option: what a baseline that was only found does not loosen, because the caller set it. */
export const firmGate = "firm gate";

/** What a baseline from the tree does not affect: rules, "fail-on" (all rules), "budget" (allowed growth). */
export function gateBeforeBaseline(settings: SettingMap, config: LoadedConfig | null): string[] {
  const said = saidByCaller(settings, config);
  if (said("baseline").length > 0) return [];
  const mayGrow = said("budget").some((budget) => /=\s*\+[^=]*$/.test(budget));
  return [
    ...(hasGate(said) ? ["fail-on"] : []),
    ...(mayGrow ? ["budget"] : []),
    ...callerRules(said("rule")),
  ];
}

const hasGate = (said: (option: string) => string[]) => (said("fail-on").at(-1) ?? "never") !== "never";

/** Set on the command line, in the environment, or in a file that one of them names. */
function saidByCaller(settings: SettingMap, config: LoadedConfig | null): (option: string) => string[] {
  const isCaller = ({ origin: { from } }: Setting) =>
    from === "flag" || from === "environment" || (from === "config" && config?.isNamed === true);
  return (option) => (settings.get(option) ?? []).filter(isCaller).map(({ value }) => String(value));
}

const callerRules = (said: readonly string[]): string[] =>
  said.flatMap((setting) => /^([a-z-]+)(?::.*)?=(?:error|warning|info)$/s.exec(setting)?.[1] ?? []);

const usual = ({ defaultValue }: ConfigOption): Setting[] =>
  defaultValue === undefined ? [] : [{ value: defaultValue, origin: { from: "default" } }];
