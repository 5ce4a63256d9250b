import { expect, test } from "vitest";
import { withTree } from "../context/trees.ts";
import { runHere } from "./run.ts";

const tree = { Dockerfile: "FROM scratch\nCOPY a /\n", ".dockerignore": "x\n", a: 1 };

const commands: Readonly<Record<string, readonly string[]>> = {
  report: ["--no-secret-content"],
  ls: ["ls"],
  tree: ["tree"],
  builds: ["builds"],
  explain: ["explain", "a"],
  image: ["image"],
  suggest: ["suggest"],
  lint: ["lint"],
  compare: ["compare", "--builders", "buildkit,cdk"],
  hash: ["hash"],
  diff: ["diff", "--add", "a"],
  secrets: ["secrets"],
  config: ["config"],
  baseline: ["baseline", "--update", "--secret-salt", "s"],
};

test.each(Object.entries(commands))(
  "%s takes --json and --format json, and means the same",
  async (_, args) => {
    await withTree(tree, async (cwd) => {
      const plain = await runHere([...args, "--json"], { cwd });
      expect([0, 1]).toContain(plain.code);
      expect(() => JSON.parse(plain.stdout)).not.toThrow();
      for (const spelling of [["--format", "json"], ["--format=json"]])
        expect((await runHere([...args, ...spelling], { cwd })).stdout).toBe(plain.stdout);
    });
  },
);

test("no other format is swallowed", async () => {
  await withTree(tree, async (cwd) => {
    const { code, stderr } = await runHere(["suggest", "--format", "yaml"], { cwd });
    expect([code, stderr]).toEqual([2, expect.stringContaining("there is no option")]);
  });
});
