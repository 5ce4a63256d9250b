import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { runHere } from "../cli/run.ts";
import { type Tree, withTree } from "../context/trees.ts";

const tree: Tree = {
  Dockerfile: "FROM node:22\nWORKDIR /app\nCOPY package*.json ./\nRUN npm ci\nCOPY . .\n",
  "package.json": "{}",
  "package-lock.json": "{}",
  "index.js": "1",
  "node_modules/a/index.js": "12345",
  ".git/HEAD": "ref",
};

interface Row {
  readonly tree?: Tree;
  readonly ignore: string;
  readonly args: readonly string[];
  readonly becomes: string;
  readonly says?: string;
}

const rows: Record<string, Row> = {
  "one line": {
    ignore: "# mine\n",
    args: ["--suggestion", "**/node_modules"],
    becomes: "# mine\n**/node_modules\n",
    says: 'fixed  .dockerignore:2 suggestion "**/node_modules"',
  },
  "all that are sure, with the ends of lines that are there": {
    ignore: "# mine\r\nx",
    args: ["--suggestion", "high"],
    becomes: "# mine\r\nx\r\n**/node_modules\r\n.git\r\n",
  },
  "a line is not taken out that a builder needs": {
    tree: { "w/node_modules/a": 1, "w/package.json": "{}" },
    ignore: "node_modules\n",
    args: ["--suggestion", "**/node_modules"],
    becomes: "node_modules\n**/node_modules\n",
    says: "kaniko",
  },
};

describe("ctxcheck fix --suggestion", () => {
  test.each(Object.entries(rows))("%s", async (_, { tree: more = {}, ignore, args, becomes, says = "" }) => {
    await withTree({ ...tree, ...more, ".dockerignore": ignore }, async (root) => {
      const { code, stderr } = await runHere(["fix", "--write", ...args], { cwd: root });
      expect(readFileSync(`${root}/.dockerignore`, "utf8")).toBe(becomes);
      expect(stderr).toContain(says);
      expect(code).toBe(0);
      const again = await runHere(["ls"], { cwd: root });
      for (const path of ["package.json", "index.js", "package-lock.json"])
        expect(again.stdout.split("\n")).toContain(path);
      expect(again.stdout).not.toContain("node_modules");
    });
  });

  test("prints a diff, and nothing is written", async () => {
    await withTree({ ...tree, ".dockerignore": "a\n" }, async (root) => {
      const { stdout, stderr } = await runHere(["fix", "--suggestion", "**/node_modules"], { cwd: root });
      expect(stdout).toContain(" a\n+**/node_modules\n");
      expect(stderr).toContain(
        "no longer sent: 1 file, 5 B: node_modules, node_modules/a, node_modules/a/index.js",
      );
      expect(readFileSync(`${root}/.dockerignore`, "utf8")).toBe("a\n");
    });
  });

  test.each([
    ["what is not suggested", ["--suggestion", "index.js"], '--suggestion: "index.js" is not suggested here'],
    ["both at once", ["--suggestion", "high", "--rule", "bom"], "cannot be given together"],
  ])("%s is wrong use", async (_, args, says) => {
    await withTree({ ...tree, ".dockerignore": "a\n" }, async (root) => {
      const { code, stderr, stdout } = await runHere(["fix", ...args], { cwd: root });
      expect([code, stdout]).toEqual([2, ""]);
      expect(stderr).toContain(says);
    });
  });
});
