import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import { runShell } from "../cli/run.ts";
import { withTree } from "../context/trees.ts";

const hooks: { id: string; entry: string; language: string; pass_filenames: boolean }[] = parse(
  readFileSync(new URL("../../.pre-commit-hooks.yaml", import.meta.url), "utf8"),
);

describe(".pre-commit-hooks.yaml", () => {
  test("names hooks that get no file names", () => {
    expect(hooks.map(({ id }) => id)).toEqual(["ctxcheck", "ctxcheck-warnings"]);
    for (const { language, pass_filenames } of hooks)
      expect([language, pass_filenames]).toEqual(["node", false]);
  });

  test("are installed from what npm pack prints: scripts may add nothing to it", () => {
    expect(readFileSync(new URL("../../.npmrc", import.meta.url), "utf8")).toMatch(
      /^foreground-scripts=false$/m,
    );
  });

  const rows: [id: string, tree: Record<string, number | string>, code: number][] = [
    ["ctxcheck", { ".dockerignore": "", a: 1 }, 0],
    ["ctxcheck", { ".dockerignore": "", "k.p12": 1 }, 1],
    ["ctxcheck", { ".dockerignore": "", "node_modules/a": 1 }, 0],
    ["ctxcheck-warnings", { ".dockerignore": "", "node_modules/a": 1 }, 1],
  ];
  test.each(rows)("%s over %j exits %i", async (id, tree, code) => {
    const entry = hooks.find((hook) => hook.id === id)?.entry ?? "";
    await withTree(tree, async (cwd) => {
      expect((await runShell(entry.replace(/^ctxcheck/, "$CTXCHECK"), { cwd })).code).toBe(code);
    });
  });
});
