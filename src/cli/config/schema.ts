import * as v from "valibot";
import { meantBy } from "../../dockerfile/suggest.ts";
import { CtxcheckError } from "../../errors.ts";
import { isSettings, type Settings } from "../../gate/pairs.ts";
import { type ConfigOption, type ConfigOptions, keyOf } from "./option.ts";
import type { ConfigData } from "./parse.ts";

/** Returns the shape of a configuration file: every option of the command line, by its key. */
export function configSchema(options: ConfigOptions) {
  const settings = {
    ...entriesOf(options.shared),
    commands: described(
      v.strictObject(
        Object.fromEntries(
          Object.entries(options.commands).map(([name, own]) => [
            name,
            v.optional(v.strictObject(entriesOf(own))),
          ]),
        ),
      ),
      "Options of one command, by its name.",
    ),
  };
  const override = v.strictObject({
    contexts: v.pipe(
      oneOrMore(v.string(), "a pattern or a list of them"),
      v.description("Patterns of contexts, relative to this file, in .dockerignore syntax."),
    ),
    ...settings,
  });
  return v.strictObject({
    $schema: described(v.string(), "The schema of this file."),
    ...settings,
    overrides: described(
      v.array(override),
      "Settings for some contexts; if several set the same key, the last wins.",
    ),
  });
}

const described = <Schema extends v.GenericSchema>(schema: Schema, text: string) =>
  v.optional(v.pipe(schema, v.description(text)));

function entriesOf(options: readonly ConfigOption[]): Record<string, v.GenericSchema> {
  return Object.fromEntries(
    options.map((option) => [option.key, described(valueSchema(option), option.describe)]),
  );
}

function valueSchema({ kind, choices }: ConfigOption): v.GenericSchema {
  switch (kind) {
    case "flag":
      return v.boolean("write true or false");
    case "text":
      if (choices !== null) return v.picklist(choices, `use one of ${choices.join(", ")}`);
      return v.union([v.string(), v.number()], "write a string or a number");
    case "list":
      return oneOrMore(v.string(), "write a string or a list of strings");
    case "pairs":
      return pairs;
  }
}

const oneOrMore = <Item extends v.GenericSchema>(item: Item, message: string) =>
  v.union([item, v.array(item)], message);

const word = v.union([v.string(), v.number(), v.boolean()]);
const words = v.union([word, v.array(word)]);
const pairs = v.union(
  [v.array(v.string()), v.record(v.string(), v.union([words, v.record(v.string(), words)]))],
  "write a map of names and values, or a list of name=value",
);

export type ConfigIssue = v.BaseIssue<unknown>;

/** Returns what is wrong with the data, in the order of the schema's keys; empty if nothing is. */
export function issuesOf(options: ConfigOptions, data: unknown): readonly ConfigIssue[] {
  return v.safeParse(configSchema(options), data).issues ?? [];
}

/** Throws CtxcheckError "config" for the first problem: file, line and key. */
export function checkConfig({ data, lineOf }: ConfigData, options: ConfigOptions, shown: string): Settings {
  if (data === null) return {};
  if (!isSettings(data)) throw refused(shown, null, "it is not a map of keys and values");
  const issues = issuesOf(options, data).map((issue) => ({ issue, keys: keysOf(issue) }));
  const [first] = issues
    .map(({ issue, keys }) => ({ issue, keys, line: lineOf(keys) }))
    .sort((a, b) => (a.line ?? 0) - (b.line ?? 0));
  if (first === undefined) return data;
  const { issue, keys, line } = first;
  const more = issues.length > 1 ? ` (and ${issues.length - 1} more)` : "";
  const isUnknown = issue.type === "strict_object" && issue.expected === "never";
  if (isUnknown) throw unknownKey(shown, line, keys, options, more);
  throw refused(shown, line, `${keys.join(".")}: ${wordsOf(issue)}${more}`);
}

const wordsOf = ({ message, expected }: ConfigIssue) =>
  message.startsWith("Invalid ") ? `expected ${expected ?? "something else"}` : message;

const keysOf = ({ path }: ConfigIssue): (string | number)[] =>
  (path ?? []).map(({ key }) => (typeof key === "number" ? key : String(key)));

function unknownKey(
  shown: string,
  line: number | null,
  keys: readonly (string | number)[],
  options: ConfigOptions,
  more: string,
): CtxcheckError {
  const key = String(keys.at(-1));
  const meant = meantKey(key, knownKeys(keys.slice(0, -1), options));
  const hint = meant === undefined ? "docs/configuration.md lists every key" : `did you mean ${meant}?`;
  return refused(shown, line, `there is no key "${keys.join(".")}"${more}`, hint);
}

/** A key spelled as on the command line is recognized like a misspelled one. */
function meantKey(key: string, known: readonly string[]): string | undefined {
  const spelt = [keyOf(key, false), keyOf(key, true)].find((form) => known.includes(form));
  return spelt ?? meantBy(key, known);
}

function knownKeys(parents: readonly (string | number)[], options: ConfigOptions): string[] {
  const keys = (of: readonly ConfigOption[]) => of.map(({ key }) => key);
  const command = parents.at(-2) === "commands" ? String(parents.at(-1)) : null;
  if (command !== null) return keys(options.commands[command] ?? []);
  if (parents.at(-1) === "commands") return Object.keys(options.commands);
  return [...keys(options.shared), "commands", ...(parents.length === 0 ? ["overrides"] : ["contexts"])];
}

function refused(
  shown: string,
  line: number | null,
  what: string,
  hint = "docs/configuration.md lists every key",
): CtxcheckError {
  return new CtxcheckError("config", `${shown}${line === null ? "" : `:${line}`}: ${what}`, hint);
}
