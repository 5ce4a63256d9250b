import { parseArgs as readTokens } from "node:util";
import { appendTo } from "../append.ts";
import { type Args, type Command, type Flag, nameOf } from "./command.ts";
import { commands, reportCommand } from "./commands.ts";
import { commonFlags, reportFlags } from "./flags.ts";
import type { Mistake } from "./usage-error.ts";

/** Help or the version was requested: the text to print instead. */
export interface HelpText {
  readonly help: string;
}

/** Throws CtxcheckError "usage". */
export async function parseArgs(
  given: readonly string[],
  version: string,
  width: number,
): Promise<Args | HelpText> {
  const argv = jsonWords(given);
  const help = await helpFor(beforeOperands(argv), version, width);
  if (help !== null) return { help };
  const line = readLine(argv);
  const args = argsOf(line);
  if (!("mistake" in args)) return args;
  const { usageError } = await import("./usage-error.ts");
  throw usageError(args, line.command, argv[0] ?? "");
}

/** What follows `--` is neither option nor command, whatever it looks like. */
const beforeOperands = (argv: readonly string[]): readonly string[] =>
  argv.slice(0, argv.includes("--") ? argv.indexOf("--") : argv.length);

/** `--help` anywhere, `help`, `version`; null if none of them was requested. */
async function helpFor(words: readonly string[], version: string, width: number): Promise<string | null> {
  const [first = "", second] = words;
  if (words.includes("--version") || (first === "version" && second === undefined)) return `${version}\n`;
  const wantsHelp = words.includes("--help") || words.includes("-h");
  if (first !== "help" && !wantsHelp) return null;
  const { commandHelp, rulesHelp } = await import("./help.ts");
  const topic = first === "help" ? second : first;
  if (topic === "rules" && first === "help") return rulesHelp(width);
  const named = commands.find((command) => nameOf(command) === topic);
  if (named === undefined && first === "help" && topic !== undefined && !topic.startsWith("-"))
    throw (await import("./usage-error.ts")).noCommand(topic);
  const isShort = first !== "help" && !words.includes("--help");
  return commandHelp(named ?? reportCommand, width, isShort);
}

/** What a command takes as an operand may be given by its name, too. */
function flagsOf({ flags, operand }: Command): Readonly<Record<string, Flag>> {
  return { ...commonFlags, ...(operand === undefined ? {} : { [operand.name]: operand }), ...flags };
}

/** An option is written the same in every command that has it: it is known before the command is. */
const allFlags: Readonly<Record<string, Flag>> = Object.fromEntries(
  commands.flatMap((command) => Object.entries(flagsOf(command))),
);

const written = Object.fromEntries(
  Object.entries(allFlags).map(([name, { type, alias }]) => [
    name,
    { type, multiple: true, ...(alias === undefined ? {} : { short: alias }) },
  ]),
);

interface Line {
  readonly command: Command;
  readonly options: readonly Given[];
  readonly operands: readonly string[];
}

interface Given {
  readonly name: string;
  /** As it was written: `--name`, `-n`. */
  readonly as: string;
  readonly value: string | undefined;
  /** The value is in a word of its own. */
  readonly isApart: boolean;
}

function readLine(argv: readonly string[]): Line {
  const before = beforeOperands(argv);
  const given = withSwitchWords(before);
  const words = withLongNames(given);
  const { tokens } = readTokens({
    args: [...words, ...argv.slice(before.length)],
    options: written,
    strict: false,
    allowPositionals: true,
    tokens: true,
  });
  const operands = tokens.flatMap((token) => (token.kind === "positional" ? [token] : []));
  const [first] = operands;
  const isWord = first !== undefined && first.index < words.length && first.value !== "$0";
  const command = isWord ? commands.find((one) => nameOf(one) === first.value) : undefined;
  return {
    command: command ?? reportCommand,
    options: tokens.flatMap((token) => {
      if (token.kind !== "option") return [];
      const { name, rawName, value, inlineValue, index } = token;
      const [short = rawName] = /^-[^-](?==)/.exec(given[index] ?? "") ?? [];
      return [{ name, as: short, value, isApart: inlineValue === false }];
    }),
    operands: operands.slice(command === undefined ? 0 : 1).map(({ value }) => value),
  };
}

/** A switch is also set by a "true" or "false" that follows it. */
function withSwitchWords(words: readonly string[]): string[] {
  const isOf = (value = "", before = "") => /^(true|false)$/.test(value) && isSwitch(before);
  return words.flatMap((word, at) => {
    if (isOf(word, words[at - 1])) return [];
    return isOf(words[at + 1], word) ? [`${word}=${words[at + 1]}`] : [word];
  });
}

const isSwitch = (word: string): boolean =>
  Object.entries(allFlags).some(
    ([name, { type, alias }]) => type === "boolean" && (word === `--${name}` || word === `-${alias}`),
  );

/** `-f=x` is `--file=x`. */
function withLongNames(words: readonly string[]): string[] {
  const names = new Map(Object.entries(allFlags).map(([name, { alias }]) => [`-${alias}=`, `--${name}=`]));
  return words.map((word) => {
    const name = names.get(word.slice(0, 3));
    return name === undefined ? word : name + word.slice(3);
  });
}

function argsOf({ command, options, operands }: Line): Args | Mistake {
  const flags = flagsOf(command);
  const values = new Map<string, (string | boolean)[]>();
  for (const option of options) {
    const name = own(flags, option.name) === undefined ? option.name.replace(/^no-/, "") : option.name;
    const flag = own(flags, name);
    const value = flag && (name === option.name ? wordOf(option, flag) : negated(option, flag));
    if (flag === undefined || value === undefined) return { mistake: "option", ...option };
    if (typeof value === "object") return value;
    const { choices } = flag;
    if (typeof value === "string" && choices?.includes(value) === false)
      return { mistake: "choice", where: `--${name}`, what: "value", given: value, choices };
    appendTo(values, name, value);
  }
  const wrong = takeOperands(command, operands, values);
  if (wrong !== null) return wrong;
  const named = [...values].map(([name, all]) => [
    name,
    flags[name]?.array === true || all.length > 1 ? all : all[0],
  ]);
  return { command, values: Object.fromEntries(named) };
}

const own = (flags: Readonly<Record<string, Flag>>, name: string): Flag | undefined =>
  Object.hasOwn(flags, name) ? flags[name] : undefined;

function wordOf({ as, value, isApart }: Given, { type }: Flag): string | boolean | Mistake {
  if (type === "boolean") {
    if (value === undefined || value === "true" || value === "false") return value !== "false";
    return { mistake: "switch", as, value };
  }
  // A negative number is a value, another option is none.
  if (value === undefined || (isApart && /^-[^\d]/.test(value))) return { mistake: "no-value", as };
  return value;
}

/** `--no-name`. */
function negated({ value }: Given, flag: Flag): string | boolean | undefined {
  if (value !== undefined) return undefined;
  return flag.type === "boolean" ? false : flag.negated;
}

/** Null if nothing is wrong with them. */
function takeOperands(
  { words, operand }: Command,
  given: readonly string[],
  values: Map<string, (string | boolean)[]>,
): Mistake | null {
  const most = operand === undefined ? 0 : operand.array === true ? Number.POSITIVE_INFINITY : 1;
  const extra = given[most];
  if (extra !== undefined) return { mistake: "word", word: extra };
  if (operand === undefined) return null;
  const { name, choices } = operand;
  for (const word of given) {
    if (choices?.includes(word) === false)
      return { mistake: "choice", where: nameOf({ words }), what: name, given: word, choices };
    appendTo(values, name, word);
  }
  return words.includes("<") && !values.has(name) ? { mistake: "no-operand" } : null;
}

/** `--json` and `--format json` are one: the words in the spelling that the command has. */
function jsonWords(words: readonly string[]): readonly string[] {
  const named = commands.find((command) => nameOf(command) === words[0]);
  const { json, format } = (named ?? reportCommand).flags;
  // A command that includes the options of a report has the format of that, not one for its own output.
  const hasFormat = format !== undefined && (json === undefined || format !== reportFlags.format);
  if (hasFormat === (json !== undefined)) return words;
  const end = words.includes("--") ? words.indexOf("--") : words.length;
  const [own, operands] = [words.slice(0, end), words.slice(end)];
  const spelled = hasFormat ? own.map((word) => (word === "--json" ? "--format=json" : word)) : asSwitch(own);
  return [...spelled, ...operands];
}

/** Another format stays, and is refused. */
function asSwitch(words: readonly string[]): string[] {
  return words.flatMap((word, at) => {
    if (word === "--format=json" || (word === "--format" && words[at + 1] === "json")) return ["--json"];
    return word === "json" && words[at - 1] === "--format" ? [] : [word];
  });
}
