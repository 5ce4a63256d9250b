import type { Argv, Options } from "yargs";
import { CtxcheckError, wrongUse } from "../errors.ts";
import { type Args, type Command, nameOf } from "./command.ts";
import { commands } from "./commands.ts";
import { commonFlags, type Flag, reportFlags } from "./flags.ts";
import { plainArgs, takesStdio } from "./plain-args.ts";

/** Text to print instead, because help or the version was requested. */
export interface HelpText {
  readonly help: string;
}

/** Parses the command line. Throws CtxcheckError "usage". */
export async function parseArgs(
  given: readonly string[],
  version: string,
  width: number,
): Promise<Args | HelpText> {
  const argv = jsonWords(given);
  return plainArgs(argv) ?? (await parseAll(argv, version, width));
}

/** Parses any command line, reports what is wrong with it, and provides the help. */
export async function parseAll(
  argv: readonly string[],
  version: string,
  width: number,
): Promise<Args | HelpText> {
  const { words, operands } = splitOperands(argv);
  const help = await helpFor(words, version, width);
  if (help !== null) return { help };
  checkSwitches(words);
  const read: Args[] = [];
  const { default: yargs } = await import("yargs");
  const parser = yargs()
    .detectLocale(false)
    .scriptName("ctxcheck")
    .parserConfiguration({ "greedy-arrays": false, "camel-case-expansion": false })
    .command(
      commands.map((command) => ({
        command: command.words,
        describe: command.describe,
        builder: (y: Argv) => describeCommand(y, command),
        handler: (values: Args["values"]) => {
          read.push({ command, values: withOperands(command, values, operands) });
        },
      })),
    )
    .options(undecided(commonFlags))
    .version(false)
    .help(false)
    .strict()
    .exitProcess(false)
    .fail((message, error) => {
      throw error instanceof CtxcheckError ? error : new Error(message ?? String(error));
    });
  try {
    await parser.parse(words);
  } catch (error) {
    if (error instanceof CtxcheckError) throw error;
    const { usageError } = await import("./usage-error.ts");
    throw usageError(error instanceof Error ? error.message : String(error), words);
  }
  const [args] = read;
  if (args === undefined) throw wrongUse("no command");
  return args;
}

/** Returns the text for `--help` anywhere, `help` or `version`; null if none of them was requested. */
async function helpFor(words: readonly string[], version: string, width: number): Promise<string | null> {
  const [first = "", second] = words;
  if (words.includes("--version") || (first === "version" && second === undefined)) return `${version}\n`;
  const wantsHelp = words.includes("--help") || words.includes("-h");
  if (first !== "help" && !wantsHelp) return null;
  const { commandHelp, rulesHelp } = await import("./help.ts");
  const topic = first === "help" ? second : first;
  if (topic === "rules" && first === "help") return rulesHelp(width);
  const report = commands.find((command) => nameOf(command) === "$0");
  const named = commands.find((command) => nameOf(command) === topic);
  if (named === undefined && first === "help" && topic !== undefined && !topic.startsWith("-"))
    throw (await import("./usage-error.ts")).noCommand(topic);
  const command = named ?? report;
  const isShort = first !== "help" && !words.includes("--help");
  return command === undefined ? null : commandHelp(command, width, isShort);
}

/** The parser reads every value except "true" as false: `--quiet=maybe` would be a silent no. */
function checkSwitches(words: readonly string[]): void {
  const flags = [commonFlags, ...commands.map((command) => command.flags)].flatMap(Object.entries<Options>);
  for (const word of words) {
    const [, name, value] = /^--?([^=]+)=(.*)$/s.exec(word) ?? [];
    const isSwitch = ([long, { type, alias }]: [string, Options]) =>
      type === "boolean" && (name === long || name === alias);
    if (value === undefined || /^(true|false)$/.test(value) || !flags.some(isSwitch)) continue;
    throw wrongUse(
      `${word.slice(0, word.indexOf("="))}: "${value}" is neither true nor false`,
      "leave it out, or give the option without a value",
    );
  }
}

/**
 * Separates the operands: whatever follows `--`, and a lone `-`, which the parser would drop, unless it is the value of
 * an option that reads stdin or writes stdout.
 */
function splitOperands(argv: readonly string[]): { words: string[]; operands: string[] } {
  const end = argv.includes("--") ? argv.indexOf("--") : argv.length;
  const isStdin = (word: string, at: number) => word === "-" && !takesStdio.test(argv[at - 1] ?? "");
  const before = argv.slice(0, end);
  return {
    words: before.filter((word, at) => !isStdin(word, at)),
    operands: [...before.filter(isStdin), ...argv.slice(end + 1)],
  };
}

function describeCommand(y: Argv, { operand, flags }: Command): Argv {
  const options = undecided(flags);
  if (operand === undefined) return y.options(options);
  return y.positional(operand.name, withoutDefault(operand)).options(options);
}

/** Removes the defaults, which only the help shows: what was not given may be in the environment or a file. */
function undecided(flags: Readonly<Record<string, Flag>>): Record<string, Options> {
  return Object.fromEntries(Object.entries(flags).map(([name, flag]) => [name, withoutDefault(flag)]));
}

function withoutDefault<Option extends { readonly default?: unknown; readonly array?: boolean | undefined }>(
  option: Option,
) {
  const { default: value, ...rest } = option;
  return value === undefined || option.array === true
    ? option
    : { ...rest, defaultDescription: JSON.stringify(value) };
}

function withOperands(
  { operand }: Command,
  values: Args["values"],
  operands: readonly string[],
): Args["values"] {
  if (operands.length === 0) return values;
  if (operand?.array === true) return { ...values, [operand.name]: [values[operand.name], operands].flat() };
  const [one, more] = operand === undefined ? [undefined, operands[0]] : operands;
  if (more !== undefined)
    throw wrongUse(`unexpected argument "${more}"`, "ctxcheck --help lists commands and options");
  return operand === undefined ? values : { ...values, [operand.name]: one };
}
/** `--json` and `--format json` are the same: uses the spelling that the command has. */
function jsonWords(words: readonly string[]): readonly string[] {
  const named = commands.find((command) => nameOf(command) === words[0]);
  const { json, format } = (named ?? commands[0])?.flags ?? {};
  // A command that includes the options of a report has the format of that, not one for its own output.
  const hasFormat = format !== undefined && (json === undefined || format !== reportFlags.format);
  if (hasFormat === (json !== undefined)) return words;
  const end = words.includes("--") ? words.indexOf("--") : words.length;
  const [own, operands] = [words.slice(0, end), words.slice(end)];
  const spelled = hasFormat ? own.map((word) => (word === "--json" ? "--format=json" : word)) : asSwitch(own);
  return [...spelled, ...operands];
}

/** Another format stays, and is rejected. */
function asSwitch(words: readonly string[]): string[] {
  return words.flatMap((word, at) => {
    if (word === "--format=json" || (word === "--format" && words[at + 1] === "json")) return ["--json"];
    return word === "json" && words[at - 1] === "--format" ? [] : [word];
  });
}
