import { type ParseArgsConfig, parseArgs } from "node:util";
import { type Args, type Command, nameOf } from "./command.ts";
import { commands } from "./commands.ts";
import { commonFlags, type Flag } from "./flags.ts";

/** The properties of a flag that this parser understands; anything else is left to the full parser. */
const understood = new Set([
  "type",
  "default",
  "describe",
  "array",
  "alias",
  "requiresArg",
  "choices",
  "coerce",
  "path",
  "pairs",
  "trust",
]);

/**
 * Reads a command line that has only one meaning, without the parser, which takes longer to load than a report on a
 * small context. Null if there is anything to print or to decide: help, a mistake, an unusual spelling.
 */
export function plainArgs(words: readonly string[]): Args | null {
  if (words.some((word, at) => isUnusual(word) && !isStdio(word, words[at - 1]))) return null;
  const [first = ""] = words;
  if (first === "help" || first === "version") return null;
  const command = commands.find((one) => nameOf(one) === first) ?? commands[0];
  if (command === undefined) return null;
  const rest = nameOf(command) === first ? words.slice(1) : words;
  if (rest.some((word) => commands.some((one) => nameOf(one) === word))) return null;
  return readWords(command, rest);
}

/** A `-` after one of these stands for stdin or stdout. */
export const takesStdio = /^(-f|--file|-o|--output|--against|--context)$/;

/**
 * Short options in one word, an empty value, quotes that the parser removes, what a flag might take as its value, what
 * is not an option.
 */
const isUnusual = (word: string): boolean =>
  /^(-[^-].+|--?|--[^=]*=|true|false|\$0|)$/s.test(word) || /^--[^=]*(\.|=["'])/.test(word);

/** A lone `-` after an option that takes it, or as the context. */
const isStdio = (word: string, before = ""): boolean =>
  word === "-" && (takesStdio.test(before) || !before.startsWith("-"));

function readWords(command: Command, words: readonly string[]): Args | null {
  const flags: Readonly<Record<string, Flag>> = { ...commonFlags, ...command.flags };
  const read = parse(flags, words);
  const values = read && withOperands(command, read.positionals);
  if (values === null) return null;
  for (const [name, flag] of Object.entries(flags)) {
    const given = [read?.values[name] ?? []].flat();
    const [value] = given;
    if (given.length > 1 && flag.array !== true) return null;
    if (given.some((one) => flag.choices?.includes(String(one)) === false)) return null;
    if (given.length === 0) continue;
    if (flag.array === true) values[name] = given;
    else values[name] = flag.coerce === undefined ? value : flag.coerce(value);
  }
  return { command, values };
}

/** Returns null for a mistake of any kind. */
function parse(flags: Readonly<Record<string, Flag>>, words: readonly string[]) {
  const options: NonNullable<ParseArgsConfig["options"]> = {};
  for (const [name, flag] of Object.entries(flags)) {
    const { type, alias } = flag;
    if ((type !== "boolean" && type !== "string") || !Object.keys(flag).every((key) => understood.has(key)))
      return null;
    options[name] = { type, multiple: true, ...(typeof alias === "string" ? { short: alias } : {}) };
  }
  try {
    return parseArgs({ args: [...words], options, allowPositionals: true, allowNegative: true });
  } catch {
    return null;
  }
}

function withOperands({ operand }: Command, given: readonly string[]): Record<string, unknown> | null {
  if (operand === undefined) return given.length === 0 ? {} : null;
  // The other parser puts `-` last.
  if (operand.array === true && given.includes("-")) return null;
  if (operand.array === true) return { [operand.name]: given };
  if (operand.choices?.includes(given[0] ?? "") === false) return null;
  if (given.length > 1) return null;
  return given[0] === undefined ? {} : { [operand.name]: given[0] };
}
