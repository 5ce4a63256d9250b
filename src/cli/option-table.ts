import type { Command } from "./command.ts";
import { commands } from "./commands.ts";
import { type ConfigOption, type ConfigOptions, keyOf } from "./config/option.ts";
import { commonFlags, type Flag, reportFlags } from "./flags.ts";
import { allFlags } from "./looking-flags.ts";

/** Returns the name under `commands` in a configuration file; null for the report. */
export const commandName = ({ words }: Command): string | null => /^[a-z][\w-]*/.exec(words)?.[0] ?? null;

/** A configuration file cannot set its own location. */
const isSetting = (name: string) => name !== "config";

const context: Flag = { type: "string", default: ".", describe: "the context directory", path: "whole" };

const sharedFlags: Readonly<Record<string, Flag>> = { context, ...commonFlags, ...reportFlags, ...allFlags };

/** Whether an option is shared: a command may have one of its own with the same name. */
const isShared = ([name, flag]: readonly [string, Flag]) => name === "context" || sharedFlags[name] === flag;

const shared = optionsOf(Object.entries(sharedFlags), null);

/** Every option of every command, as a configuration file spells it: computed only if one is read or shown. */
export const configOptions = (): ConfigOptions => ({
  shared,
  commands: Object.fromEntries(
    commands.flatMap((command) => {
      const own = ownOptions(command);
      const name = commandName(command);
      return name === null || own.length === 0 ? [] : [[name, own]];
    }),
  ),
});

function ownOptions(command: Command): ConfigOption[] {
  return optionsOf(
    Object.entries(command.flags).filter((entry) => !isShared(entry)),
    commandName(command),
  );
}

export function optionsFor(command: Command): ConfigOption[] {
  const own = ownOptions(command);
  const taken = new Set([command.operand?.name, ...Object.keys({ ...commonFlags, ...command.flags })]);
  for (const { name } of own) taken.delete(name);
  return [...shared.filter(({ name }) => taken.has(name)), ...own];
}

function optionsOf(flags: readonly (readonly [string, Flag])[], command: string | null): ConfigOption[] {
  return flags
    .filter(([name]) => isSetting(name))
    .map(([name, flag]) => ({
      name,
      command,
      key: keyOf(name, flag.array === true),
      kind:
        flag.type === "boolean"
          ? "flag"
          : flag.pairs === true
            ? "pairs"
            : flag.array === true
              ? "list"
              : "text",
      choices: Array.isArray(flag.choices) ? flag.choices.map(String) : null,
      defaultValue:
        flag.default === undefined
          ? undefined
          : flag.type === "boolean"
            ? flag.default === true
            : String(flag.default),
      describe: flag.describe ?? "",
      path: flag.path ?? null,
      trust: flag.trust ?? null,
    }));
}
