import { chmodSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import type { BuilderName } from "../../src/builders/builder.ts";
import { explain } from "../../src/explain/explain.ts";
import { listSet } from "../../src/explain/list.ts";
import type { SetName } from "../../src/model.ts";
import { planOf, type Tree, withTree } from "./trees.ts";

const nobody = 65_534;

// Root may read everything. This file has a process of its own, which gives up its rights for good.
if (process.send !== undefined && process.getuid?.() === 0) {
  process.setgroups?.([]);
  process.setgid?.(nobody);
  process.setuid?.(nobody);
}
const isRoot = process.getuid?.() === 0;

interface Row {
  readonly what: string;
  readonly tree: Tree;
  readonly locked: string;
  readonly mode?: number;
  readonly set?: SetName;
  readonly builder: BuilderName;
  /** `path code`, with `!` where the build would fail. */
  readonly problems: string[];
  /** With `(empty)` where only the name arrives. */
  readonly listed: string[];
}

const rows: Row[] = [
  {
    what: "a file arrives empty",
    tree: { a: 1, s: 1 },
    locked: "s",
    builder: "buildkit",
    problems: ["s EACCES"],
    listed: ["a", "s (empty)"],
  },
  {
    what: "a file without content has none to lose",
    tree: { a: 1, s: 0 },
    locked: "s",
    builder: "buildkit",
    problems: ["s EACCES"],
    listed: ["a", "s"],
  },
  {
    what: "a file fails the build",
    tree: { a: 1, s: 1 },
    locked: "s",
    builder: "classic",
    problems: ["s EACCES !"],
    listed: ["a", "s (empty)"],
  },
  {
    what: "an excluded file is no matter",
    tree: { a: 1, s: 1, ".dockerignore": "s\n.dockerignore\n" },
    locked: "s",
    builder: "buildkit",
    problems: [],
    listed: ["a"],
  },
  {
    what: "an excluded file is no matter",
    tree: { a: 1, s: 1, ".dockerignore": "s\n" },
    locked: "s",
    builder: "classic",
    problems: [],
    listed: [".dockerignore", "a"],
  },
  {
    what: "a directory fails the build",
    tree: { a: 1, "d/x": 1 },
    locked: "d",
    builder: "buildkit",
    problems: ["d EACCES !"],
    listed: ["a", "d"],
  },
  {
    what: "an excluded directory is no matter",
    tree: { a: 1, "d/x": 1, ".dockerignore": "d\n" },
    locked: "d",
    builder: "buildkit",
    problems: [],
    listed: [".dockerignore", "a"],
  },
  {
    what: "an excluded directory fails the build all the same",
    tree: { a: 1, "d/x": 1, ".dockerignore": "d\n" },
    locked: "d",
    builder: "classic",
    problems: ["d EACCES !"],
    listed: [".dockerignore", "a"],
  },
  {
    what: "an excluded directory that is entered for an exception fails the build",
    tree: { a: 1, "d/x": 1, ".dockerignore": "d\n!d/keep\n" },
    locked: "d",
    builder: "buildkit",
    problems: ["d EACCES !"],
    listed: [".dockerignore", "a"],
  },
  {
    what: "a directory that nothing asks for is no matter",
    tree: { a: 1, "d/x": 1, Dockerfile: "FROM scratch\nCOPY a /\n" },
    locked: "d",
    builder: "buildkit",
    problems: ["d EACCES"],
    listed: ["a"],
  },
  {
    what: "measuring tells of it without blaming the build",
    tree: { a: 1, "d/x": 1, ".dockerignore": "d\n" },
    locked: "d",
    set: "excluded",
    builder: "buildkit",
    problems: ["d EACCES"],
    listed: ["d"],
  },
  {
    what: "a directory that may be listed but not searched hides its files",
    tree: { a: 1, "d/x": 1, "d/y": 1 },
    locked: "d",
    mode: 0o400,
    builder: "buildkit",
    problems: ["d/x EACCES !", "d/y EACCES !"],
    listed: ["a", "d"],
  },
  {
    what: "a directory that may be searched but not listed hides its files",
    tree: { a: 1, "d/x": 1 },
    locked: "d",
    mode: 0o100,
    builder: "buildkit",
    problems: ["d EACCES !"],
    listed: ["a", "d"],
  },
  {
    what: "a file that only its owner may write is unreadable",
    tree: { s: 1 },
    locked: "s",
    mode: 0o200,
    builder: "buildkit",
    problems: ["s EACCES"],
    listed: ["s (empty)"],
  },
  {
    what: "a file that only its owner may read is readable",
    tree: { s: 1 },
    locked: "s",
    mode: 0o400,
    builder: "buildkit",
    problems: [],
    listed: ["s"],
  },
];

describe("without the rights of root", () => {
  test.each(rows)(
    "$builder: $what",
    ({ tree, locked, mode = 0, set = "sent", builder, problems, listed }) => {
      withLocked(tree, locked, mode, (root) => {
        const found = listSet(planOf(root, builder), set);
        expect(
          found.problems.map(({ path, reason, refusal }) => `${path} ${reason}${refusal ? " !" : ""}`),
        ).toEqual(problems);
        expect(
          found.entries.map(({ path, arrivesEmpty }) => path + (arrivesEmpty ? " (empty)" : "")),
        ).toEqual(listed);
      });
    },
  );

  test("explain says that a file arrives empty because it may not be read", () => {
    withLocked({ s: 1 }, "s", 0, (root) => {
      expect(explain(planOf(root, "buildkit"), "s", "/")).toMatchObject({
        arrivesEmpty: true,
        verdict:
          '"s" is sent: no pattern matches it, but you may not read it, so it arrives without its content.',
      });
    });
  });

  test("a context that may not be read is refused", () => {
    withLocked({ "c/a": 1 }, "c", 0, (root) => {
      expect(() => planOf(join(root, "c"), "buildkit")).toThrow(/context .* cannot be read \(EACCES\)/);
    });
  });

  test("an ignore file that may not be read is empty for BuildKit, and refused by the classic builder", () => {
    withLocked({ a: 1, ".dockerignore": "a\n" }, ".dockerignore", 0, (root) => {
      expect(planOf(root, "buildkit")).toMatchObject({ patterns: [], ignoreFile: { unreadable: true } });
      expect(() => planOf(root, "classic")).toThrow(
        /ignore file "\.dockerignore": it cannot be read \(EACCES\)/,
      );
    });
  });

  test("a Dockerfile that may not be read is refused", () => {
    withLocked({ Dockerfile: "FROM scratch\n" }, "Dockerfile", 0, (root) => {
      expect(() => planOf(root, "buildkit")).toThrow(/Dockerfile "Dockerfile": it cannot be read \(EACCES\)/);
    });
  });
});

function withLocked(tree: Tree, locked: string, mode: number, use: (root: string) => void): void {
  withTree(tree, (root) => {
    if (isRoot)
      throw new Error("root may read everything: run these tests where a process can drop its rights");
    chmodSync(join(root, locked), mode);
    try {
      use(root);
    } finally {
      chmodSync(join(root, locked), 0o755);
    }
  });
}
