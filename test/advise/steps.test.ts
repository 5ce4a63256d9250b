import { writeFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { type Tree, withTree } from "../context/trees.ts";
import { inspectTree } from "../findings/finding.ts";

const tree: Tree = {
  ...{
    "package.json": "{}",
    "src/a.js": 50,
    "node_modules/a": 40_000,
    ".git/HEAD": 30_000,
    "y.log": 20_000,
    ".idea/x": 10_000,
  },
  ...{ "z/.DS_Store": 1, ".dockerignore": "x\n", Dockerfile: "FROM node\nCOPY . .\nRUN npm ci\n" },
};

describe("the steps of a report", () => {
  test("are the three that save most, each with what is left", () =>
    withTree(tree, async (root) => {
      const { steps, sent } = await inspectTree(root);
      expect(steps.map(({ lines, bytes, after }) => [...lines, bytes, sent.bytes - after.bytes])).toEqual([
        ["**/node_modules", 40_000, 40_000],
        [".git", 30_000, 70_000],
        ["**/*.log", 20_000, 90_000],
      ]);
    }));

  test("give what they promise when they are taken", () =>
    withTree(tree, async (root) => {
      const { steps } = await inspectTree(root);
      let content = "x\n";
      for (const { lines, after } of steps) {
        content += lines.map((line) => `${line}\n`).join("");
        writeFileSync(`${root}/.dockerignore`, content);
        const { sent } = await inspectTree(root);
        expect([sent.files, sent.bytes - (content.length - 2)]).toEqual([after.files, after.bytes]);
      }
    }));

  test("none where an instruction names it, or where it is next to nothing", () =>
    withTree(
      {
        a: 10_000,
        ".git/x": 5,
        "dist/a": 5_000,
        "package.json": "{}",
        Dockerfile: "FROM x\nCOPY . .\nCOPY dist /d\n",
      },
      async (root) => {
        expect((await inspectTree(root)).steps).toEqual([]);
      },
    ));
});
