import { meantBy } from "../dockerfile/suggest.ts";
import { type CtxcheckError, wrongUse } from "../errors.ts";
import { type Command, nameOf } from "./command.ts";
import { commands } from "./commands.ts";
import { optionsOf } from "./help.ts";

/** What the parser has against a command line, in the words of every other message. */
export function usageError(message: string, words: readonly string[]): CtxcheckError {
  const command = commands.find((one) => nameOf(one) === words[0]) ?? commands[0];
  const known: readonly (readonly [RegExp, (command: Command, ...found: string[]) => CtxcheckError])[] = [
    [/^Unknown argument(?:: |s: (?=[^,]+,))([^,]+)/, (one, name) => unknown(one, name ?? "", words)],
    [/Argument: (.+?), Given: (.+?), Choices: (.+)/, invalid],
    [/^Not enough arguments following: (.+)/, noValue],
    [/^Not enough non-option arguments/, noOperand],
  ];
  for (const [form, words] of known) {
    const found = form.exec(message);
    if (found !== null && command !== undefined) return words(command, ...found.slice(1));
  }
  return refused(message.replace(/\s*\n\s*/g, " "));
}

const refused = (message: string, hint = "ctxcheck --help lists commands and options") =>
  wrongUse(message, hint);

const unexpected = (word: string, first = ""): CtxcheckError =>
  refused(`unexpected argument "${word}"`, nearestHint(first));

export const noCommand = (name: string): CtxcheckError =>
  refused(`help: there is no command "${name}"`, nearestHint(name));

/** What was given as a directory may be a misspelled command. */
export function nearestHint(word: string): string | undefined {
  const names = [...commands.map(nameOf).filter((name) => name !== "$0"), "help", "version"];
  const nearest = /^[a-z-]+$/.test(word) ? meantBy(word, names) : undefined;
  return nearest === undefined ? undefined : `did you mean ctxcheck ${nearest}?`;
}

function unknown(command: Command, name: string, words: readonly string[]): CtxcheckError {
  const given = words.find((word) => word.startsWith("-") && isNamed(word, name));
  if (given === undefined) return unexpected(name, words[0]);
  const meant = meantBy(name, Object.keys(optionsOf(command)));
  const where = nameOf(command) === "$0" ? "" : `${nameOf(command)}: `;
  const hint = meant === undefined ? undefined : `did you mean --${meant}?`;
  return refused(`${where}there is no option "${given.replace(/=.*/s, "")}"`, hint);
}

/** `--name`, `--no-name`, `--name=value`, `-n`, `-xn`. */
const isNamed = (word: string, name: string): boolean =>
  [name, `no-${name}`].includes(word.replace(/^--?|=.*/gs, "")) ||
  (name.length === 1 && /^-[^-]/.test(word) && word.includes(name));

function invalid({ words, operand }: Command, name = "", given = "", choices = ""): CtxcheckError {
  const [where, what] = name === operand?.name ? [nameOf({ words }), name] : [`--${name}`, "value"];
  return refused(`${where}: ${given} is not a valid ${what}`, `use one of ${choices.replaceAll('"', "")}`);
}

const noValue = (_: Command, name = ""): CtxcheckError =>
  refused(`${name.length === 1 ? "-" : "--"}${name} needs a value`);

const noOperand = ({ words, operand }: Command): CtxcheckError =>
  refused(
    `${nameOf({ words })}: <${operand?.name}> is missing`,
    `use one of ${operand?.choices?.map(String).join(", ")}`,
  );
