import { symlinkSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import type { BuilderName } from "../../src/builders/builder.ts";
import { type Bytes, fromText } from "../../src/bytes.ts";
import { type Explanation, explain } from "../../src/explain/explain.ts";
import { planOf, type Tree, withTree } from "../context/trees.ts";

function explained(tree: Tree, path: Bytes, builder: BuilderName = "buildkit"): Explanation {
  return withTree(tree, (root) => explain(planOf(root, builder), path, "/"));
}

interface Row {
  readonly tree: Tree;
  readonly path: Bytes;
  readonly builder?: BuilderName;
  readonly says: string;
  readonly change: string | null;
}

const all = "FROM scratch\nCOPY . /\n";

const rows: Record<string, Row> = {
  "no ignore file": { tree: { a: 1 }, path: "a", says: '"a" is sent: no pattern matches it.', change: "a" },
  "an exclusion": {
    tree: { a: 1, ".dockerignore": "#\n*\n" },
    path: "a",
    says: '"a" is not sent: .dockerignore:2 "*" excludes it.',
    change: "!a",
  },
  "another name of a file that arrives empty": {
    tree: { "a/f": 5, b: { same: "a/f" }, ".dockerignore": "a\n!a/f\na\n" },
    path: "b",
    says: '"b" is sent: no pattern matches it, but it is another name of a file that arrives without its content.',
    change: "b",
  },
  "another name of a file that arrives whole, though alone it would not": {
    tree: { "a/f": 5, "b/g": { same: "a/f" }, ".dockerignore": "b\n!b/g\nb\n" },
    path: "b/g",
    says: '"b/g" is sent: .dockerignore:2 "!b/g" re-includes it.',
    change: "b/g",
  },
  "an exclusion of the parent": {
    tree: { "a/b/c": 1, ".dockerignore": "!**/x\na\n" },
    path: "a/b/c",
    says: '"a/b/c" is not sent: .dockerignore:2 "a" excludes its parent "a".',
    change: "!a/b/c",
  },
  "a directory that is not entered": {
    tree: { "a/b/c": 1, ".dockerignore": "a\n" },
    path: "a/b/c",
    says: '"a/b/c" is not sent: .dockerignore:1 "a" excludes "a", and BuildKit does not go in.',
    change: "!a/b/c",
  },
  "an exception": {
    tree: { a: 1, ".dockerignore": "*\n!a\n" },
    path: "a",
    says: '"a" is sent: .dockerignore:2 "!a" re-includes it.',
    change: "a",
  },
  "an exception of the parent": {
    tree: { "a/b": 1, ".dockerignore": "*\n!a\n" },
    path: "a/b",
    says: '"a/b" is sent: .dockerignore:2 "!a" re-includes its parent "a".',
    change: "a/b",
  },
  "an exception that has nothing to do": {
    tree: { a: 1, ".dockerignore": "!a\n" },
    path: "a",
    says: '"a" is sent: no pattern excludes it.',
    change: "a",
  },
  "a directory for what it holds": {
    tree: { "a/b": 1, "a/c": 1, ".dockerignore": "a\n!a/b\n" },
    path: "a",
    says: '"a" is sent: .dockerignore:1 "a" excludes it, but something below it is sent.',
    change: "a/**",
  },
  "the same for the classic builder, which sends no such parents": {
    tree: { "a/b": 1, "a/c": 1, ".dockerignore": "a\n!a/b\n" },
    path: "a",
    builder: "classic",
    says: '"a" is not sent: .dockerignore:1 "a" excludes it.',
    change: "!a",
  },
  "a path that is not there": {
    tree: { ".dockerignore": "*.log\n" },
    path: "x/y.log",
    says: '"x/y.log" would be sent: no pattern matches it (nothing is there now).',
    change: "x/y.log",
  },
  "a path that is not there and would not be sent": {
    tree: { ".dockerignore": "**/*.log\n" },
    path: "x/y.log",
    says: '"x/y.log" would not be sent: .dockerignore:1 "**/*.log" excludes it (nothing is there now).',
    change: "!x/y.log",
  },
  "a file that no instruction asks for": {
    tree: { a: 1, b: 1, Dockerfile: "FROM scratch\nCOPY a /\n" },
    path: "b",
    says: '"b" is not sent: nothing excludes it, but the Dockerfile does not copy or mount it.',
    change: null,
  },
  "a directory that no instruction asks for, but for what it holds": {
    tree: { "a/b": 1, "a/c": 1, Dockerfile: "FROM scratch\nCOPY a/b /\n" },
    path: "a",
    says: '"a" is sent: the Dockerfile copies something below it.',
    change: "a",
  },
  "what is excluded and not asked for": {
    tree: { b: 1, ".dockerignore": "b", Dockerfile: "FROM scratch\nCOPY a /\n" },
    path: "b",
    says: '"b" is not sent: .dockerignore:1 "b" excludes it.',
    change: "!b",
  },
  "a path through a link": {
    tree: { "d/x": 1, l: { link: "d" }, Dockerfile: all },
    path: "l/x",
    says: '"l/x" is not sent: "l" is a symbolic link, which is sent as it is and never followed.',
    change: null,
  },
  "a path below a file": {
    tree: { a: 1 },
    path: "a/b",
    says: '"a/b" is not sent: "a" is a file, nothing can lie below it.',
    change: null,
  },
  "a file that loses its content to a later pattern": {
    tree: { "d/i": 1, ".dockerignore": "d\n!d/i\n**/d\n" },
    path: "d/i",
    says: '"d/i" is sent: .dockerignore:2 "!d/i" re-includes it, but a later pattern excludes a directory above it, so it arrives without its content.',
    change: "d/i",
  },
  "an empty file has no content to lose": {
    tree: { "d/i": 0, ".dockerignore": "d\n!d/i\n**/d\n" },
    path: "d/i",
    says: '"d/i" is sent: .dockerignore:2 "!d/i" re-includes it.',
    change: "d/i",
  },
  "what the classic builder always sends": {
    tree: { Dockerfile: all, ".dockerignore": "*\n" },
    path: "Dockerfile",
    builder: "classic",
    says: '"Dockerfile" is sent: .dockerignore (added by the builder) "!Dockerfile" re-includes it.',
    change: null,
  },
  "a name that cannot be written down": {
    tree: { "a\n\x1b[31m\xff": 1 },
    path: "a\n\x1b[31m\xff",
    says: '"a\\n\\u001b[31m\ufffd" is sent: no pattern matches it.',
    change: "a??\\[31m?",
  },
};

describe("explain", () => {
  test.each(Object.entries(rows))("%s", (_, { tree, path, builder, says, change }) => {
    const explanation = explained(tree, path, builder);
    expect(explanation.verdict).toBe(says);
    expect(explanation.change?.line ?? null).toBe(change);
  });

  test("tells the trail in the order of the file, with what each pattern comes to", () => {
    const tree = { "a/b/c": 1, ".dockerignore": "a\n!zzz\n!a/b\n!a\n*/b\n" };
    expect(explained(tree, "a/b/c").trail).toEqual([
      {
        pattern: "a",
        file: ".dockerignore",
        line: 1,
        matches: "a",
        decides: false,
        effect: "overruled by line 5",
      },
      {
        pattern: "!a/b",
        file: ".dockerignore",
        line: 3,
        matches: "a/b",
        decides: false,
        effect: "overruled by line 5",
      },
      {
        pattern: "!a",
        file: ".dockerignore",
        line: 4,
        matches: "a",
        decides: false,
        effect: "overruled by line 5",
      },
      {
        pattern: "*/b",
        file: ".dockerignore",
        line: 5,
        matches: "a/b",
        decides: true,
        effect: "decides: out",
      },
    ]);
  });

  test("tells why a pattern that matches changes nothing", () => {
    const effects = (ignore: string) =>
      explained({ a: 1, ".dockerignore": ignore }, "a").trail.map(({ effect }) => effect);
    expect(effects("!a\na\na\n")).toEqual([
      "overruled by line 2",
      "decides: out",
      'changes nothing: an earlier line had already excluded "a"',
    ]);
    expect(effects("!a\n")).toEqual(['changes nothing: nothing had excluded "a"']);
  });

  test("what the builder adds comes last in the trail", () => {
    const tree = { Dockerfile: all, ".dockerignore": "#\n*\n" };
    expect(explained(tree, "Dockerfile", "classic").trail).toMatchObject([
      { line: 2, effect: "overruled by the builder" },
      { line: 0, pattern: "!Dockerfile", decides: true, effect: "decides: in" },
    ]);
  });

  test("counts what lies below a directory", () => {
    const tree = {
      "a/b": 3,
      "a/c/d": 4,
      "a/x.log": 5,
      "a/e": "directory/",
      ".dockerignore": "**/*.log\n",
    } as const;
    expect(explained(tree, "a").below).toEqual({
      sent: { files: 2, directories: 2, bytes: 7 },
      excluded: { files: 1, directories: 0, bytes: 0 },
    });
    expect(explained(tree, "a/b").below).toBeNull();
  });

  test("a trailing slash asks about a directory that is not there", () => {
    const tree = { Dockerfile: "FROM scratch\nCOPY a/b /\n" };
    expect(explained(tree, "a/")).toMatchObject({ path: "a", type: null });
    expect(explained(tree, "./a//b/.")).toMatchObject({ path: "a/b", type: null, sent: true });
  });

  test("tells which instructions ask for the path", () => {
    const tree = { "a/b": 1, Dockerfile: "FROM scratch AS s\nCOPY a /a\nCOPY x \\\n  a/b /\n" };
    expect(explained(tree, "a/b").copiedBy).toMatchObject([
      { file: "Dockerfile", line: 2, stage: "s" },
      { file: "Dockerfile", line: 3, stage: "s" },
    ]);
    expect(explained(tree, "a/c").copiedBy).toMatchObject([{ line: 2 }]);
    expect(explained(tree, "b").copiedBy).toEqual([]);
  });

  test("keeps bytes that text cannot hold", () => {
    expect(explained({ "\xff": 1 }, "\xff").pathBytes).toBe("/w==");
    expect(explained({ a: 1 }, "a")).not.toHaveProperty("pathBytes");
  });

  describe("which path is meant", () => {
    const places: [what: string, given: string, cwd: string, path: string][] = [
      ["relative to the context", "sub/f", "", "sub/f"],
      ["relative to the working directory, where it is there only", "f", "sub", "sub/f"],
      ["relative to the context first", "g", "sub", "g"],
      ["what is nowhere is taken from the context", "nope", "sub", "nope"],
      ["up and down", "sub/../g", "", "g"],
      ["up from the working directory", "../g", "sub", "g"],
      ["absolute", "ROOT/sub/f", "", "sub/f"],
      ["absolute, through a link into the context", "ROOT/../LINK/sub/f", "", "sub/f"],
    ];
    test.each(places)("%s", (_, given, cwd, path) => {
      withTree({ "ctx/sub/f": 1, "ctx/g": 1, "ctx/sub/g": 1 }, (root) => {
        symlinkSync("ctx", join(root, "link"));
        const context = join(root, "ctx");
        const named = given.replace("ROOT/../LINK", join(root, "link")).replace("ROOT", context);
        expect(explain(planOf(context, "buildkit"), fromText(named), join(context, cwd)).path).toBe(path);
      });
    });

    test.each([
      ["the context itself", ".", /is the context itself/],
      ["nothing", "", /is the context itself/],
      ["above it", "..", /outside the context/],
      ["beside it", "../x", /outside the context/],
      ["elsewhere", "/etc/passwd", /outside the context/],
    ])("refuses %s", (_, given, message) => {
      expect(() => explained({ a: 1 }, given)).toThrow(message);
    });
  });
});
