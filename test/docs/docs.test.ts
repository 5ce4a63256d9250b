import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { parseArgs } from "../../src/cli/args.ts";
import { main } from "../../src/cli/main.ts";
import { rules } from "../../src/findings/rules.ts";
import { inDemo } from "./demo.ts";

const read = (path: string) => readFileSync(new URL(`../../${path}`, import.meta.url), "utf8");

/** A command line in the documentation, and the output that stands below it. */
const example = /```console\n\$ ctxcheck ?([^\n]*)\n([\s\S]*?)```/g;

async function run(line: string, cwd: string): Promise<string> {
  let output = "";
  const stream = { write: (data: string | Uint8Array) => (output += Buffer.from(data).toString("utf8")) };
  const argv = line.split(" ").filter((word) => word !== "");
  const code = await main({ argv, env: {}, cwd, stdin: noInput(), stdout: stream, stderr: stream }, "0.0.0");
  if (code > 1) throw new Error(output);
  return output;
}

async function* noInput(): AsyncGenerator<Uint8Array> {}

const pages = [
  "README.md",
  ...readdirSync(new URL("../../docs", import.meta.url), { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".md"))
    .map((name) => `docs/${name}`),
];

describe("the examples in the documentation are what ctxcheck prints", () => {
  it.each(pages.filter((page) => read(page).includes("```console\n$ ctxcheck")))("%s", async (page) => {
    const text = read(page);
    const blocks = [...text.matchAll(example)];
    const outputs = await inDemo((cwd) => Promise.all(blocks.map(([, line = ""]) => run(line, cwd))));
    let next = 0;
    const renewed = text.replace(
      example,
      (_block, line) => `\`\`\`console\n$ ctxcheck${line === "" ? "" : ` ${line}`}\n${outputs[next++]}\`\`\``,
    );
    if (process.env.UPDATE_DOCS === "1") writeFileSync(new URL(`../../${page}`, import.meta.url), renewed);
    else expect(text).toBe(renewed);
  });
});

describe("docs/rules.md", () => {
  const page = read("docs/rules.md");

  it("has a section for every rule, and for nothing else", () => {
    const sections = [...page.matchAll(/^## `([^`]+)`$/gm)].map(([, id]) => id);
    expect(sections).toEqual(rules.map(({ id }) => id));
  });

  it.each(rules.map((rule) => [rule.id, rule] as const))(
    "tells the summary and the severity of %s",
    (id, rule) => {
      const section = page.split(/^## /m).find((text) => text.startsWith(`\`${id}\``)) ?? "";
      expect(section).toContain(rule.summary);
      expect(section).toContain(`Severity: ${rule.severity}`);
    },
  );
});

describe("the help of the rules in SARIF", () => {
  it("is the text of docs/rules.md", async () => {
    const table = "src/report/rule-help-table.ts";
    const sections = read("docs/rules.md").split(/^## /m).slice(1);
    const rows = sections.map((section) => {
      const [, id = "", text = ""] = /^`([^`]+)`\n+([\s\S]*)$/.exec(section) ?? [];
      return `  ${JSON.stringify(id)}:\n    ${JSON.stringify(text.replace(/^Severity: .*\n+/m, "").trim())},\n`;
    });
    const renewed = [
      'import type { RuleId } from "../findings/finding.ts";\n\n',
      "/** By rule, in Markdown: generated from docs/rules.md by `UPDATE_DOCS=1 npx vitest run test/docs`. */\n",
      "// biome-ignore format: one row a rule\n",
      `export const ruleHelp: Readonly<Record<RuleId, string>> = {\n${rows.join("")}};\n`,
    ].join("");
    if (process.env.UPDATE_DOCS === "1") writeFileSync(new URL(`../../${table}`, import.meta.url), renewed);
    else expect(read(table), "UPDATE_DOCS=1 npx vitest run test/docs renews it").toBe(renewed);
  });
});

describe("ctxcheck help rules", () => {
  it("names every rule", async () => {
    const help = await parseArgs(["help", "rules"], "0.0.0", 100);
    for (const { id } of rules) expect("help" in help && help.help).toContain(id);
  });
});
