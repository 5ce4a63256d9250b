import { chmodSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { type Tree, withTree } from "../context/trees.ts";
import { isThorough } from "../sample.ts";
import { run, runHere } from "./run.ts";

interface Row {
  readonly args: readonly string[];
  readonly tree?: Tree;
  readonly code: number;
  /** What stands on stderr; where the code is 2 that is all, and nothing stands on stdout. */
  readonly says?: RegExp;
}

const clean: Tree = { a: 5, "sub/b": 1, Dockerfile: "FROM scratch\nCOPY . /\n", ".dockerignore": "*.log\n" };
const leaky: Tree = { ...clean, "k.p12": 1 };
const asksForA: Tree = { ...clean, Dockerfile: "FROM scratch\nCOPY a /\n" };
const warned: Tree = { ...clean, ".git/HEAD": 1 };

const rows: Record<string, Record<string, Row>> = {
  "0: clean": {
    "nothing to say": { args: [], code: 0 },
    "a warning does not fail": { args: [], tree: warned, code: 0 },
    "within the budgets": {
      args: ["--max-size", "1MB", "--max-files=9", "--max-file-size", "1KiB"],
      code: 0,
    },
    "a list": { args: ["ls"], tree: leaky, code: 0 },
    "an explanation of what is not there": { args: ["explain", "nope"], code: 0 },
    help: { args: ["--help"], code: 0 },
    "help of a command": { args: ["ls", "-h"], code: 0 },
    "the version": { args: ["--version"], code: 0 },
    "the version, later in the line": { args: ["ls", "--version"], code: 0 },
    "findings, where nobody minds": { args: ["--fail-on", "never"], tree: leaky, code: 0 },
  },
  "1: a finding or a budget": {
    "an error": { args: [], tree: leaky, code: 1 },
    "a warning, where it counts": { args: ["--fail-on", "warning"], tree: warned, code: 1 },
    "a note, where it counts": {
      args: ["--fail-on=info", "--no-secret-content"],
      tree: { ...clean, "x.ovpn": 1 },
      code: 1,
    },
    "more bytes than allowed": { args: ["--max-size", "5"], code: 1 },
    "more files than allowed": { args: ["--max-files", "3"], code: 1 },
    "a larger file than allowed": { args: ["--max-file-size", "4"], code: 1 },
    "a budget, whatever --fail-on says": { args: ["--max-size", "5", "--fail-on", "never"], code: 1 },
    "many errors are no count": {
      args: [],
      tree: { ...clean, ...Object.fromEntries(Array.from({ length: 300 }, (_, at) => [`k${at}.p12`, 1])) },
      code: 1,
    },
  },
  "2: the context": {
    missing: { args: ["nope"], code: 2, says: /the context "nope" does not exist/ },
    "a file": { args: ["a"], code: 2, says: /the context "a" is not a directory\n {2}name its directory/ },
    "a repository": {
      args: ["https://example.org/x.git#main", "-f", "Dockerfile"],
      code: 2,
      says: /nothing is fetched, and the directory that you are in is not a clone of it\n {2}run it in a clone/,
    },
    "a repository, for the classic builder": {
      args: ["git@example.org:x.git", "--builder=classic"],
      code: 2,
      says: /nothing is fetched, and the directory that you are in is not a clone of it\n {2}run it in a clone/,
    },
    "an archive, for buildah": {
      args: ["https://example.org/x.tar.gz", "--builder=buildah"],
      code: 2,
      says: /applies the ignore files that it holds/,
    },
    "on stdin": {
      args: ["-"],
      code: 2,
      says: /Dockerfile on stdin: the Dockerfile cannot be empty/,
    },
    two: { args: ["sub", "."], code: 2, says: /unexpected argument "\."/ },
  },
  "2: the Dockerfile": {
    missing: {
      args: ["-f", "nope"],
      code: 2,
      says: /Dockerfile "nope": there is no such file; the build stops here, and nothing is sent\n {2}-f is relative/,
    },
    "a directory": { args: ["-f", "sub"], code: 2, says: /Dockerfile "sub": it cannot be read/ },
    "one that the builder refuses": {
      args: [],
      tree: { Dockerfile: "FROM scratch\nCOPPY . /\n" },
      code: 2,
      says: /Dockerfile:2/,
    },
  },
  "2: the ignore file": {
    "a bad pattern": {
      args: [],
      tree: { ".dockerignore": "ok\n\n  x[\n" },
      code: 2,
      says: /\.dockerignore:3:3: syntax error in pattern "x\["; the build would fail\n {2}close the \[/,
    },
    "a bad pattern that shows when it is compared": {
      args: ["ls"],
      tree: { a: 1, ".dockerignore": "foo\\y\n" },
      code: 2,
      says: /\.dockerignore:1:1: syntax error in pattern "foo\\\\y"/,
    },
    "a bare !": {
      args: [],
      tree: { ".dockerignore": "a\n!\n" },
      code: 2,
      says: /\.dockerignore:2:1: "!" is alone on its line/,
    },
    "a control character": {
      args: [],
      tree: { ".dockerignore": "a\tb\n" },
      code: 2,
      says: /\.dockerignore:1:1: "a\\tb" holds a control character/,
    },
    "a line that is too long": {
      args: [],
      tree: { ".dockerignore": "a".repeat(65_536) },
      code: 2,
      says: /\.dockerignore:1: the line is 65536 bytes long/,
    },
    "a directory, for the classic builder": {
      args: ["--builder", "classic"],
      tree: { ".dockerignore": "directory/" },
      code: 2,
      says: /ignore file "\.dockerignore": it is a directory/,
    },
    "named and missing": {
      args: ["--ignore-file", "nope"],
      code: 2,
      says: /ignore file "nope": there is no such file/,
    },
  },
  "2: wrong use": {
    "an unknown option": {
      args: ["--nope"],
      code: 2,
      says: /there is no option "--nope"\n {2}did you mean --open\?/,
    },
    "an option without its value": {
      args: ["--max-size"],
      code: 2,
      says: /--max-size needs a value/,
    },
    "an option of another command": {
      args: ["ls", "--fail-on", "error"],
      code: 2,
      says: /there is no option "--fail-on"/,
    },
    "a bad size": {
      args: ["--max-size", "10XB"],
      code: 2,
      says: /--max-size: "10XB" is not a size\n {2}write 10MB/,
    },
    "a switch with a value that is none": {
      args: ["--quiet=maybe"],
      code: 2,
      says: /--quiet: "maybe" is neither true nor false/,
    },
    "the same by its short name": { args: ["-q=no"], code: 2, says: /-q: "no" is neither true nor false/ },
    "a negative size": { args: ["--max-size=-1"], code: 2, says: /--max-size: "-1" is not a size/ },
    "a size in a unit named like something of Object": {
      args: ["--large-file", "1constructor"],
      code: 2,
      says: /--large-file: "1constructor" is not a size/,
    },
    "a bad count": {
      args: ["--max-files", "1.5"],
      code: 2,
      says: /--max-files: "1.5" is not a whole number/,
    },
    "an unknown builder": {
      args: ["--builder", "nope"],
      code: 2,
      says: /there is no builder "nope"\n {2}use one of buildkit/,
    },
    "a builder named like something of Object": {
      args: ["--builder", "constructor"],
      code: 2,
      says: /no builder/,
    },
    "an unknown format": {
      args: ["--format", "xml"],
      code: 2,
      says: /--format: "xml" is not a format\n {2}use one of table/,
    },
    "a format named like something of Object": {
      args: ["--format=toString"],
      code: 2,
      says: /is not a format/,
    },
    "a format without its file": { args: ["--format", "json="], code: 2, says: /is not a format/ },
    "two formats on stdout": {
      args: ["--format", "json", "--format", "table"],
      code: 2,
      says: /two reports cannot both go to stdout\n {2}give all but one a file/,
    },
    "a file that cannot be written": {
      args: ["--format", "json=no/such/file"],
      code: 2,
      says: /cannot write "no\/such\/file": there is no such directory/,
    },
    "an unknown set": {
      args: ["ls", "--set", "all"],
      code: 2,
      says: /--set: "all" is not a valid value\n {2}use one of sent, allowed/,
    },
    "an unknown severity": {
      args: ["--fail-on", "errors"],
      code: 2,
      says: /--fail-on: "errors" is not a valid value/,
    },
    "explain without a path": { args: ["explain"], code: 2, says: /no path is named/ },
    "explain of what is outside": { args: ["explain", "../x"], code: 2, says: /is outside the context/ },
  },
};

describe.each(Object.entries(rows))("exit code %s", (_, situations) => {
  test.concurrent.each(Object.entries(situations))("%s", async (_, { args, tree = clean, code, says }) => {
    await withTree(tree, async (cwd) => {
      const ran = await runHere(args, { cwd });
      expect(ran.code).toBe(code);
      if (code !== 2) expect(ran.stderr).toBe("");
      else {
        expect(ran.stderr).toMatch(says ?? /(?!)/);
        expect(ran.stderr).toMatch(/^ctxcheck: [^\n]+\n( {2}[^\n]+\n)?$/);
        expect(ran.stdout).toBe("");
      }
    });
  });
});

describe("the real program does the same", () => {
  const chosen = Object.values(rows).flatMap((situations) =>
    Object.entries(situations).slice(0, isThorough ? 2 : 1),
  );
  test.concurrent.each(chosen)("%s", async (_, { args, tree = clean, code }) => {
    await withTree(tree, async (cwd) => {
      const [real, here] = [await run(args, { cwd }), await runHere(args, { cwd })];
      expect(real).toEqual(here);
      expect(real.code).toBe(code);
    });
  });
});

describe.skipIf(process.getuid?.() !== 0)("exit codes of a user without the rights of root", () => {
  const nobody = 65_534;
  const locked: [what: string, tree: Tree, path: string, args: string[], code: number, says: RegExp][] = [
    ["an unreadable context", { "c/a": 1 }, "c", ["c"], 2, /the context "c" cannot be read \(EACCES\)/],
    [
      "an unreadable ignore file, for the classic builder",
      { a: 1, ".dockerignore": "" },
      ".dockerignore",
      ["--builder", "classic"],
      2,
      /ignore file "\.dockerignore": it cannot be read \(EACCES\); the build would fail/,
    ],
    ["an unreadable Dockerfile", clean, "Dockerfile", [], 2, /Dockerfile "Dockerfile": it cannot be read/],
    ["an unreadable ignore file, for BuildKit", clean, ".dockerignore", [], 1, /^$/],
    [
      "an unreadable directory",
      clean,
      "sub",
      ["--fail-on", "never"],
      2,
      /^ctxcheck: "sub" cannot be read \(EACCES\); the build would fail\n$/,
    ],
    ["an unreadable directory that nothing asks for", asksForA, "sub", [], 0, /^$/],
    [
      "an unreadable file, for the classic builder",
      clean,
      "a",
      ["--builder=classic"],
      2,
      /"a" cannot be read/,
    ],
    ["an unreadable file, for BuildKit", clean, "a", [], 1, /^$/],
    [
      "an explanation of an unreadable directory",
      clean,
      "sub",
      ["explain", "sub"],
      2,
      /"sub" cannot be read/,
    ],
    ["an explanation of what it may hold", clean, "sub", ["explain", "sub/x"], 2, /"sub\/x" cannot be read/],
    [
      "an explanation of an unreadable file",
      clean,
      "a",
      ["explain", "--builder=classic", "a"],
      2,
      /"a" cannot be read \(EACCES\); the build would fail/,
    ],
    ["an explanation of something else", clean, "sub", ["explain", "a"], 0, /^$/],
    ["the image of an unreadable directory", clean, "sub", ["image"], 2, /"sub" cannot be read/],
    [
      "a comparison of builders that all fail",
      clean,
      "sub",
      ["compare", "--builders=classic,buildkit"],
      2,
      /^$/,
    ],
    [
      "a comparison of builders of which one fails",
      clean,
      "a",
      ["compare", "--builders=classic,buildkit"],
      0,
      /"a" cannot be read \(EACCES\); the list may not be complete/,
    ],
    [
      "an unreadable directory in a list",
      clean,
      "sub",
      ["ls"],
      2,
      /"sub" cannot be read \(EACCES\); the build would fail/,
    ],
    [
      "an unreadable directory of one of all builds",
      { ...clean, "compose.yaml": "services: {a: {build: .}}\n" },
      "sub",
      ["--all", "--fail-on", "never"],
      2,
      /^$/,
    ],
    ["an unreadable directory, suggested about", clean, "sub", ["suggest"], 2, /"sub" cannot be read/],
    [
      "an unreadable directory beside a first ignore file",
      clean,
      "sub",
      ["init", "--stdout"],
      0,
      /"sub" cannot be read/,
    ],
    [
      "an unreadable file in a list, which arrives empty",
      clean,
      "a",
      ["ls"],
      0,
      /"a" cannot be read .* may not be complete/,
    ],
    [
      "a file that may not be overwritten",
      clean,
      ".",
      ["--format", "json=x.json"],
      2,
      /cannot write "x.json"/,
    ],
  ];
  test.concurrent.each(locked)("%s", async (_, tree, path, args, code, says) => {
    await withTree(tree, async (cwd) => {
      chmodSync(cwd, 0o755);
      chmodSync(join(cwd, path), path === "." ? 0o555 : 0);
      const ran = await run(args, { cwd, uid: nobody });
      expect(ran.stderr).toMatch(says);
      expect(ran.code).toBe(code);
    });
  });
});
