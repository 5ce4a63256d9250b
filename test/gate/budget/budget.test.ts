import { describe, expect, test } from "vitest";
import type { Baseline } from "../../../src/gate/baseline.ts";
import { readBudget, subjectKey } from "../../../src/gate/budget-line.ts";
import { checkBudgets } from "../../../src/gate/check-budgets.ts";
import { baselineOf } from "../../../src/gate/write-baseline.ts";
import { inspectBuild } from "../../../src/inspect.ts";
import { buildOf, withTree } from "../../context/trees.ts";

const held = { bytes: 1_500, files: 3, largest: [{ path: "a", bytes: 1_000 }], isThere: true };
const measured = (lines: readonly ReturnType<typeof readBudget>[]) =>
  new Map(lines.map(({ subject }) => [subjectKey(subject), { ...held, isThere: subject.name !== "gone" }]));

const baseline: Baseline = {
  version: 1,
  salt: "s",
  measured: { total: { bytes: 1_000, files: 2 }, "src (allowed)": { bytes: 1_500, files: 3 } },
  largest: [{ path: "a", bytes: 400 }],
  findings: [],
};

function check(text: string, against: Baseline | null = null) {
  const lines = [readBudget(text, "budget")];
  return checkBudgets(lines, measured(lines), against);
}

describe("a budget", () => {
  const rows: [text: string, problem: string | null, against?: Baseline][] = [
    ["total=1500", null],
    ["total=1499", "1.5 kB are sent, 1 B over the limit of 1.5 kB (budget)"],
    ["total=3 files", null],
    ["total=2 files", "3 files are sent, 1 file over the limit of 2 (budget)"],
    ["total=1kB each", null],
    ["src=999 each", "a is 1 kB, over the limit of 999 B for one file (budget)"],
    ["src/**=0", "src/**: 1.5 kB are sent, 1.5 kB over the limit of 0 B (budget)"],
    ["a=b=0", "a=b: 1.5 kB are sent, 1.5 kB over the limit of 0 B (budget)"],
    ["stage:build=1", "stage build: 1.5 kB are sent, 1.5 kB over the limit of 1 B (budget)"],
    [
      "instruction: COPY  . . =1",
      "instruction COPY . .: 1.5 kB are sent, 1.5 kB over the limit of 1 B (budget)",
    ],
    ["src=1 allowed", "src: 1.5 kB are allowed, 1.5 kB over the limit of 1 B (budget)"],
    [
      "stage:gone=9GB",
      'stage:gone=9GB: no stage "gone" copies or mounts anything of the context, so it guards nothing',
    ],
    ["total=+50%", null, baseline],
    [
      "total=+49.9%",
      "1.5 kB are sent, 1 B over the limit of 1.5 kB, +49.9% on the baseline's 1 kB (budget)",
      baseline,
    ],
    ["total=+500", null, baseline],
    [
      "total=+499B",
      "1.5 kB are sent, 1 B over the limit of 1.5 kB, +499B on the baseline's 1 kB (budget)",
      baseline,
    ],
    ["total=+1 file", null, baseline],
    [
      "total=+0 files",
      "3 files are sent, 1 file over the limit of 2, +0 files on the baseline's 2 files (budget)",
      baseline,
    ],
    ["total=+50% files", null, baseline],
    ["src=+0 allowed", null, baseline],
    [
      "src=+0",
      "src=+0: the baseline has no figure to compare with (write it with ctxcheck baseline --update, and name it with --baseline)",
      baseline,
    ],
    [
      "total=+5%",
      "total=+5%: the baseline has no figure to compare with (write it with ctxcheck baseline --update, and name it with --baseline)",
    ],
  ];
  test.each(rows)("%s", (text, problem, against) => {
    const budget = check(text, against);
    expect(budget?.checks[0]?.problem).toBe(problem);
    expect([budget?.passed, budget?.exceeded]).toEqual([problem === null, problem === null ? [] : [problem]]);
  });

  test.each([
    "",
    "a",
    "=5",
    "a=",
    "a=b",
    "a=5%",
    "a=+x",
    "a=1 file x",
    "a=1.5 files",
    "stage:=1",
    "stage:x=1 allowed",
    "a=+1 each",
  ])("%j is none", (text) => expect(() => readBudget(text, "budget")).toThrow(/^--budget: /));

  test("tells what it is held against, and who it is", () => {
    const [total] = check("total=1000", baseline)?.checks ?? [];
    expect(total).toMatchObject({
      limit: 1_000,
      actual: 1_500,
      share: 1.5,
      base: null,
      held: { bytes: 1_500, files: 3 },
    });
    expect(total?.contributors).toEqual([{ path: "a", bytes: 1_000, before: 400 }]);
    expect(check("total=1500")?.checks[0]?.contributors).toEqual([]);
  });

  const named = (paths: Record<string, number>) =>
    Object.entries(paths).map(([path, bytes]) => ({ path, bytes }));
  const ten = named({ a: 500, b: 100, c: 300, d: 300, e: 300, f: 300, g: 300, h: 300, i: 300, j: 300 });
  test.each([
    ["a file that the baseline could not tell was as large as the least that it tells", ten, ["new"]],
    ["one that tells all has none of what is new", ten.slice(0, 9), ["new", "small"]],
  ])("what grew: %s", (_, largest, grown) => {
    const lines = [readBudget("total=1", "budget")];
    const now = { ...held, largest: named({ a: 500, new: 101, small: 100 }) };
    const checked = checkBudgets(lines, new Map([["total", now]]), { ...baseline, largest });
    expect(checked?.checks[0]?.contributors.map(({ path }) => path)).toEqual(grown);
  });

  test("of what is allowed is kept under the key that it is looked up with", () =>
    withTree(
      { "src/a": 7, "src/b": 5, ".dockerignore": "", Dockerfile: "FROM scratch\nCOPY src/a /\n" },
      async (root) => {
        const budgets = ["src/**=1", "src/**=1 allowed", "total=1 allowed"].map((text) =>
          readBudget(text, "budget"),
        );
        const limits = { largeFile: 1e9, largeDirectory: 1e9 };
        const report = await inspectBuild({
          ...buildOf(root, "buildkit"),
          measureExcluded: false,
          limits,
          budgets,
        });
        const { measured: kept } = baselineOf(report, "s");
        expect(budgets.map(({ subject }) => kept[subjectKey(subject)]?.bytes)).toEqual([7, 12, 38]);
      },
    ));

  test("is none where nothing is limited", () => expect(checkBudgets([], new Map(), null)).toBeNull());
});
