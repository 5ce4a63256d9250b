import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { buildkit } from "../../src/builders/buildkit.ts";
import type { Bytes } from "../../src/bytes.ts";
import { walkContext } from "../../src/context/walk.ts";
import type { WalkedEntry } from "../../src/model.ts";
import { openRules } from "../../src/plan/plan.ts";
import { heaviestDirectories, keptOut, largestFiles } from "../../src/survey/heaviest.ts";
import { someContext } from "../context/generators.ts";
import { planOf, type Tree, withTree } from "../context/trees.ts";
import { lawRuns } from "../sample.ts";

function entriesOf(tree: Tree, measureExcluded = false): WalkedEntry[] {
  return withTree(tree, (root) => {
    const plan = planOf(root, "buildkit");
    const entries: WalkedEntry[] = [];
    walkContext(
      { ...plan.context, builder: buildkit, folder: openRules(plan), measureExcluded },
      { entry: (entry) => entries.push(entry), problem: () => {} },
    );
    return entries;
  });
}

function heard<T>(
  part: { entry(entry: WalkedEntry): void; result(): T },
  entries: readonly WalkedEntry[],
): T {
  for (const entry of entries) part.entry(entry);
  return part.result();
}

const sizes = (rows: readonly { path: Bytes; bytes: number }[]) =>
  rows.map(({ path, bytes }) => `${path} ${bytes}`);

describe("the largest files", () => {
  test("are the same as sorting all would give", () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 0, max: 50 }), { maxLength: 60 }),
        fc.integer({ min: 1, max: 8 }),
        (all, count) => {
          const files = all.map((bytes, at) => ({ path: `f${String(at).padStart(2, "0")}`, bytes }));
          const told = files.map(
            ({ path, bytes }) => ({ path, sentBytes: bytes, below: undefined }) as WalkedEntry,
          );
          const sorted = [...files].sort((a, b) => b.bytes - a.bytes || (a.path < b.path ? -1 : 1));
          expect(heard(largestFiles(count), told)).toEqual(
            sorted.filter(({ bytes }) => bytes > 0).slice(0, count),
          );
        },
      ),
    );
  });
});

describe("the heaviest directories", () => {
  const rows: [what: string, tree: Tree, heaviest: string[]][] = [
    ["each stands for all below it", { "a/x": 5, "a/b/y": 5, "c/z": 3 }, ["a 10", "c 3"]],
    ["nearly all in one subdirectory: that one", { "a/b/c/x": 8, "a/y": 2, "d/z": 1 }, ["a/b/c 8", "d 1"]],
    [
      "no sibling is larger than one that is told",
      { "a/b/x": 80, "a/c/y": 20, "d/z": 5 },
      ["a/b 80", "a/c 20", "d 5"],
    ],
    ["not below four levels", { "a/b/c/d/e/f": 9 }, ["a/b/c/d 9"]],
    ["what is in no directory is in none", { x: 100 }, []],
    ["empty ones are light", { "a/x": 0, b: "directory/" }, []],
    ["what is not sent is light", { "a/x": 5, "b/x": 5, ".dockerignore": "a\n" }, ["b 5"]],
    ["the same weight in byte order", { "b/x": 1, "a/x": 1, "a.b/x": 1 }, ["a 1", "a.b 1", "b 1"]],
  ];
  test.each(rows)("%s", (_, tree, heaviest) => {
    expect(sizes(heard(heaviestDirectories(10), entriesOf(tree)))).toEqual(heaviest);
  });

  test("count no byte twice, and never more than is sent", () => {
    fc.assert(
      fc.property(someContext, (tree) => {
        const entries = entriesOf(tree);
        const told = heard(heaviestDirectories(100), entries);
        const inOneAnother = told.filter(({ path }) =>
          told.some((other) => path.startsWith(`${other.path}/`)),
        );
        expect(inOneAnother).toEqual([]);
        const total = entries.reduce((sum, { sentBytes }) => sum + sentBytes, 0);
        expect(told.reduce((sum, { bytes }) => sum + bytes, 0)).toBeLessThanOrEqual(total);
      }),
      { numRuns: lawRuns(40) },
    );
  });

  test("of very many siblings are found in no time", () => {
    const below = { files: 1, directories: 0, bytes: 1 };
    const sets = { allowed: below, sent: below, excluded: below };
    const told = Array.from(
      { length: 200_000 },
      (_, at) => ({ path: `d${at}`, below: sets }) as unknown as WalkedEntry,
    );
    expect(heard(heaviestDirectories(3), told)).toHaveLength(3);
  });
});

describe("what is kept out", () => {
  test("by the pattern that does it, most first", () => {
    const tree = { "a.log": 1, "b.log": 2, "n/x": 3, "m/y": 4, c: 5, ".dockerignore": "*.log\nn\nm\n!c\n" };
    expect(heard(keptOut(), entriesOf(tree))).toEqual({
      files: 2,
      directories: 2,
      notEntered: 2,
      by: [
        { pattern: "*.log", file: ".dockerignore", line: 1, files: 2, directories: 0, bytes: 0 },
        { pattern: "n", file: ".dockerignore", line: 2, files: 0, directories: 1, bytes: 0 },
        { pattern: "m", file: ".dockerignore", line: 3, files: 0, directories: 1, bytes: 0 },
      ],
    });
  });

  test("measured, with all that lies below", () => {
    const tree = { "n/x": 3, "n/d/y": 4, c: 5, ".dockerignore": "n\n" };
    expect(heard(keptOut(), entriesOf(tree, true))).toMatchObject({
      files: 2,
      directories: 2,
      by: [{ pattern: "n", files: 2, directories: 2, bytes: 7 }],
    });
  });

  test("what no instruction asks for is not kept out", () => {
    const tree = { a: 1, b: 1, Dockerfile: "FROM scratch\nCOPY a /\n" };
    expect(heard(keptOut(), entriesOf(tree))).toMatchObject({ files: 0, by: [] });
  });
});
