import * as v from "valibot";
import type { ConfigOption, ConfigOptions } from "./option.ts";

/** The shape of a configuration file: every option of the command line, by its key. */
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
      v.description("Patterns of contexts, relative to this file, in the language of .dockerignore."),
    ),
    ...settings,
  });
  return v.strictObject({
    $schema: described(v.string(), "Where the schema of this file is."),
    ...settings,
    overrides: described(
      v.array(override),
      "What holds for some contexts only; the last that names a key wins.",
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
      return v.union([v.string(), v.number()], "write a text or a number");
    case "list":
      return oneOrMore(v.string(), "write a text or a list of texts");
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

/** What is wrong with the data, in the order of the keys of the schema; none where it is well. */
export function issuesOf(options: ConfigOptions, data: unknown): readonly ConfigIssue[] {
  return v.safeParse(configSchema(options), data).issues ?? [];
}
