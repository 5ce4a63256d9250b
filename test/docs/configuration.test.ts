import { readFileSync, writeFileSync } from "node:fs";
import { toJsonSchema } from "@valibot/to-json-schema";
import { Ajv2020 } from "ajv/dist/2020.js";
import { describe, expect, test } from "vitest";
import { commands } from "../../src/cli/commands.ts";
import { type ConfigOption, variableName } from "../../src/cli/config/option.ts";
import { configSchema, issuesOf } from "../../src/cli/config/schema.ts";
import { commonFlags } from "../../src/cli/flags.ts";
import { configOptions as allOptions } from "../../src/cli/option-table.ts";

const file = (path: string) => new URL(`../../${path}`, import.meta.url);
const configOptions = allOptions();
const every = [...configOptions.shared, ...Object.values(configOptions.commands).flat()];
const isRenewing = process.env.UPDATE_DOCS === "1";

describe("schema.json", () => {
  test("is what the program checks with", () => {
    const made = {
      ...toJsonSchema(configSchema(configOptions), { target: "draft-2020-12" }),
      title: "ctxcheck configuration",
    };
    const text = `${JSON.stringify(made, null, 2)}\n`;
    if (isRenewing) writeFileSync(file("schema.json"), text);
    expect(readFileSync(file("schema.json"), "utf8")).toBe(text);
  });

  const rows: [boolean, unknown][] = [
    [true, {}],
    [
      true,
      {
        $schema: "x",
        maxSize: 5,
        quiet: true,
        buildArgs: { A: 1, B: [true, "x"], C: { D: "e" } },
        formats: "json",
      },
    ],
    [true, { commands: { ls: { dirs: true } }, overrides: [{ contexts: ["a"], failOn: "never" }] }],
    [false, { maxSize: true }],
    [false, { quiet: "yes" }],
    [false, { failOn: "no" }],
    [false, { commands: { nope: {} } }],
    [false, { overrides: [{ maxSize: 1 }] }],
    [false, { nope: 1 }],
  ];
  test.each(rows)("%s: %j, for both", (isValid, data) => {
    const schema: object = JSON.parse(readFileSync(file("schema.json"), "utf8"));
    const ajv = new Ajv2020({ strict: false });
    expect([ajv.validate(schema, data), issuesOf(configOptions, data).length === 0]).toEqual([
      isValid,
      isValid,
    ]);
  });

  test("is published", () => {
    const { files, exports } = JSON.parse(readFileSync(file("package.json"), "utf8")) as {
      files: string[];
      exports: Record<string, unknown>;
    };
    expect(files).toContain("schema.json");
    expect(exports).toHaveProperty(["./schema.json"], "./schema.json");
  });
});

test("every option of every command is a key, but the one that says where the file is", () => {
  const names = commands.flatMap(({ flags }) => [...Object.keys(commonFlags), ...Object.keys(flags)]);
  const known = new Set(every.map(({ name }) => name));
  expect([...new Set(names)].filter((name) => !known.has(name))).toEqual(["config"]);
  expect(names.length).toBeGreaterThan(50);
});

describe("docs/configuration.md", () => {
  const cell = (text: string) => text.replaceAll("|", "\\|");
  const row = (option: ConfigOption) =>
    `| \`${option.key}\` | ${option.kind} | \`${variableName(option)}\` | ${option.defaultValue === undefined ? "" : `\`${option.defaultValue}\``} | ${cell(option.describe)} |`;
  const head = ["| key | kind | variable | default | |", "| --- | --- | --- | --- | --- |"];
  const tables = [
    [...head, ...configOptions.shared.map(row)],
    ...Object.entries(configOptions.commands).map(([name, own]) => [
      `In \`commands.${name}\`:`,
      "",
      ...head,
      ...own.map(row),
    ]),
  ];
  const wanted = `<!-- keys -->\n\n${tables.map((lines) => lines.join("\n")).join("\n\n")}\n\n<!-- end of keys -->`;

  test("tells every key", () => {
    const page = readFileSync(file("docs/configuration.md"), "utf8");
    const renewed = page.replace(/<!-- keys -->[\s\S]*<!-- end of keys -->/, () => wanted);
    if (isRenewing) writeFileSync(file("docs/configuration.md"), renewed);
    expect(renewed).toContain(wanted);
    if (!isRenewing) expect(page).toBe(renewed);
  });
});
