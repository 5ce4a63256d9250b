import { describe, expect, test } from "vitest";
import { builders } from "../../src/builders/index.ts";
import { fromText } from "../../src/bytes.ts";
import { listSet } from "../../src/explain/list.ts";
import { planOf, type Tree, withTree } from "../context/trees.ts";
import { listedBy } from "./sent-by.ts";

describe("what it sends", () => {
  test.each<[what: string, ignore: string, tree: Tree, old: string, current: string]>([
    [
      "goes in only for an exception that begins so",
      "*\n!**/*.go\n",
      { "x.go": 1, "s/x.go": 1 },
      "x.go",
      "s/ s/x.go x.go",
    ],
    ["sends the directories that it walks", "a\n!a/*/c\n", { "a/x/c": 1, "a/x/d": 1 }, "a/", "a/ a/x/ a/x/c"],
    ["even where nothing is in them", "*\n!e/x\n", { "e/y": 1, o: 1 }, "e/", ""],
    ["applies every line", "a/b\n!a\n", { "a/b/c": 1, "a/d": 1 }, "a/ a/b/ a/b/c a/d", "a/ a/d"],
    ["a whole name behind two stars", "**foo\n", { foo: 1, xfoo: 1, "a/foo": 1 }, "a/ xfoo", "a/"],
    ["operators", "(a)\n", { "(a)": 1, a: 1 }, "(a)", "a"],
    ["a pattern that is not a regexp", "a++\n", { a: 1 }, "<bad-pattern>", "a"],
    ["noticed even as an exception", "zzz\n!foo\\y\n", { a: 1 }, "<bad-pattern>", "a"],
    ["the ancestor of as many components", "**/d\n", { "x/d/f": 1, d: 1 }, "x/", "x/"],
    [
      "but no other, where an exception opens the directory",
      "**/d\n!d/e/y\n",
      { "d/e/x": 1, "d/f": 1 },
      "d/ d/e/ d/e/x d/f",
      "",
    ],
    ["a tab travels", "a\tb\n", { "a\tb": 1, c: 1 }, "c", "<unprintable-pattern>"],
    ["other control characters do not", "a\rb\n", { c: 1 }, "<unprintable-pattern>", "<unprintable-pattern>"],
    [
      "a line that is not ASCII does not mend them",
      fromText("a\x01b\né\n"),
      { c: 1 },
      "<unprintable-pattern>",
      "c",
    ],
  ])("%s", (_, ignore, tree, old, current) => {
    const question = { tree: { ...tree, ".dockerignore": ignore }, copy: "COPY . /" };
    expect(listedBy("buildkit@0.8", question)).toBe(old);
    expect(listedBy("buildkit", question)).toBe(current);
  });

  test("the content arrives, too", () => {
    const tree = { "d/i": 1, ".dockerignore": "d\n!d/i\n**/d\n" };
    expect(listedBy("buildkit@0.8", { tree, copy: "COPY . /" })).toBe("d/ d/i");
    withTree({ ...tree, Dockerfile: "FROM scratch\nCOPY . /\n" }, (root) => {
      expect(
        listSet(planOf(root, "buildkit@0.8"), "sent").entries.some(({ arrivesEmpty }) => arrivesEmpty),
      ).toBe(false);
      expect(listSet(planOf(root, "buildkit"), "sent").entries.some(({ arrivesEmpty }) => arrivesEmpty)).toBe(
        true,
      );
    });
  });
});

describe("what the Dockerfile asks for", () => {
  const tree: Tree = { "a/b/c": 1, "a/x": 1, "d/c": 1, f: 1 };
  test.each<[what: string, copy: string, ignore: string, sent: string]>([
    ["a path with the directories in front", "COPY a/b/c /", "", "a/ a/b/ a/b/c"],
    ["which are sent even where it is missing", "COPY a/b/nope /", "", "a/ a/b/"],
    ["a wildcard by components, and files that could be such directories", "COPY */c /", "", "a/ d/ d/c f"],
    ["not what is ignored", "COPY a /", "a/b\n", "a/ a/x"],
    ["a literal ! is not an exception", "COPY !f f /", "", "f"],
    ["nothing, and bad syntax is not noticed", 'CMD ["x"]', "[\n", ""],
    ["bad syntax", "COPY f /", "[\n", "<bad-pattern>"],
  ])("%s", (_, copy, ignore, sent) => {
    expect(listedBy("buildkit@0.8", { tree: { ...tree, ".dockerignore": ignore }, copy })).toBe(sent);
  });

  test("a link and its target", () => {
    expect(listedBy("buildkit@0.8", { tree: { ...tree, l: { link: "a/x" } }, copy: "COPY l /" })).toBe(
      "a/ a/x l",
    );
  });

  test("a wildcard directory that is a link to a file fails the transfer", () => {
    const question = { tree: { f: 1, "d/c": 1, l: { link: "f" } }, copy: "COPY */c /" };
    expect(listedBy("buildkit@0.8", question)).toBe("<copy-failed>");
    expect(listedBy("buildkit", question)).toBe("d/ d/c f l");
  });
});

test("everything else is BuildKit's", () => {
  const { ignoreFilePlaces, dockerfileNames } = builders.buildkit;
  expect(builders["buildkit@0.8"]).toMatchObject({ ignoreFilePlaces, dockerfileNames });
  withTree({ a: 1, "Dockerfile.dockerignore": "a\n", Dockerfile: "FROM scratch\nCOPY . /\n" }, (root) => {
    expect(planOf(root, "buildkit@0.8").ignoreFile?.shown).toBe("Dockerfile.dockerignore");
  });
});
