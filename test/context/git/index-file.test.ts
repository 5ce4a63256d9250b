import { readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { fromBuffer, fromText } from "../../../src/bytes.ts";
import { disk } from "../../../src/context/disk.ts";
import { readIndex, readTracked } from "../../../src/context/git/index-file.ts";
import { inspect } from "../../../src/index.ts";
import { run } from "../../cli/run.ts";
import { lawRuns } from "../../sample.ts";
import { plant, type Tree, withTree } from "../trees.ts";
import { commit, git, repository } from "./repository.ts";

const tree: Tree = {
  a: 1,
  "dir/b": 2,
  "dir/b.c": 2,
  "dir/deep/er/c": 3,
  "dir2/long name \xff\n": 4,
  [`${"x".repeat(200)}/${"y".repeat(200)}`]: 1,
  link: { link: "a" },
};

const trackedOf = (root: string) => readTracked({ source: disk, root: fromText(root) });

/** As git lists them. */
const listed = (root: string, ...args: string[]) =>
  fromBuffer(Buffer.from(git(root, "-c", "core.quotePath=true", "ls-files", "-z", ...args), "latin1"));

describe("the index", () => {
  test.each(["2", "3", "4"])("version %s", (version) =>
    withTree({}, (root) => {
      repository(root, tree);
      git(root, "update-index", "--index-version", version);
      plant(root, { later: 1 });
      if (version !== "2") git(root, "add", "-N", "later");
      const files = [...(trackedOf(root)?.files ?? [])];
      const expected = [...Object.keys(tree), ...(version === "2" ? [] : ["later"])].sort();
      expect(files).toEqual(expected);
      expect(listed(root).split("\0").length - 1).toBe(expected.length);
      expect(readIndex(fromBuffer(readFileSync(join(root, ".git/index"))))?.length).toBe(expected.length);
    }),
  );

  test("of a repository with names of 32 bytes", () =>
    withTree({}, (root) => {
      git(root, "init", "-q", "--object-format=sha256");
      commit(root, tree);
      expect([...(trackedOf(root)?.files ?? [])]).toEqual(Object.keys(tree).sort());
    }));

  test("as seen from a directory below, and from another worktree", () =>
    withTree({}, (root) => {
      repository(join(root), tree);
      expect([...(trackedOf(join(root, "dir"))?.files ?? [])]).toEqual(["b", "b.c", "deep/er/c"]);
      expect([...(trackedOf(join(root, "dir"))?.directories ?? [])].sort()).toEqual(["deep", "deep/er"]);
      git(root, "worktree", "add", "-q", "other");
      expect([...(trackedOf(join(root, "other/dir"))?.files ?? [])]).toEqual(["b", "b.c", "deep/er/c"]);
    }));

  test("of a sparse checkout names directories as a whole", () =>
    withTree({}, (root) => {
      repository(root, { "in/a": 1, "out/b": 1, "out/c/d": 1 });
      git(root, "sparse-checkout", "set", "--cone", "--sparse-index", "in");
      const tracked = trackedOf(root);
      expect([...(tracked?.files ?? [])]).toEqual(["in/a"]);
      expect([...(tracked?.whole ?? [])]).toEqual(["out"]);
    }));

  test("that is split is not understood, and none is not a repository", () =>
    withTree({}, (root) => {
      repository(root, tree);
      git(root, "update-index", "--split-index");
      expect(trackedOf(root)).toBeNull();
      rmSync(join(root, ".git/index"));
      expect(trackedOf(root)).toBeNull();
    }));

  test("that is damaged ends the reading", () =>
    withTree({}, (root) => {
      repository(root, tree);
      const content = fromBuffer(readFileSync(join(root, ".git/index")));
      fc.assert(
        fc.property(fc.nat(content.length), fc.nat(255), fc.boolean(), (at, byte, cut) => {
          const rest = cut ? "" : content.slice(at + 1);
          const damaged = `${content.slice(0, at)}${String.fromCharCode(byte)}${rest}`;
          expect((readIndex(damaged) ?? []).length).toBeLessThanOrEqual(damaged.length / 62);
        }),
        { numRuns: lawRuns(500) },
      );
    }));
});

describe("untracked-included", () => {
  const found = async (root: string, more: object = {}) => {
    const { findings } = await inspect({ context: root, secretContent: false, ...more });
    return findings
      .filter(({ rule }) => rule === "untracked-included")
      .map(({ path, bytes, message }) => `${path} ${bytes} ${message.replace(/ [\d.]+ k?B/, "")}`);
  };
  const base: Tree = { ".dockerignore": ".git\n*.log\n", "src/a": 1, "src/b": 1 };

  test("one for a directory, one for the files beside tracked ones", () =>
    withTree({}, async (root) => {
      repository(root, base);
      plant(root, {
        "dist/js/a": 5,
        "dist/b": 6,
        "src/c": 7,
        "src/d": 8,
        new: 9,
        "x.log": 1,
        "node_modules/x/y": 1,
      });
      expect(await found(root)).toEqual([
        'src 15 2 files,, the first "src/c", are sent that git does not track: a clean checkout does not have them',
        "dist 11 2 files, are sent that git does not track: a clean checkout does not have them",
        "new 9 1 file, is sent that git does not track: a clean checkout does not have it",
      ]);
      expect(await found(root, { ref: "HEAD" })).toEqual([]);
      expect(await found(join(root, "src"))).toHaveLength(1);
      git(root, "add", "-A", "-f");
      expect(await found(root)).toEqual([]);
    }));

  test("quiet where there is no repository, and where nothing is tracked", () =>
    withTree({}, async (root) => {
      plant(root, { "out/a": 1 });
      expect(await found(root)).toEqual([]);
      repository(root, { ".gitignore": "out\n" });
      expect(await found(join(root, "out"))).toEqual([]);
      expect(await found(root)).toHaveLength(1);
    }));
});

describe("ctxcheck explain --gitignore", () => {
  test.each([
    ["src/a", /git tracks it\./],
    ["src", /git tracks it\./],
    [
      "dist/a",
      /git does not track it, and ignores it: \.gitignore:2 dist; a clean checkout does not have it/,
    ],
    ["new", /git does not track it; a clean checkout/],
    ["kept.log", /git does not track it, and ignores it: \.gitignore:1 \*\.log\.\n/],
    ["nowhere", /^(?!.*git )/s],
  ])("%s", (path, words) =>
    withTree({}, async (root) => {
      repository(root, { ".gitignore": "*.log\ndist\n", ".dockerignore": "*.log\n", "src/a": 1 });
      plant(root, { "dist/a": 1, new: 1, "kept.log": 1 });
      const { stdout, code } = await run(["explain", path, "--gitignore"], { cwd: root });
      expect(stdout).toMatch(words);
      expect(code).toBe(0);
    }),
  );
});
