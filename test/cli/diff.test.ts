import { rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { commit, repository } from "../context/git/repository.ts";
import { plant, withTree } from "../context/trees.ts";
import { runHere as run } from "./run.ts";

const json = async (cwd: string, ...args: string[]) => {
  const { code, stdout, stderr } = await run([...args, "--format", "json"], { cwd });
  return { code, stderr, told: stdout === "" ? null : JSON.parse(stdout) };
};

const names = (all: readonly { readonly path: string }[]) => all.map(({ path }) => path);

/** Made here: no real-looking secret is committed. */
const token = `token = "ghp_${"Zq3Xv8LmNp2RtYw6KsBd4FgHj9Tc5VxQaEuA"}"\n`;

const first = {
  Dockerfile: "FROM scratch\nCOPY . /app\n",
  ".dockerignore": "node_modules\n",
  "src/a": 100,
  "src/b": 100,
  "node_modules/x": 10,
};

describe("ctxcheck diff", () => {
  test("a commit against the directory: what was added, removed, what has grown, and new secrets", () =>
    withTree({}, async (cwd) => {
      repository(cwd, first);
      plant(cwd, { "src/a": 300, "src/new": 5, "node_modules/y": 99 });
      rmSync(join(cwd, "src/b"));
      writeFileSync(join(cwd, "id_rsa"), token);
      const { code, told } = await json(cwd, "diff", "main");
      expect(code).toBe(0);
      expect(names(told.paths.added)).toEqual(["id_rsa", "src/new"]);
      expect(names(told.paths.removed)).toEqual(["src/b"]);
      expect(told.paths.grown).toEqual([{ path: "src/a", from: 100, to: 300 }]);
      expect(
        told.findings.added.map(({ rule, path }: { rule: string; path: string }) => `${rule} ${path}`),
      ).toEqual(["secret-content id_rsa", "untracked-included id_rsa", "untracked-included src/new"]);
      expect(told.instructions).toMatchObject([{ text: "COPY . /app" }]);
      expect(told).toMatchObject({
        withoutGit: true,
        from: { shown: "main" },
        to: { shown: ".", commit: null },
      });
      expect(told.bytes.to - told.bytes.from).toBe(300 + 5 + token.length - 100 - 100);
    }));

  test("two commits, one of them not checked out", () =>
    withTree({}, async (cwd) => {
      repository(cwd, first);
      commit(cwd, { ".dockerignore": "node_modules\nsrc\n" });
      const { told } = await json(cwd, "diff", "HEAD~1", "HEAD");
      expect(names(told.paths.removed)).toEqual(["src/a", "src/b"]);
      expect(names(told.paths.grown)).toEqual([".dockerignore"]);
      expect(told.paths.directories).toEqual([
        { path: "src", files: -2, bytes: -200 },
        { path: "", files: 0, bytes: 4 },
      ]);
    }));

  test("two directories", () =>
    withTree({ "one/a": 1, "two/a": 1, "two/b": 2 }, async (cwd) => {
      const { told } = await json(cwd, "diff", "one", "two");
      expect(names(told.paths.added)).toEqual(["b"]);
      expect(told.withoutGit).toBe(false);
    }));

  test("saved reports, with their files and without", () =>
    withTree({ a: 1 }, async (root) => {
      const cwd = root;
      await run(["--files", "--format", "json=/dev/null"], { cwd });
      const { stdout } = await run(["--files", "--format", "json"], { cwd });
      const { stdout: bare } = await run(["--format", "json"], { cwd });
      plant(root, { "more/b": 7 });
      await withTree({}, async (elsewhere) => {
        writeFileSync(join(elsewhere, "before.json"), stdout);
        writeFileSync(join(elsewhere, "bare.json"), bare);
        const { told } = await json(cwd, "diff", join(elsewhere, "before.json"));
        expect(names(told.paths.added)).toEqual(["more/b"]);
        const { told: less } = await json(cwd, "diff", join(elsewhere, "bare.json"));
        expect(less).toMatchObject({ paths: null, files: { from: 1, to: 2 }, bytes: { from: 1, to: 8 } });
        const { stdout: text } = await run(["diff", join(elsewhere, "bare.json")], { cwd });
        expect(text).toMatch(/Files are not compared/);
      });
    }));

  test("a draft of the ignore file against today", () =>
    withTree({ ...first, draft: "src/b\n" }, async (cwd) => {
      const { told } = await json(cwd, "diff", "--ignore-file", "draft", "--add", "src/a");
      expect(names(told.paths.removed)).toEqual(["src/a", "src/b"]);
      expect(names(told.paths.added)).toEqual(["node_modules/x"]);
    }));

  test.each([
    [["--fail-on-growth", "0"], 1],
    [["--fail-on-growth", "50%"], 1],
    [["--fail-on-growth", "1kB"], 0],
    [["--fail-on", "error"], 1],
    [[], 0],
  ])("%j exits %i", (args, code) =>
    withTree({ "one/a": 100, "two/a": 200, "two/token.ini": token }, async (cwd) => {
      expect((await run(["diff", "one", "two", ...args], { cwd })).code).toBe(code);
    }),
  );

  test.each([
    [["main"], 2, /"main" is a directory and a commit.*git:main/s],
    [["./main"], 0, /^$/],
    [["git:main"], 0, /^$/],
    [["nowhere"], 2, /neither a directory, nor a saved report, nor a commit/],
    [["Dockerfile"], 2, /not a report of ctxcheck/],
    [[], 2, /name something to compare/],
    [["a", "b", "c"], 2, /more than two/],
    [["git:main", "--ref", "main"], 2, /name the commit as a side/],
  ])("%j exits %i", (args, code, message) =>
    withTree({}, async (cwd) => {
      repository(cwd, { ...first, "main/x": 1 });
      const ran = await run(["diff", ...args], { cwd });
      expect({ code: ran.code, stderr: ran.stderr }).toEqual({
        code,
        stderr: expect.stringMatching(message),
      });
    }),
  );
});

describe("--add and --ignore-file", () => {
  test("the report shows what they change against today", () =>
    withTree({ ...first, ".env": token }, async (cwd) => {
      const { told } = await json(cwd, ".", "--add", "src/*", "--add", ".env", "--add", "!src/b");
      expect(told.whatIf).toMatchObject({ problem: null, added: [], today: { files: 5 } });
      expect(names(told.whatIf.gone)).toEqual([".env"]);
      expect(told.whatIf.today.bytes - told.sent.bytes).toBe(100 + token.length);
      const { stdout } = await run([".", "--add", "src/*"], { cwd });
      expect(stdout).toMatch(/Change {3}against today's ignore file: -2 files, -200 B/);
      expect((await json(cwd, ".")).told.whatIf).toBeNull();
    }));

  test("ls and explain go by them too, and name the line that would be", () =>
    withTree(first, async (cwd) => {
      expect((await run(["ls", "--add", "src"], { cwd })).stdout).toBe(".dockerignore\nDockerfile\n");
      const { stdout } = await run(["explain", "src/a", "--add", "src"], { cwd });
      expect(stdout).toMatch(/\.dockerignore:2/);
    }));

  test("a context without an ignore file, and one whose file ends in the middle of a line", () =>
    withTree({ a: 1, b: 2 }, async (cwd) => {
      expect((await run(["ls", "--add", "a"], { cwd })).stdout).toBe("b\n");
      writeFileSync(join(cwd, ".dockerignore"), "b");
      expect((await run(["ls", "--add", "a"], { cwd })).stdout).toBe(".dockerignore\n");
    }));

  test("a file of today that the builder refuses is not a hindrance", () =>
    withTree({ a: 1, draft: "draft\n", ".dockerignore": "[\n" }, async (cwd) => {
      const { told } = await json(cwd, "--ignore-file", "draft");
      expect(told.whatIf.problem).toMatch(/\.dockerignore/);
    }));

  test("a line break is refused", () =>
    withTree({}, async (cwd) => {
      expect(await run(["ls", "--add", "a\nb"], { cwd })).toMatchObject({ code: 2 });
    }));
});
