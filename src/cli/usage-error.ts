import { meantBy } from "../dockerfile/suggest.ts";
import { CtxcheckError } from "../errors.ts";
import { type Command, nameOf } from "./command.ts";
import { commands } from "./commands.ts";
import { optionsOf } from "./help.ts";

/** What is wrong with a command line. */
export type Mistake =
  | { readonly mistake: "option"; readonly name: string; readonly as: string }
  | { readonly mistake: "word"; readonly word: string }
  | { readonly mistake: "no-value"; readonly as: string }
  | { readonly mistake: "switch"; readonly as: string; readonly value: string }
  | {
      readonly mistake: "choice";
      readonly where: string;
      readonly what: string;
      readonly given: string;
      readonly choices: readonly string[];
    }
  | { readonly mistake: "no-operand" };

/** `first`: the word that may have been meant for a command. */
export function usageError(wrong: Mistake, command: Command, first: string): CtxcheckError {
  switch (wrong.mistake) {
    case "option":
      return unknown(command, wrong.name, wrong.as);
    case "word":
      return refused(`unexpected argument "${wrong.word}"`, nearestHint(first));
    case "no-value":
      return refused(`${wrong.as} needs a value`);
    case "switch":
      return refused(
        `${wrong.as}: "${wrong.value}" is neither true nor false`,
        "leave it out, or give the option without a value",
      );
    case "choice":
      return refused(
        `${wrong.where}: "${wrong.given}" is not a valid ${wrong.what}`,
        `use one of ${wrong.choices.join(", ")}`,
      );
    case "no-operand":
      return noOperand(command);
  }
}

const refused = (message: string, hint = "ctxcheck --help lists commands and options") =>
  new CtxcheckError("usage", message, hint);

export const noCommand = (name: string): CtxcheckError =>
  refused(`help: there is no command "${name}"`, nearestHint(name));

/** What was given for a directory may be a command that was mistyped. */
export function nearestHint(word: string): string | undefined {
  const names = [...commands.map(nameOf).filter((name) => name !== "$0"), "help", "version"];
  const nearest = /^[a-z-]+$/.test(word) ? meantBy(word, names) : undefined;
  return nearest === undefined ? undefined : `did you mean ctxcheck ${nearest}?`;
}

function unknown(command: Command, name: string, given: string): CtxcheckError {
  const meant = meantBy(name, Object.keys(optionsOf(command)));
  const where = nameOf(command) === "$0" ? "" : `${nameOf(command)}: `;
  const hint = meant === undefined ? undefined : `did you mean --${meant}?`;
  return refused(`${where}there is no option "${given}"`, hint);
}

const noOperand = ({ words, operand }: Command): CtxcheckError =>
  refused(
    `${nameOf({ words })}: <${operand?.name}> is missing`,
    `use one of ${operand?.choices?.join(", ")}`,
  );
