import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, describe, expect, test } from "vitest";
import { textOf } from "../../../src/advise/init/draft.ts";
import { draftFromGitignore } from "../../../src/advise/init/from-gitignore.ts";
import { type Bytes, fromBuffer, toBuffer } from "../../../src/bytes.ts";
import { listSet } from "../../../src/explain/list.ts";
import { readGitignore, translateLine } from "../../../src/ignore/git-lines.ts";
import { gitIgnores } from "../../../src/ignore/git-rules.ts";
import type { PlanOptions } from "../../../src/plan/options.ts";
import { buildOf, planOf, scratch, type Tree, withTree } from "../../context/trees.ts";
import { lawRuns } from "../../sample.ts";

function translated(line: Bytes, directory = ""): string | null {
  const [read] = readGitignore(line, ".gitignore", directory);
  if (read === undefined) return null;
  const answer = translateLine(read);
  return "pattern" in answer ? answer.pattern : "-";
}

/** A line of a .gitignore, and the pattern for Docker; "-" where there is none, null where it is not a pattern. */
const rows: readonly [Bytes, string | null][] = [
  ["node_modules", "**/node_modules"],
  ["/dist", "dist"],
  ["build/", "**/build"],
  ["a/b", "a/b"],
  ["a/b/", "a/b"],
  ["*.log", "**/*.log"],
  ["**/x", "**/x"],
  ["x/**", "x/**"],
  ["a/**/b", "a/**/b"],
  ["a**b", "**/a*b"],
  ["[ab].c", "**/[ab].c"],
  ["[!a].c", "-"],
  ["[[:digit:]]", "-"],
  ["a{b,c}", "**/a\\{b,c\\}"],
  ["\\#a", "**/\\#a"],
  ["/\\!a", "\\!a"],
  ["a ", "**/a"],
  ["a\\ ", "**/a?"],
  ["/ a", "?a"],
  ["a\\b", "**/ab"],
  ["a\\", "-"],
  ["a\r", "**/a"],
  ["# a", null],
  ["", null],
  ["/", null],
];

describe("a line of a .gitignore", () => {
  test.each(rows)("%j", (line, expected) => {
    expect(translated(line)).toBe(expected);
  });

  test("belongs to the directory of its file", () => {
    expect(["x", "/x", "a/x"].map((line) => translated(line, "p/q/"))).toEqual([
      "p/q/**/x",
      "p/q/x",
      "p/q/a/x",
    ]);
  });
});

const hasGit = (() => {
  try {
    execFileSync("git", ["--version"], { stdio: "ignore" });
    return true;
  } catch {
    return false;
  }
})();

const gitOf = mkdtempSync(join(scratch, "ctxcheck-git-"));
afterAll(() => rmSync(gitOf, { recursive: true }));
const env = { ...process.env, GIT_CONFIG_GLOBAL: "/dev/null", GIT_CONFIG_NOSYSTEM: "1" };
if (hasGit) execFileSync("git", ["init", "-q", "--bare", gitOf], { env });

/** What git itself ignores of the paths. */
function askGit(root: string, paths: readonly Bytes[]): Set<Bytes> {
  const inTree = ["-C", root, `--git-dir=${gitOf}`, `--work-tree=${root}`, "-c", "core.bare=false"];
  const input = toBuffer(paths.map((path) => `${path}\0`).join(""));
  try {
    const output = execFileSync("git", [...inTree, "check-ignore", "--no-index", "-z", "--stdin"], {
      input,
      env,
    });
    return new Set(
      fromBuffer(output)
        .split("\0")
        .filter((path) => path !== ""),
    );
  } catch {
    return new Set(); // exit code 1: none of them
  }
}

const names = ["a", "b", "ab", "a.c", "x y", "build"];
const component = fc.constantFrom(...names, "*", "a*", "*.c", "?", "[ab]", "[!a]", "**", "\\a");
const gitLine = fc
  .tuple(
    fc.constantFrom("", "", "!"),
    fc.constantFrom("", "/"),
    fc.array(component, { minLength: 1, maxLength: 3 }),
    fc.constantFrom("", "", "/"),
  )
  .map(([not, slash, components, end]) => `${not}${slash}${components.join("/")}${end}\n`);
const gitignore = fc.array(gitLine, { minLength: 1, maxLength: 5 }).map((lines) => lines.join(""));
const tree = fc
  .tuple(
    fc.uniqueArray(
      fc.array(fc.constantFrom(...names), { minLength: 1, maxLength: 3 }).map((parts) => parts.join("/")),
      { minLength: 3, maxLength: 14 },
    ),
    gitignore,
    fc.option(gitignore),
  )
  .map(([paths, root, inner]): Tree => {
    const kept = paths.filter((path) => !paths.some((other) => other.startsWith(`${path}/`)));
    const files = Object.fromEntries(kept.map((path) => [path, 1] as const));
    return {
      ...files,
      ".gitignore": root,
      ...(inner === null || kept.includes("a") ? {} : { "a/.gitignore": inner }),
    };
  });

const filesOf = (files: Tree): Bytes[] => Object.keys(files).sort();

const options = (root: string): PlanOptions => buildOf(root, "buildkit");

describe.skipIf(!hasGit)("beside git itself", () => {
  test("the same files are ignored", () => {
    fc.assert(
      fc.property(tree, (files) =>
        withTree(files, (root) => {
          const read = (path: string) =>
            readGitignore(String(files[path] ?? ""), path, path.slice(0, -".gitignore".length));
          const ignores = gitIgnores([...read(".gitignore"), ...read("a/.gitignore")]);
          const ours = filesOf(files).filter((path) => ignores(path, false));
          expect(ours).toEqual([...askGit(root, filesOf(files))].sort());
        }),
      ),
      { numRuns: lawRuns(40) },
    );
  });

  test("the new file keeps out what git ignores, but for what it says", async () => {
    let agreeing = 0;
    await fc.assert(
      fc.asyncProperty(tree, (files) =>
        withTree(files, async (root) => {
          const { lines, different } = draftFromGitignore(options(root));
          const ignored = askGit(root, filesOf(files));
          writeFileSync(`${root}/.dockerignore`, toBuffer(textOf(lines)));
          const allowed = new Set(
            listSet(planOf(root, "buildkit"), "allowed").entries.map(({ path }) => path),
          );
          const wrong = filesOf(files).filter((path) => allowed.has(path) === ignored.has(path));
          expect(wrong).toEqual([...different].sort());
          if (wrong.length === 0) agreeing++;
        }),
      ),
      { numRuns: lawRuns(40) },
    );
    expect(agreeing).toBeGreaterThan(lawRuns(40) / 4);
  });
});

describe("init --from-gitignore", () => {
  const draft = (files: Tree) =>
    withTree(files, async (root) => {
      const { lines, notes, different } = draftFromGitignore(options(root));
      return { lines: lines.map(({ text }) => text), notes, different };
    });

  test("leaves out what an instruction names", async () => {
    const { lines, notes } = await draft({
      ".gitignore": "/dist\n*.log\n",
      "dist/a": 1,
      "b.log": 1,
      Dockerfile: "FROM x\nCOPY dist /d/\n",
    });
    expect(lines).toEqual([".git", "**/*.log"]);
    expect(notes).toEqual(['.gitignore:1 "/dist" is left out: Dockerfile:2 names dist']);
  });

  test.each([
    ["ENV DJANGO_SETTINGS_MODULE=proj.local", "local.py", "proj/local.py"],
    ["ENV ASPNETCORE_ENVIRONMENT Docker", "appsettings.Docker.json", "appsettings.Docker.json"],
  ])("what a variable names stays: %s", async (variable, ignored, path) => {
    const { lines, notes } = await draft({
      ...{ ".gitignore": `${ignored}\n*.log\n`, [path]: 1, "b.log": 1 },
      Dockerfile: `FROM x\n${variable}\nCOPY . /d/\n`,
    });
    expect(lines).toEqual([".git", "**/*.log"]);
    expect(notes).toEqual([`.gitignore:1 "${ignored}" is left out: Dockerfile names ${path}`]);
  });

  test("what git tracks stays, whatever names it", async () => {
    const many = Object.fromEntries(Array.from({ length: 21 }, (_, at) => [`gen/${at}.ts`, 1]));
    const files = { ...many, "src/a.log": 1, "dist/keep.js": 1, ".env": "A=b", "x.log": 1, "dist/x": 1 };
    await withTree({ ...files, ".gitignore": "*.log\ndist/\n.env\n/gen\n" }, async (root) => {
      const git = (...args: string[]) => execFileSync("git", args, { cwd: root });
      git("init", "--quiet");
      git("add", "--force", "src", "dist/keep.js", ".env", "gen");
      const { lines, notes, different } = draftFromGitignore(options(root));
      expect(lines.map(({ text }) => text)).toEqual([
        ...[".git", "**/*.log", "**/dist", "**/.env", "!src/a.log", "!dist/keep.js"],
      ]);
      expect(notes).toEqual(['.gitignore:4 "/gen" is left out: git tracks 21 files that it names']);
      expect(different).toEqual([]);
    });
  });

  test("a slash at the end spares files of that name", async () => {
    const { lines, different } = await draft({ ".gitignore": "build/\n", "a/build": 1, "b/build/x": 1 });
    expect([lines, different]).toEqual([[".git", "**/build/**"], []]);
  });

  test("nothing comes back out of an ignored directory", async () => {
    const { lines, different } = await draft({
      ".gitignore": "build/\n!*.keep\n",
      "build/x.keep": 1,
      "x.keep": 1,
    });
    expect([lines, different]).toEqual([[".git", "**/build", "!**/*.keep", "**/build/**"], []]);
  });

  test("says what it cannot translate", async () => {
    const { notes, different } = await draft({ ".gitignore": "[!a].c\n", "b.c": 1 });
    expect(notes).toEqual([
      '.gitignore:1 "[!a].c" is left out: its [ ] or its last backslash means something else to Docker',
    ]);
    expect(different).toEqual(["b.c"]);
  });
});
