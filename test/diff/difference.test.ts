import { linkSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { fromText } from "../../src/bytes.ts";
import { changedPaths } from "../../src/diff/changed-paths.ts";
import { differenceOf, growsBeyond, parseGrowth } from "../../src/diff/difference.ts";
import type { Side } from "../../src/diff/model.ts";
import { readSavedReport } from "../../src/diff/saved-report.ts";
import { diffReports, inspect } from "../../src/index.ts";
import { inspectBuild } from "../../src/inspect.ts";
import { decidedOf } from "../../src/plan/decide.ts";
import { planBuild } from "../../src/plan/plan.ts";
import { renderDifferenceMarkdown } from "../../src/report/difference-markdown.ts";
import { safe } from "../../src/report/escape.ts";
import type { ReportedFile } from "../../src/report-model.ts";
import { withoutSecrets } from "../../src/secrets/mask-text.ts";
import { filesOf } from "../../src/survey/listed-files.ts";
import { buildOf, withTree } from "../context/trees.ts";
import { hostileText } from "../report/hostile.ts";
import { readMarkdown } from "../report/readers.ts";

const files = (sizes: Readonly<Record<string, number>>): ReportedFile[] =>
  Object.entries(sizes).map(([path, bytes]) => ({ path, bytes }));

const side = (more: Partial<Side> = {}): Side => ({
  builder: "buildkit",
  ignoreFile: null,
  sent: { files: 1, bytes: 100 },
  findings: [],
  ...more,
});

const between = (from: Side, to: Side) => differenceOf(from, to, { from: "a", to: "b", withoutGit: false });

const names = (all: readonly { readonly path: string }[]) => all.map(({ path }) => path);

describe("files", () => {
  test("are added, removed, grown, shrunk, or the same by their size", () => {
    const from = files({ a: 1, b: 2, c: 3, d: 4 });
    const { added, removed, grown, shrunk } = changedPaths(from, files({ b: 2, c: 30, d: 0, e: 5 }));
    expect([added, removed, grown, shrunk].map(names)).toEqual([["e"], ["a"], ["c"], ["d"]]);
    expect(grown).toEqual([{ path: "c", from: 3, to: 30 }]);
  });

  test("whose names show alike are told apart by their bytes", () => {
    const one = { path: "\ufffd", pathBytes: "/w==", bytes: 1 };
    const other = { path: "\ufffd", pathBytes: "/g==", bytes: 1 };
    const { added, removed } = changedPaths([one], [other]);
    expect([added, removed]).toEqual([[other], [one]]);
  });

  test.each([
    [{ "a/b/c/1": 5 }, {}, [["a/b/c", -1, -5]]],
    [
      {},
      { "a/b/1": 5, "a/c/1": 6, top: 1 },
      [
        ["a", 2, 11],
        ["", 1, 1],
      ],
    ],
    [
      { "a/1": 5 },
      { "a/1": 7, "b/1": 1 },
      [
        ["a", 0, 2],
        ["b", 1, 1],
      ],
    ],
  ] as const)("%j to %j by directory", (from, to, expected) => {
    const { directories } = changedPaths(files(from), files(to));
    expect(directories.map(({ path, files, bytes }) => [path, files, bytes])).toEqual(expected);
  });

  const tree = fc.dictionary(fc.constantFrom("a", "a/b", "a/c", "b/a/c", "c/d", "c/d/e", "é"), fc.nat(5));

  test("what directories change adds up to what the whole changes", () => {
    fc.assert(
      fc.property(tree, tree, (from, to) => {
        const { directories, added, removed } = changedPaths(files(from), files(to));
        const sum = (sizes: Record<string, number>) => Object.values(sizes).reduce((a, b) => a + b, 0);
        expect(directories.reduce((all, { bytes }) => all + bytes, 0)).toBe(sum(to) - sum(from));
        expect(directories.reduce((all, { files }) => all + files, 0)).toBe(added.length - removed.length);
      }),
    );
  });

  test("there and back is the same with the sides changed", () => {
    fc.assert(
      fc.property(tree, tree, (from, to) => {
        const there = changedPaths(files(from), files(to));
        const back = changedPaths(files(to), files(from));
        expect(names(there.added)).toEqual(names(back.removed));
        expect(names(there.grown).sort()).toEqual(names(back.shrunk).sort());
      }),
    );
  });
});

test("findings are the same by rule, path and fingerprint, wherever their line moves, and counted", () => {
  const finding = (path: string, line: number, fingerprint: string) =>
    ({
      rule: "secret-content",
      severity: "error",
      path,
      line,
      message: "m",
      secret: { fingerprint },
    }) as const;
  const from = side({ findings: [finding("a", 1, "x"), finding("a", 2, "x"), finding("b", 1, "y")] });
  const to = side({ findings: [finding("a", 9, "x"), finding("b", 1, "z")] });
  const { findings } = between(from, to);
  expect(findings.added).toEqual([finding("b", 1, "z")]);
  expect(findings.gone).toEqual([finding("a", 2, "x"), finding("b", 1, "y")]);
});

test("instructions are the same wherever their line moves", () => {
  const row = (line: number, text: string, bytes: number) => ({ line, text, stage: "s", files: 1, bytes });
  const from = side({ instructions: [row(2, "COPY a", 1), row(3, "COPY b", 2), row(4, "COPY c", 3)] });
  const to = side({ instructions: [row(5, "COPY a", 1), row(6, "COPY b", 5), row(7, "COPY d", 4)] });
  expect(between(from, to).instructions).toEqual([
    {
      text: "COPY b",
      stage: "s",
      from: { line: 3, files: 1, bytes: 2 },
      to: { line: 6, files: 1, bytes: 5 },
    },
    { text: "COPY d", stage: "s", from: null, to: { line: 7, files: 1, bytes: 4 } },
    { text: "COPY c", stage: "s", from: { line: 4, files: 1, bytes: 3 }, to: null },
  ]);
});

test("the library tells what two reports do not share", () =>
  withTree({ "a/x": 1, "b/x": 2, "b/y": 3, "b/z": 4 }, async (root) => {
    const [from, to] = await Promise.all([
      inspect({ context: `${root}/a`, files: true }),
      inspect({ context: `${root}/b`, files: true, add: ["z"] }),
    ]);
    expect(to.whatIf).toMatchObject({ today: { files: 3, bytes: 9 } });
    const { paths } = diffReports(from, to);
    expect([names(paths?.added ?? []), names(paths?.grown ?? [])]).toEqual([["y"], ["x"]]);
  }));

test("the files of a decision are those of the report, in the order of their paths", () =>
  withTree({ "a/x": 1, "a/y": 2, "a.js": 3, a0: 4, [fromText("z/é")]: 5, "z/out": 6 }, async (root) => {
    linkSync(`${root}/a/x`, `${root}/z/link`);
    const options = { ...buildOf(root, "buildkit"), added: ["z/out"] };
    const limits = { largeFile: 1e9, largeDirectory: 1e9 };
    const { files } = await inspectBuild({ ...options, limits, measureExcluded: false, files: true });
    const listed = [...filesOf(decidedOf(planBuild(options)))];
    expect(listed).toEqual(files);
    expect(listed.map(({ path, bytes }) => [path, bytes])).toEqual(
      Object.entries({ "a.js": 3, "a/x": 1, "a/y": 2, a0: 4, "z/link": 0, "z/é": 5 }),
    );
  }));

test("what a side does not say is not compared", () => {
  const { paths, wireBytes } = between(side({ files: files({ a: 1 }) }), side());
  expect({ paths, wireBytes }).toEqual({ paths: null, wireBytes: null });
});

test.each([
  ["0", 101, true],
  ["0", 100, false],
  ["0", 50, false],
  ["5%", 105, false],
  ["+5%", 106, true],
  ["1kB", 1_100, false],
  ["+1kB", 1_101, true],
] as const)("growth of at most %s: 100 to %i", (growth, bytes, fails) => {
  const difference = between(side(), side({ sent: { files: 1, bytes } }));
  expect(growsBeyond(difference, parseGrowth(growth, "fail-on-growth"))).toBe(fails);
});

test.each(["", "+", "five", "5%%", "-5%"])("%j is not a growth", (given) => {
  expect(() => parseGrowth(given, "fail-on-growth")).toThrow(/--fail-on-growth/);
});

test.each([
  ["", /not a report of ctxcheck/],
  ["[]", /not a report of ctxcheck/],
  [JSON.stringify({ ...side(), version: 2 }), /version/],
  [JSON.stringify({ ...side(), version: 1, sent: { files: "1", bytes: 0 } }), /sent\.files/],
])("%j is refused", (text, message) => {
  expect(() => readSavedReport(text, "x.json")).toThrow(message);
});

/** What the comment itself is made of. */
const ours = /^(heading|paragraph|strong_open|strong_close|thead|tbody|tr|th|td|table|<\/?code>|<!-- -->)$/;

test("no name breaks out of the comment: what a reader sees is what was written", () => {
  fc.assert(
    fc.property(hostileText, hostileText, (text, other) => {
      const finding = { rule: "large-file", severity: "error", path: text, line: 1, message: other } as const;
      const row = { line: 1, text, stage: other, files: 1, bytes: 1 };
      const to = side({
        files: [{ path: `d/${text}`, bytes: 1 }],
        findings: [finding],
        instructions: [row],
      });
      const shown = { from: text, to: other, withoutGit: true };
      const comment = renderDifferenceMarkdown(differenceOf(side({ files: [] }), to, shown));
      const { markup, tables, bare } = readMarkdown(comment);
      expect([...markup].filter((kind) => !ours.test(kind))).toEqual([]);
      expect([...tables].map(([title, rows]) => [title, rows.length])).toEqual([
        ["New findings", 2],
        ["By directory", 2],
        ["Files", 2],
        ["By instruction", 2],
      ]);
      expect(tables.get("Files")?.[1]?.[1]?.trim()).toBe(withoutSecrets(safe(`d/${text}`)).trim());
      expect(bare.filter((piece) => /(^|[^\w`])@\w|www\./i.test(piece))).toEqual([]);
    }),
  );
});
