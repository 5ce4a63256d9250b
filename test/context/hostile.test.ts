import { execFileSync } from "node:child_process";
import { chmodSync, mkdirSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import type { BuilderName } from "../../src/builders/builder.ts";
import { buildkit } from "../../src/builders/buildkit.ts";
import { classic } from "../../src/builders/classic.ts";
import { type Bytes, fromText } from "../../src/bytes.ts";
import { disk } from "../../src/context/disk.ts";
import { openTree } from "../../src/context/tree.ts";
import { walkContext } from "../../src/context/walk.ts";
import { listSet } from "../../src/explain/list.ts";
import type { Problem, WalkedEntry } from "../../src/model.ts";
import { openRules } from "../../src/plan/plan.ts";
import { planOf, withTree } from "./trees.ts";

const list = (root: string, builder: BuilderName = "buildkit") => listSet(planOf(root, builder), "sent");
const paths = (root: string, builder: BuilderName = "buildkit") =>
  list(root, builder).entries.map(({ path }) => path);

function walk(root: string, builder: BuilderName, onEntry: (entry: WalkedEntry) => void = () => {}) {
  const plan = planOf(root, builder);
  const entries: WalkedEntry[] = [];
  const problems: Problem[] = [];
  const { builder: rules } = plan;
  const totals = walkContext(
    { ...plan.context, builder: rules, folder: openRules(plan), measureExcluded: false },
    {
      entry: (entry) => {
        entries.push(entry);
        onEntry(entry);
      },
      problem: (problem) => problems.push(problem),
    },
  );
  return { entries, problems, totals };
}

const names: readonly Bytes[] = [
  " ",
  " leading",
  "trailing ",
  "-rf",
  "--help",
  "a\nb",
  "a\rb",
  "a\tb",
  "\x1b[31mred\x1b[0m",
  "\x07bell",
  "\x7f",
  fromText("\u009b31m"),
  fromText("rtl\u202etxt.exe"),
  fromText("zero\u200bwidth"),
  fromText("\u2028"),
  "caf\xe9",
  fromText("café"),
  fromText("cafe\u0301"),
  "\xff\xfe",
  "\xed\xa0\x80",
  fromText("😀"),
  fromText("日本語"),
  "constructor",
  "__proto__",
  "toString",
  "hasOwnProperty",
  "*",
  "?",
  "[a]",
  "a\\b",
  "!a",
  "#a",
  "...",
  "~",
  "$HOME",
  "'",
  '"',
  "<script>",
  "%0A",
  "a".repeat(255),
];

describe.each([buildkit, classic])("hostile names, walked for $name", ({ name: builder }) => {
  test("every file is listed by its bytes, in their order", () => {
    withTree(Object.fromEntries(names.map((name) => [name, 1])), (root) => {
      expect(paths(root, builder)).toEqual([...names].sort());
      expect(list(root, builder).problems).toEqual([]);
    });
  });

  test("every directory too, and what it holds", () => {
    withTree(Object.fromEntries(names.map((name) => [`${name}/${name}`, 1])), (root) => {
      expect(paths(root, builder)).toEqual(names.flatMap((name) => [name, `${name}/${name}`]).sort());
    });
  });

  test("one odd name hides none of its siblings", () => {
    for (const name of names) {
      withTree({ "d/a": 1, [`d/${name}`]: 1, "d/z": 1 }, (root) => {
        expect(paths(root, builder)).toEqual(["d", ...["d/a", `d/${name}`, "d/z"].sort()]);
      });
    }
  });
});

describe.each([buildkit, classic])("odd things, walked for $name", ({ name: builder }) => {
  test("links are listed and never followed: loops, links up, links to nowhere and out", () => {
    const tree = {
      a: { link: "b" },
      b: { link: "a" },
      "d/up": { link: ".." },
      "d/self": { link: "." },
      dangling: { link: "nowhere" },
      out: { link: "/" },
      odd: { link: "\xff\n" },
    };
    withTree(tree, (root) => {
      const { entries, problems } = walk(root, builder);
      expect(problems).toEqual([]);
      expect(entries.map(({ path, type, size }) => [path, type, size])).toEqual([
        ["a", "symlink", 0],
        ["b", "symlink", 0],
        ["d/self", "symlink", 0],
        ["d/up", "symlink", 0],
        ["d", "directory", 0],
        ["dangling", "symlink", 0],
        ["odd", "symlink", 0],
        ["out", "symlink", 0],
      ]);
    });
  });

  test("a FIFO is listed and never opened", () => {
    withTree({ p: "fifo|", a: 1 }, (root) => {
      expect(list(root, builder).entries).toMatchObject([
        { path: "a", type: "file" },
        { path: "p", type: "fifo", size: 0, arrivesEmpty: false },
      ]);
    });
  });

  test("a socket arrives empty from BuildKit and is skipped by the classic builder", async () => {
    await withTree({ a: 1 }, async (root) => {
      const server = createServer();
      await new Promise<void>((resolve) => server.listen(join(root, "s"), resolve));
      try {
        const { entries } = walk(root, builder);
        expect(entries.find(({ path }) => path === "s")).toMatchObject(
          builder === "buildkit"
            ? { type: "socket", sent: true, arrivesEmpty: true }
            : { type: "socket", sent: false, allowed: false, because: "socket-skipped" },
        );
      } finally {
        server.close();
      }
    });
  });

  test("a device is listed", ({ skip }) => {
    withTree({ a: 1 }, (root) => {
      try {
        execFileSync("mknod", [join(root, "null"), "c", "1", "3"], { stdio: "ignore" });
      } catch {
        skip("no right to make a device");
      }
      expect(list(root, builder).entries).toMatchObject([
        { path: "a" },
        { path: "null", type: "device", size: 0 },
      ]);
    });
  });

  test("a file with several names is counted once, where the walk meets it first", () => {
    withTree({ "a/x": 7, "a.b": { same: "a/x" }, z: { same: "a/x" }, other: 1 }, (root) => {
      const { entries, totals } = walk(root, builder);
      expect(entries.map(({ path, sentBytes }) => [path, sentBytes])).toEqual([
        ["a/x", 7],
        ["a", 0],
        ["a.b", 0],
        ["other", 1],
        ["z", 0],
      ]);
      expect(totals.sent).toEqual({ files: 4, directories: 1, bytes: 8 });
      expect(list(root, builder).entries.map(({ path, size }) => [path, size])).toEqual([
        ["a", 0],
        ["a.b", 0],
        ["a/x", 7],
        ["other", 1],
        ["z", 0],
      ]);
    });
  });

  test("a name that is excluded does not count for the others", () => {
    withTree({ a: 7, b: { same: "a" }, c: { same: "a" }, ".dockerignore": "a\n" }, (root) => {
      const sizes = Object.fromEntries(list(root, builder).entries.map(({ path, size }) => [path, size]));
      expect(sizes).toMatchObject({ b: 7, c: 0 });
      expect(sizes).not.toHaveProperty("a");
    });
  });

  test("of names that are excluded the first counts, as in the other sets", () => {
    withTree({ a: 7, b: { same: "a" }, "d/c": { same: "a" }, ".dockerignore": "b\nd\n" }, (root) => {
      const sizes = listSet(planOf(root, builder), "excluded").entries.map(({ path, size }) => [path, size]);
      expect(sizes).toEqual([
        ["b", 7],
        ["d", 0],
        ["d/c", 0],
      ]);
    });
  });

  test("two files of the same content are two files", () => {
    withTree({ a: "same", b: "same" }, (root) => {
      expect(list(root, builder).entries.map(({ size }) => size)).toEqual([4, 4]);
    });
  });

  test("an empty directory holds nothing", () => {
    withTree({}, (root) => {
      expect(walk(root, builder)).toEqual({
        entries: [],
        problems: [],
        totals: {
          allowed: { files: 0, directories: 0, bytes: 0 },
          sent: { files: 0, directories: 0, bytes: 0 },
          excluded: { files: 0, directories: 0, bytes: 0 },
        },
      });
    });
  });

  test("1,500 levels are walked", () => {
    withTree({}, (root) => {
      const deep = Array.from({ length: 1_500 }, () => "d").join("/");
      mkdirSync(join(root, deep), { recursive: true });
      writeFileSync(join(root, deep, "f"), "x");
      const { totals, problems } = walk(root, builder);
      expect(totals.sent).toEqual({ files: 1, directories: 1_500, bytes: 1 });
      expect(problems).toEqual([]);
    });
  });

  test("a path that is too long for the system is told, not dropped", () => {
    withTree({ a: 1, z: 1 }, (root) => {
      const half = Array.from({ length: 12 }, () => "n".repeat(200)).join("/");
      for (const top of ["upper", "lower"]) mkdirSync(join(root, top, half), { recursive: true });
      renameSync(join(root, "lower"), join(root, "upper", half, "lower"));
      const { entries, problems } = walk(root, builder);
      execFileSync("rm", ["-rf", join(root, "upper")]);
      expect(problems).toMatchObject([{ code: "unreadable", reason: "ENAMETOOLONG", refusal: true }]);
      expect(entries.filter(({ type }) => type === "file").map(({ path }) => path)).toEqual(["a", "z"]);
    });
  });

  test("20,000 entries of one directory are walked", () => {
    withTree({}, (root) => {
      for (let at = 0; at < 10_000; at++) {
        writeFileSync(join(root, `f${at}`), "");
        mkdirSync(join(root, `d${at}`));
      }
      expect(walk(root, builder).totals.sent).toMatchObject({ files: 10_000, directories: 10_000 });
    });
  });
});

describe("what changes while it is walked", () => {
  const rows: [
    what: string,
    change: (root: string) => void,
    problem: Partial<Problem> | null,
    left: Bytes[],
  ][] = [
    [
      "a file that vanishes",
      (root) => rmSync(join(root, "b")),
      { code: "vanished", path: "b" },
      ["a", "c/x", "c"],
    ],
    [
      "a directory that vanishes",
      (root) => rmSync(join(root, "c"), { recursive: true }),
      { code: "vanished", path: "c" },
      ["a", "b", "c"],
    ],
    [
      "a directory that becomes a file",
      (root) => {
        rmSync(join(root, "c"), { recursive: true });
        writeFileSync(join(root, "c"), "");
      },
      { code: "unreadable", path: "c", reason: "ENOTDIR" },
      ["a", "b", "c"],
    ],
    ["a file that appears", (root) => writeFileSync(join(root, "aa"), ""), null, ["a", "b", "c/x", "c"]],
    ["a file that grows", (root) => writeFileSync(join(root, "b"), "xxxxx"), null, ["a", "b", "c/x", "c"]],
  ];

  describe.each([buildkit, classic])("walked for $name", ({ name: builder }) => {
    test.each(rows)("%s", (_, change, problem, left) => {
      withTree({ a: 1, b: 1, "c/x": 1 }, (root) => {
        const { entries, problems } = walk(root, builder, ({ path }) => {
          if (path === "a") change(root);
        });
        expect(problems).toMatchObject(problem === null ? [] : [problem]);
        expect(entries.map(({ path }) => path)).toEqual(left);
        const b = entries.find(({ path }) => path === "b");
        if (b !== undefined) expect(b.size).toBe(statSync(join(root, "b")).size);
      });
    });

    test("what vanishes fails no build", () => {
      withTree({ a: 1, b: 1 }, (root) => {
        const { problems } = walk(root, builder, () => rmSync(join(root, "b"), { force: true }));
        expect(problems).toEqual([{ code: "vanished", path: "b", reason: "ENOENT", refusal: false }]);
      });
    });
  });
});

test("a file that only its owner may read is asked for, for that may be somebody else", () =>
  withTree({ s: 5 }, (root) => {
    chmodSync(join(root, "s"), 0o600);
    const source = openTree({
      ...disk,
      denied: (_, type) => (type === "file" ? { failed: "EACCES" } : null),
    });
    const { entries, problems } = listSet(planOf(root, "buildkit", { source }), "sent");
    expect(entries.map(({ path, arrivesEmpty }) => [path, arrivesEmpty])).toEqual([["s", true]]);
    expect(problems.map(({ path, reason }) => `${path} ${reason}`)).toEqual(["s EACCES"]);
  }));
