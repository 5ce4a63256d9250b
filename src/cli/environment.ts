import { CtxcheckError } from "../errors.ts";
import { type ConfigOption, isRepeatable, type Setting, variableName } from "./config/option.ts";
import type { Io } from "./io.ts";

/** What CTXCHECK_<OPTION> says; an empty variable says nothing. One that may be repeated is split at its line breaks. */
export function fromEnvironment(option: ConfigOption, env: Io["env"]): Setting[] {
  const name = variableName(option);
  const text = env[name] ?? "";
  if (text === "") return [];
  const words = isRepeatable(option) ? text.split("\n").filter((word) => word !== "") : [text];
  return words.map((word) => ({
    value: option.kind === "flag" ? switchOf(word, name) : chosen(word, option, name),
    origin: { from: "environment", name },
  }));
}

const switches: Readonly<Record<string, boolean>> = { 1: true, true: true, 0: false, false: false };

function switchOf(word: string, name: string): boolean {
  const value = Object.hasOwn(switches, word) ? switches[word] : undefined;
  if (value !== undefined) return value;
  throw new CtxcheckError("usage", `${name}: "${word}" is neither true nor false`, "write 1 or 0");
}

function chosen(word: string, { choices }: ConfigOption, name: string): string {
  if (choices === null || choices.includes(word)) return word;
  throw new CtxcheckError(
    "usage",
    `${name}: "${word}" is none of its values`,
    `use one of ${choices.join(", ")}`,
  );
}
