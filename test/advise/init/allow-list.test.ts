import { describe, expect, test } from "vitest";
import { draftAllowList } from "../../../src/advise/init/allow-list.ts";
import { textOf } from "../../../src/advise/init/draft.ts";
import { initAllowList } from "../../../src/advise/init/init.ts";
import type { BuilderName } from "../../../src/builders/builder.ts";
import { CtxcheckError } from "../../../src/errors.ts";
import { buildOf, planOf, type Tree, withTree } from "../../context/trees.ts";

/** The patterns of the list, comments left out; or the code of the refusal. */
function patterns(tree: Tree, builder: BuilderName = "buildkit"): string[] | string {
  return withTree(tree, (root) => {
    try {
      return draftAllowList(planOf(root, builder)).lines.map(({ text }) => text);
    } catch (error) {
      if (error instanceof CtxcheckError) return error.code;
      throw error;
    }
  });
}

const asks = (...sources: string[]) =>
  `FROM scratch\n${sources.map((source) => `COPY ${source} /x/\n`).join("")}`;

const rows: readonly [string, Tree, string[]][] = [
  ["a directory whole", { Dockerfile: asks("src"), "src/a": 1, "src/b/c": 1, x: 1 }, ["*", "!src"]],
  [
    "two files of three",
    { Dockerfile: asks("s/a s/b"), "s/a": 1, "s/b": 1, "s/c": 1 },
    ["*", "!s/a", "!s/b"],
  ],
  ["a wildcard", { Dockerfile: asks("s/*.c"), "s/a.c": 1, "s/b.c": 1, "s/x": 1 }, ["*", "!s/*.c"]],
  [
    "what today's file keeps out of a directory",
    { Dockerfile: asks("s"), ".dockerignore": "s/n\n", "s/a": 1, "s/b": 1, "s/c": 1, "s/n": 1 },
    ["*", "!s", "s/n"],
  ],
  ["nothing", { Dockerfile: "FROM scratch\n", a: 1 }, ["*"]],
  ["everything", { Dockerfile: asks("."), a: 1, "b/c": 1 }, ["*", "!Dockerfile", "!a", "!b"]],
  ["an empty directory", { Dockerfile: asks("e"), e: "directory/", f: 1 }, ["*", "!e"]],
  ["a link and its target", { Dockerfile: asks("l"), l: { link: "t" }, t: 1, u: 1 }, ["*", "!l", "!t"]],
  [
    "pattern characters",
    { Dockerfile: asks("."), "[a]*?": 1, "a|b": 1, "c{d}": 1 },
    ["*", "!Dockerfile", "!\\[a\\]\\*\\?", "!a\\|b", "!c\\{d\\}"],
  ],
  ["a name that begins like a comment", { Dockerfile: asks("."), "#a": 1 }, ["*", "!\\#a", "!Dockerfile"]],
  ["a name that begins like an exception", { Dockerfile: asks("."), "!a": 1 }, ["*", "!\\!a", "!Dockerfile"]],
  ["white space at the ends", { Dockerfile: asks("."), " a ": 1 }, ["*", "!?a?", "!Dockerfile"]],
  ["bytes that are no UTF-8", { Dockerfile: asks("."), "a\xff": 1 }, ["*", "!Dockerfile", "!a?"]],
  [
    "a line break in a name",
    { Dockerfile: asks("d"), "d/a\nb": 1, "d/x": 1, "d/y": 1, "d/z": 1, ".dockerignore": "d/[xyz]\n" },
    ["*", "!d/a?b"],
  ],
  [
    "a neighbour that the same spelling would let in",
    { Dockerfile: asks("d"), "d/a\n": 1, "d/ab": 1, "d/c": 1, "d/e": 1, ".dockerignore": "d/[bce]\nd/ab\n" },
    ["*", "!d/a?", "d/ab"],
  ],
];

describe("an allow-list", () => {
  test.each(rows)("%s", (_, tree, expected) => {
    expect(patterns(tree)).toEqual(expected);
  });

  test("is written for the builder that sends everything, too", () => {
    expect(patterns({ Dockerfile: asks("a"), a: 1, b: 1, ".dockerignore": "b\n" }, "classic")).toEqual([
      "*",
      "!.dockerignore",
      "!Dockerfile",
      "!a",
    ]);
  });

  test("two names that only a line break tells apart are told apart as today's file does it", () => {
    const tree = { Dockerfile: asks("d"), "d/a\nb": 1, "d/a\tb": 1, ".dockerignore": "d/a\\nb\n" };
    expect(patterns(tree)).toEqual(["*", "!d", "d/a\\nb"]);
  });

  test("a pattern of today's file stands for all that it keeps out", () => {
    const specs = Object.fromEntries(Array.from({ length: 20 }, (_, at) => [`src/${at}/a.spec.ts`, 1]));
    const sources = Object.fromEntries(Array.from({ length: 20 }, (_, at) => [`src/${at}/a.ts`, 1]));
    const tree = { Dockerfile: asks("src"), ...specs, ...sources, ".dockerignore": "**/*.spec.ts\n" };
    expect(patterns(tree)).toEqual(["*", "!src", "**/*.spec.ts"]);
  });

  test("what is sent only because everything is stays out", async () => {
    const tree = {
      ...{
        Dockerfile: "FROM node\nCOPY . /x\nRUN npm ci\n",
        "package.json": "{}",
        "src/i.js": 1,
        ".env": "A=1",
      },
      ...{ ".git/HEAD": 1, "node_modules/a/i.js": 1, "src/__pycache__/a.pyc": 1 },
    };
    const { content } = await withTree(tree, (root) => initAllowList(buildOf(root, "buildkit")));
    const lines = content.split("\n").filter((line) => line !== "" && !line.startsWith("#"));
    expect(lines).toEqual(["*", "!Dockerfile", "!package.json", "!src/i.js"]);
  });

  test("holds nothing of a command, nor of a URL", async () => {
    const run = "RUN --mount=type=bind,source=a,target=/a TOKEN=abc curl x";
    const tree = { Dockerfile: `FROM scratch\n${run}\nADD https://me:pw@h/x a /y/\n`, a: 1, b: 1 };
    const { content } = await withTree(tree, (root) => initAllowList(buildOf(root, "buildkit")));
    expect(content).toContain("Dockerfile:2 RUN");
    expect(content).not.toMatch(/abc|pw/);
  });

  test("says why each line is there, and for whom it means the same", async () => {
    const { content } = await withTree({ Dockerfile: asks("a", "b*"), a: 1, b1: 1, b2: 1, c: 1 }, (root) =>
      initAllowList(buildOf(root, "buildkit")),
    );
    expect(content.split("\n")).toEqual([
      "# Written by ctxcheck init --allow-list: what Dockerfile is sent, and nothing else.",
      "# The same files for buildkit, buildkit@0.8, classic, buildah, balena, testcontainers, cdk, kaniko.",
      "",
      "# Exclude everything but what the lines below re-include.",
      "*",
      "",
      "# Dockerfile:2 COPY a /x/",
      "!a",
      "",
      "# Dockerfile:3 COPY b* /x/",
      "!b*",
      "",
    ]);
  });

  test("a comment is one line, whatever an instruction holds", () => {
    expect(textOf([{ text: "a", comment: "x\u0085y\u2028z" }])).toBe("# x?y?z\na\n");
  });
});
