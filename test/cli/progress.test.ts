import { describe, expect, test } from "vitest";
import { progressText } from "../../src/cli/progress.ts";
import type { Progress, WalkedEntry } from "../../src/model.ts";
import { reportSearching } from "../../src/survey/progress.ts";
import { mark, sentFiles } from "../../src/survey/sent-files.ts";

const at = "packages/app/src/deep/index.js";

describe("the line of progress", () => {
  const rows: [progress: Progress, width: number, line: string][] = [
    [
      { doing: "reading the tree", done: { files: 12_000, bytes: 83_700_000 }, of: null, at },
      79,
      `reading the tree: 12000 files, 83.7 MB  ${at}`,
    ],
    [
      {
        doing: "searching for secrets",
        done: { files: 1_200, bytes: 20_000_000 },
        of: { files: 5_000, bytes: 80_000_000 },
        at,
      },
      86,
      "searching for secrets: 1200 of 5000 files, 20 MB of 80 MB  …ages/app/src/deep/index.js",
    ],
    [
      { doing: "reading the tree", done: { files: 1, bytes: 2 }, of: null, at: "\x1b[31m" },
      79,
      "reading the tree: 1 files, 2 B  \\x1b[31m",
    ],
    [{ doing: "reading the tree", done: { files: 1, bytes: 2 }, of: null, at }, 20, "reading the tree: 1 "],
  ];
  test.each(rows)("%j in %i columns", (progress, width, line) => {
    expect(progressText(progress, width)).toBe(line);
    expect(line.length).toBeLessThanOrEqual(width);
  });
});

test("the search tells how many files and bytes of all it has taken up", () => {
  const content = sentFiles();
  const count = mark * 2 + 7;
  for (let file = 0; file < count; file++)
    content.entry({ path: `f${file}`, type: "file", sent: true, sentBytes: 3, linkOf: "" } as WalkedEntry);
  const told: Progress[] = [];
  expect([...reportSearching(content, (progress) => told.push(progress))]).toHaveLength(count);
  const of = { files: count, bytes: count * 3 };
  expect(told.map(({ done, of }) => ({ done, of }))).toEqual(
    [0, mark, mark * 2].map((files) => ({ done: { files, bytes: files * 3 }, of })),
  );
});
