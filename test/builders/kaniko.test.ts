import { describe, expect, test } from "vitest";
import { planOf, type Tree, withTree } from "../context/trees.ts";
import { listedBy } from "./sent-by.ts";

describe("what COPY . takes", () => {
  test.each<[what: string, ignore: string, tree: Tree, sent: string]>([
    [
      "every path is tested alone",
      "**/m\n",
      { "m/x": 1, "s/m/y": 1, "a/b/m/z": 1 },
      "a/ a/b/ a/b/m/ a/b/m/z m/ m/x s/",
    ],
    ["with one ancestor", "a/**/b\n", { "a/b/k": 1, "a/x/b/k": 1 }, "a/ a/b/ a/b/k a/x/"],
    ["nothing is pruned", "*\n!**/*.go\n", { "s/x.go": 1, "s/y": 1 }, "s/ s/x.go"],
    ["an exception for the parent", "a/b\n!a\n", { "a/b/c": 1 }, "a/ a/b/ a/b/c"],
    ["two stars in front: the end of a path", "**foo\n", { xfoo: 1, a: 1 }, "a"],
    ["a list that cannot be read excludes nothing", "a\n[\n", { a: 1, b: 1 }, "a b"],
    ["a pattern that fails excludes nothing more", "a\n?\\y\n", { a: 1, bc: 1 }, "bc"],
    ["a bare ! neither", "a\n!\n", { a: 1 }, "a"],
    ["links are copied as links", "f\n", { l: { link: "f" }, f: 1 }, "l"],
  ])("%s", (_, ignore, tree, sent) => {
    expect(listedBy("kaniko", { tree: { ...tree, ".dockerignore": ignore } })).toBe(sent);
  });
});

describe("what instructions take", () => {
  const tree: Tree = { "a.txt": 1, "d/x": 1, "d/e/z": 1, l: { link: "d/x" } };
  test.each<[what: string, copy: string, ignore: string, sent: string]>([
    ["a directory: what it holds", "COPY d /o/", "", "d/e/ d/e/z d/x"],
    ["a wildcard, sought among all files", "COPY */* /o/", "", "d/e/z d/x"],
    ["a link stays a link", "COPY l /o/", "", "l"],
    ["an excluded source is passed over in silence", "COPY a.txt d/x /o/", "a.txt\n", "d/x"],
    ["a wildcard that matches nothing, too", "COPY nope* /o/", "", ""],
    ["beside a wildcard a missing source is not missed", "COPY nope *.txt /o/", "", "a.txt"],
    ["alone it is", "COPY nope /o/", "", "<copy-failed>"],
    ["what is outside is not a part of the context", "COPY ../x /o/", "", ""],
    ["mounts are not known", "RUN --mount=target=/m x", "", ""],
  ])("%s", (_, copy, ignore, sent) => {
    expect(listedBy("kaniko", { tree: { ...tree, ".dockerignore": ignore }, copy })).toBe(sent);
  });
});

test("the ignore file beside the Dockerfile comes first", () => {
  const tree = {
    a: 1,
    "Dockerfile.dockerignore": "b\n",
    ".dockerignore": "a\n",
    Dockerfile: "FROM scratch\nCOPY . /\n",
  };
  withTree(tree, (root) => {
    expect(planOf(root, "kaniko").ignoreFile?.shown).toBe("Dockerfile.dockerignore");
  });
});
