import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { runHere } from "../cli/run.ts";
import { findProgram } from "../clients/programs.ts";
import { type Tree, withTree } from "../context/trees.ts";

const app: Tree = {
  Dockerfile: [
    "FROM node AS build",
    "WORKDIR /app",
    "COPY . .",
    "RUN npm run build",
    "FROM nginx",
    "COPY --from=build /app/public /srv/",
    "RUN touch /srv/done",
    "COPY extra/a.txt /srv/a.txt",
    "",
  ].join("\n"),
  ".dockerignore": "# comment\n*.log\nnode_modules\n!keep.log\n",
  "public/a.txt": 3,
  "public/b.txt": 4,
  "extra/a.txt": 5,
  "docs/one.md": 1,
  "docs/deep/two.md": 2,
  "debug.log": 7,
  "keep.log": 8,
  "node_modules/x/y.js": 9,
};

const explained = (args: readonly string[], tree: Tree = app) =>
  withTree(tree, async (cwd) => {
    const { stdout, stderr, code } = await runHere(["explain", ...args], { cwd });
    return { stdout, lines: stdout.split("\n"), stderr, code };
  });

describe("a path of the image", () => {
  const rows: [path: string, answer: string, says: string[]][] = [
    [
      "/srv/b.txt",
      '"/srv/b.txt" comes from "public/b.txt": Dockerfile:6, via Dockerfile:3.',
      [
        "Dockerfile:3  COPY . . ",
        "stage build: /app/public/b.txt",
        "Not known: Dockerfile:4,7: RUN",
        '"public/b.txt" is sent',
      ],
    ],
    [
      "/srv/a.txt",
      '"/srv/a.txt" comes from "extra/a.txt": Dockerfile:8.',
      ["Dockerfile:8 covers public/a.txt from Dockerfile:6"],
    ],
    [
      "/srv",
      '"/srv" is a directory with 2 files, 9 B from the context.',
      ["Dockerfile:6: 1 file, 4 B, such as public/b.txt"],
    ],
    [
      "/etc/passwd",
      '"/etc/passwd" does not come from the context, as far as the Dockerfile shows.',
      ["Dockerfile:5: the base image nginx may hold it"],
    ],
    ["/srv/../srv//b.txt", '"/srv/b.txt" comes from "public/b.txt": Dockerfile:6, via Dockerfile:3.', []],
  ];
  test.each(rows)("%s", async (path, answer, says) => {
    const { lines, stdout, code } = await explained([path]);
    expect([lines[0], code]).toEqual([answer, 0]);
    for (const words of says) expect(stdout).toContain(words);
    expect(lines.length).toBeLessThanOrEqual(24);
  });

  test("an existing file of the context given absolutely stays what it is", async () => {
    await withTree(app, async (cwd) => {
      for (const name of ["docs/one.md", "not/there"]) {
        const { stdout } = await runHere(["explain", join(cwd, name)], { cwd });
        expect(stdout).toMatch(new RegExp(`^"${name}" (is|would be) sent`));
      }
    });
  });

  test("without a Dockerfile there is no image", async () => {
    const { stderr, code } = await explained(["/srv/a.txt"], { a: 1 });
    expect([code, stderr]).toEqual([2, expect.stringContaining("is outside the context")]);
  });

  test("--json has the way and the source", async () => {
    const [image] = JSON.parse((await explained(["--json", "/srv/b.txt"])).stdout);
    expect(image).toMatchObject({
      imagePath: "/srv/b.txt",
      file: { source: "public/b.txt", road: [{ line: 3 }, { line: 6 }] },
      source: { path: "public/b.txt", sent: true },
    });
  });
});

describe("a pattern", () => {
  test("tells each match where there are few", async () => {
    const { stdout } = await explained(["docs/**/*.md"]);
    expect(stdout).toMatch(/^"docs\/\*\*\/\*\.md" matches 2 paths, sent\.\n {2}sent +docs\/deep\/two\.md/);
  });

  test("and a summary where there are many", async () => {
    const many = Object.fromEntries(Array.from({ length: 30 }, (_, at) => [`d/f${at}.md`, 1]));
    const { lines } = await explained(["d/*"], { ...many, "d/x.log": 5, ".dockerignore": "**/*.log\n" });
    expect(lines).toEqual([
      '"d/*" matches 31 paths: 30 sent, 1 not.',
      expect.stringMatching(/^ {2}sent +30 files, 30 B +no pattern matches$/),
      expect.stringMatching(/^ {2}not sent +1 file, 5 B +\.dockerignore:1 \*\*\/\*\.log$/),
      "",
    ]);
  });

  test("a file of that very name is a path", async () => {
    const { stdout } = await explained(["a*b"], { "a*b": 1, axb: 1 });
    expect(stdout).toMatch(/^"a\*b" is sent/);
  });
});

describe("--porcelain", () => {
  test("is what git check-ignore -v prints", async () => {
    const { stdout } = await explained([
      "--porcelain",
      "debug.log",
      "keep.log",
      "docs/one.md",
      "node_modules/x/y.js",
    ]);
    expect(stdout).toBe(
      ".dockerignore:2:*.log\tdebug.log\n.dockerignore:4:!keep.log\tkeep.log\n::\tdocs/one.md\n.dockerignore:3:node_modules\tnode_modules/x/y.js\n",
    );
  });

  test.skipIf(findProgram("git") === null)("line by line", async () => {
    const tree = {
      ".dockerignore": "*.log\nsub\n",
      ".gitignore": "*.log\nsub\n",
      "a.log": 1,
      "sub/x": 1,
      b: 1,
    };
    await withTree(tree, async (cwd) => {
      execFileSync("git", ["init", "-q"], { cwd });
      const git = execFileSync("git", ["check-ignore", "-v", "-n", "--no-index", "a.log", "b", "sub/x"], {
        cwd,
      });
      const { stdout } = await runHere(["explain", "--porcelain", "a.log", "b", "sub/x"], { cwd });
      expect(stdout.replaceAll(".dockerignore", ".gitignore")).toBe(git.toString());
    });
  });
});

describe("--rule", () => {
  test("tells what a line decides", async () => {
    expect((await explained(["--rule", "3"])).stdout).toBe(
      '.dockerignore:3 "node_modules" excludes 1 file, 2 directories, 9 B.\n  node_modules\n',
    );
    expect((await explained(["--rule", "4"])).stdout).toBe(
      '.dockerignore:4 "!keep.log" re-includes 1 file, 0 directories, 8 B.\n  keep.log\n',
    );
  });

  test("a comment decides nothing", async () => {
    const { stderr, code } = await explained(["--rule", "1"]);
    expect([code, stderr]).toEqual([2, expect.stringContaining("patterns are on lines 2, 3, 4")]);
  });
});

test("no line is named that breaks an instruction", async () => {
  const tree = { Dockerfile: "FROM scratch\nCOPY a.txt b.txt /\n", "a.txt": 1, "b.txt": 1 };
  expect((await explained(["a.txt"], tree)).stdout).not.toContain("To keep it out");
});
