import { expect, test } from "vitest";
import type { Tree } from "../context/trees.ts";
import { said } from "./said.ts";

const dockerfileText =
  "FROM scratch AS a\nCOPY . /a/\nFROM scratch\nCOPY --from=a /a /b/\nCOPY big2 big3 /y/\n";

const tree: Tree = {
  Dockerfile: dockerfileText,
  big: 1_000_000,
  big2: { same: "big" },
  big3: { same: "big" },
};

interface Told {
  readonly instructions: readonly { readonly line: number; readonly bytes: number }[];
  readonly stages: readonly { readonly bytes: number }[];
  readonly totals: { readonly bytes: number };
  readonly paths: readonly { readonly file: string | null }[];
}

const json = async (...args: string[]): Promise<Told> => {
  const { stdout } = await said(tree, [...args, ...(args.length === 0 ? ["--format", "json"] : ["--json"])]);
  return JSON.parse(stdout) as Told;
};

test("a file with several names counts once for a COPY and a stage", async () => {
  const { instructions, stages } = await json();
  const dockerfile = dockerfileText.length;
  expect(instructions.map(({ line, bytes }) => [line, bytes])).toEqual([
    [2, 1_000_000 + dockerfile],
    [5, 1_000_000],
  ]);
  expect(stages.map(({ bytes }) => bytes)).toEqual([1_000_000 + dockerfile, 1_000_000]);
});

test("and once in the image for each instruction that puts it there", async () => {
  const { totals, paths } = await json("image");
  expect(totals.bytes).toBe(2_000_000 + dockerfileText.length);
  expect(paths.filter(({ file }) => file === "big")).toHaveLength(5);
  const { text } = await said(tree, ["image"]);
  expect(text).toContain("Dockerfile:5: 2 files, 1 MB");
});

test.each([
  ["instruction:5=1MB", 0],
  ["instruction:COPY big2 big3 /y/=1MB", 0],
  ["stage:1=1MB", 0],
  ["stage:stage-1=1MB", 0],
  ["stage:1=0.9MB", 1],
  ["stage:0=1.1MB", 0],
  ["stage:2=1.1MB", 1],
  ["big?=1MB", 0],
])("--budget %s ends with %i", async (budget, code) => {
  expect((await said(tree, ["--budget", budget])).code).toBe(code);
});
