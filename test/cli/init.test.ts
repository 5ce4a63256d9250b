import { existsSync, readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { withTree } from "../context/trees.ts";
import { runHere as run } from "./run.ts";

const tree = {
  "Cargo.toml": "",
  "src/a.rs": 5,
  b: 5,
  Dockerfile: "FROM rust\nCOPY src /s/\nRUN cargo build\n",
};

describe("ctxcheck init", () => {
  test("writes the file once, and again with --force", async () => {
    await withTree(tree, async (root) => {
      expect(await run(["init", "--allow-list"], { cwd: root })).toMatchObject({
        code: 0,
        stdout: "Wrote .dockerignore: 2 patterns.\n",
      });
      expect(readFileSync(`${root}/.dockerignore`, "utf8")).toMatch(
        /^\*\n\n# Dockerfile:2 COPY src \/s\/\n!src\n/m,
      );
      const again = await run(["init"], { cwd: root });
      expect([again.code, again.stderr]).toEqual([
        2,
        expect.stringContaining('".dockerignore" already exists'),
      ]);
      expect((await run(["init", "--force"], { cwd: root })).code).toBe(0);
      expect(readFileSync(`${root}/.dockerignore`, "utf8")).toContain("\ntarget\n");
    });
  });

  test("--stdout writes nothing", async () => {
    await withTree(tree, async (root) => {
      const { code, stdout } = await run(["init", "--stdout"], { cwd: root });
      expect([code, stdout.split("\n")[0]]).toEqual([
        0,
        "# Written by ctxcheck init: what tools, editors and systems leave behind.",
      ]);
      expect(existsSync(`${root}/.dockerignore`)).toBe(false);
    });
  });

  test("two kinds at once are refused", async () => {
    await withTree(tree, async (root) => {
      expect((await run(["init", "--allow-list", "--from-gitignore"], { cwd: root })).code).toBe(2);
    });
  });
});

describe("ctxcheck suggest", () => {
  test("as data", async () => {
    await withTree({ ...tree, ".git/HEAD": 9, Dockerfile: "FROM x\nCOPY . .\n" }, async (root) => {
      const { code, stdout } = await run(["suggest", "--json"], { cwd: root });
      const { version, suggestions, sent, together } = JSON.parse(stdout);
      expect([code, version, sent.files - together.files]).toEqual([0, 1, 1]);
      expect(suggestions).toEqual([
        expect.objectContaining({
          id: ".git",
          lines: [".git"],
          confidence: "high",
          files: 1,
          bytes: 9,
          differentFor: [],
        }),
      ]);
    });
  });

  test("for people", async () => {
    await withTree({ ...tree, ".git/HEAD": 9, Dockerfile: "FROM x\nCOPY . .\n" }, async (root) => {
      expect((await run(["suggest"], { cwd: root })).stdout).toContain("  .git\n    9 B less");
    });
  });
});
