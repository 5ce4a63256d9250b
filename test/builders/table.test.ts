import { readFileSync, writeFileSync } from "node:fs";
import { expect, test } from "vitest";
import type { BuilderName } from "../../src/builders/builder.ts";
import { builders } from "../../src/builders/index.ts";
import type { Tree } from "../context/trees.ts";
import { listedBy } from "./sent-by.ts";

const page = new URL("../../docs/builders.md", import.meta.url);
const table = /(?<=<!-- table -->\n)[\s\S]*(?=<!-- \/table -->)/;

const rows: readonly (readonly [lines: readonly string[], files: readonly string[]])[] = [
  [
    ["*", "!**/*.go"],
    ["x.go", "s/x.go"],
  ],
  [
    ["a", "!a/*/c"],
    ["a/x/c", "a/x/d"],
  ],
  [
    ["a", "!a*/x"],
    ["a/x", "a/y"],
  ],
  [
    ["*", "!s/x"],
    ["s/x", "s/y"],
  ],
  [["*", "!s/x"], ["s/y"]],
  [
    ["a/b", "!a"],
    ["a/b/c", "a/d"],
  ],
  [
    ["d", "!d/i", "**/d"],
    ["d/i", "d/o"],
  ],
  [["**/m"], ["m/x", "s/m/y"]],
  [["**foo"], ["foo", "xfoo"]],
  [["a+b"], ["a+b", "aab"]],
  [["a++"], ["a", "a++"]],
  [["zzz", "!q\\y"], ["a"]],
  [["["], ["a"]],
  [["FOO"], ["foo"]],
  [["*", "! a"], ["a"]],
  [["[[:digit:]]"], ["1", "a"]],
];

function answer(builder: BuilderName, lines: readonly string[], files: readonly string[]): string {
  const tree: Tree = Object.fromEntries(files.map((file) => [file, 1]));
  const content = `${lines.join("\n")}\n`;
  const listed = listedBy(builder, { tree: { ...tree, ".dockerignore": content }, set: "allowed" });
  return listed.startsWith("<") ? "refused" : listed === "" ? "–" : `\`${listed}\``;
}

function made(): string {
  const names = Object.values(builders).map(({ name }) => name);
  const cell = (text: string) => text.replaceAll("|", "\\|");
  const line = (cells: readonly string[]) => `| ${cells.map(cell).join(" | ")} |\n`;
  const head = line(["lines", "files", ...names]) + line(["lines", "files", ...names].map(() => "---"));
  const body = rows.map(([lines, files]) =>
    line([
      lines.map((one) => `\`${one}\``).join(" "),
      `\`${files.join(" ")}\``,
      ...names.map((name) => answer(name, lines, files)),
    ]),
  );
  return `\n${head}${body.join("")}\n`;
}

test("the table in docs/builders.md is what the builders answer", () => {
  const text = readFileSync(page, "utf8");
  const renewed = text.replace(table, () => made());
  if (process.env.UPDATE_DOCS === "1") writeFileSync(page, renewed);
  else expect(text).toBe(renewed);
});
