import { mkdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type Bytes, fromText } from "../../src/bytes.ts";
import { disk } from "../../src/context/disk.ts";
import { openTree } from "../../src/context/tree.ts";
import type { WalkedEntry } from "../../src/model.ts";
import { decide } from "../../src/plan/decide.ts";
import { planBuild } from "../../src/plan/plan.ts";
import { lawRuns } from "../sample.ts";
import { countingDisk } from "./counting.ts";
import { buildOf, type Tree, withTree } from "./trees.ts";

const planted: Tree = {
  ".dockerignore": "*.log\nd/x\n",
  "d/x/deep/f": 3,
  "d/y/g": 4,
  "d/a.log": 5,
  "e/h": 6,
  f: 7,
};

/** An edit, with the directories that a watcher names for it. */
type Edit = readonly [what: "write" | "remove" | "mkdir" | "move", path: string, to?: string];

function apply(root: string, [what, path, to = ""]: Edit): Map<Bytes, Set<Bytes>> {
  const at = `${root}/${path}`;
  try {
    if (what === "write") writeFileSync(at, "x".repeat(path.length + 11));
    else if (what === "mkdir") mkdirSync(at);
    else if (what === "remove") rmSync(at, { recursive: true });
    else renameSync(at, `${root}/${to}`);
  } catch {
    // It is not possible here: nothing changes.
  }
  const changed = new Map<Bytes, Set<Bytes>>();
  for (const one of what === "move" ? [path, to] : [path]) {
    const [, directory = "", name = ""] = /^(?:(.*)\/)?([^/]*)$/.exec(one) ?? [];
    const key = fromText(directory === "" ? root : `${root}/${directory}`);
    changed.set(key, (changed.get(key) ?? new Set()).add(fromText(name)));
  }
  return changed;
}

function seen(root: string, source = openTree(disk)): unknown {
  const entries: Partial<WalkedEntry>[] = [];
  const listener = {
    entry: ({ by, ...entry }: WalkedEntry) =>
      entries.push({ ...entry, because: by?.source.line.toString() as never }),
  };
  const { totals, problems } = decide(planBuild({ ...buildOf(root, "buildkit"), source }), {
    measureExcluded: true,
    listener,
  });
  return { entries, totals, problems };
}

const somePath = fc.constantFrom(
  "d",
  "d/x",
  "d/x/deep",
  "d/x/deep/f",
  "d/y",
  "d/n",
  "d/n/m",
  "e",
  "e/h",
  "f",
  "g",
  ".dockerignore",
);
const someEdit: fc.Arbitrary<Edit> = fc.oneof(
  fc.tuple(fc.constantFrom("write" as const, "remove" as const, "mkdir" as const), somePath),
  fc.tuple(fc.constant("move" as const), somePath, somePath),
);

describe("a tree that is renewed", () => {
  test("answers like one that is read anew", () => {
    fc.assert(
      fc.property(fc.array(fc.array(someEdit, { maxLength: 4 }), { maxLength: 5 }), (rounds) =>
        withTree(planted, (root) => {
          const tree = openTree(disk);
          expect(seen(root, tree)).toEqual(seen(root));
          for (const edits of rounds) {
            const changed = new Map<Bytes, Set<Bytes>>();
            for (const edit of edits)
              for (const [directory, names] of apply(root, edit))
                changed.set(directory, new Set([...(changed.get(directory) ?? []), ...names]));
            tree.renew(changed);
            expect(seen(root, tree)).toEqual(seen(root));
          }
        }),
      ),
      { numRuns: lawRuns(100) },
    );
  });

  test("reads only the directories that changed, and stats only what is new in them", () =>
    withTree(planted, (root) => {
      const source = countingDisk();
      const tree = openTree(source);
      seen(root, tree);
      source.lists.clear();
      source.lstats.clear();
      tree.renew(apply(root, ["write", "d/new"]));
      seen(root, tree);
      expect([...source.lists]).toEqual([[`${root}/d`, 1]]);
      expect([...source.lstats.keys()].filter((path) => path.startsWith(`${root}/d/`))).toEqual([
        `${root}/d/new`,
      ]);
    }));

  test("survives its root", () =>
    withTree(planted, (root) => {
      const tree = openTree(disk);
      seen(root, tree);
      rmSync(root, { recursive: true });
      tree.renew(new Map([[fromText(root), null]]));
      expect(() => planBuild({ ...buildOf(root, "buildkit"), source: tree })).toThrow(/context/);
      mkdirSync(root);
      writeFileSync(`${root}/again`, "1");
      tree.renew(new Map([[fromText(root), null]]));
      expect(seen(root, tree)).toEqual(seen(root));
    }));
});
