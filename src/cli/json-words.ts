import { nameOf } from "./command.ts";
import { commands } from "./commands.ts";
import { reportFlags } from "./flags.ts";

/** `--json` and `--format json` are one: the words in the spelling that the command has. */
export function jsonWords(words: readonly string[]): readonly string[] {
  const named = commands.find((command) => nameOf(command) === words[0]);
  const { json, format } = (named ?? commands[0])?.flags ?? {};
  // What takes the options of a report along has a format of that, and not of its own answer.
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
