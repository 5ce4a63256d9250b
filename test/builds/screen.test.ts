import { describe, expect, test } from "vitest";
import { runHere } from "../cli/run.ts";
import { type Tree, withTree } from "../context/trees.ts";

const color = /\x1b\[[\d;]*m/g;

const many = (count: number): Tree =>
  Object.fromEntries(
    Array.from({ length: count }, (_, at) => [
      `packages/a-service-of-a-long-name-${at}/deployment/Dockerfile`,
      `FROM scratch AS a-stage\nCOPY gone-${at % 3} /x/\n`,
    ]),
  );

const linesAt = (tree: Tree, columns: number, ...argv: string[]): Promise<string[]> =>
  withTree(tree, async (cwd) => {
    const { stdout } = await runHere(["--all", "--color", "always", ...argv], { cwd, columns });
    return stdout.replace(color, "").trimEnd().split("\n");
  });

describe("the first screen of several builds", () => {
  test.each([
    [1, 80],
    [3, 80],
    [14, 80],
    [40, 80],
    [14, 60],
  ])("of %d builds fits %d columns, and 24 lines", async (count, columns) => {
    const lines = await linesAt({ ...many(count), a: "x" }, columns);
    // A command is copied as it is.
    expect(lines.slice(0, -1).filter((line) => [...line].length > columns)).toEqual([]);
    expect(lines.length).toBeLessThanOrEqual(24);
    expect(lines.at(-1)).toMatch(/^Next: /);
  });

  test("begins with the builds that fail where not all have a row", async () => {
    const fine = Object.fromEntries(
      Array.from({ length: 12 }, (_, at) => [`a${at}/Dockerfile`, "FROM x\nCOPY Dockerfile /\n"]),
    );
    const lines = await linesAt({ ...fine, "z/Dockerfile": "FROM x\nCOPY gone /\n" }, 80);
    expect(lines[1]).toMatch(/^z /);
    expect(lines.find((line) => line.includes("more builds"))).toContain("and 6 more builds");
  });

  test("tells all of it where that is asked for", async () => {
    const lines = await linesAt(many(14), 80, "--verbose");
    expect(lines.filter((line) => line.includes("copy-missing"))).toHaveLength(14);
  });

  test("says once what is said of no place in the same words", async () => {
    const lines = await linesAt(
      { "a/Dockerfile": "FROM x\nCOPY . /\n", "b/Dockerfile": "FROM x\nCOPY . /\n" },
      80,
    );
    expect(lines.filter((line) => line.includes("no-ignore-file"))).toEqual([
      expect.stringMatching(/\[builds (a, b|b, a)\]$/),
    ]);
  });

  test("names a secret of a file once, whatever Dockerfile takes it", async () => {
    const key = ["sk", "live", "51HqLyjWDarjtT1zdp7dc4eC"].join("_");
    const dockerfile = "FROM x\nCOPY . /\n";
    const lines = await linesAt(
      { "one.Dockerfile": dockerfile, "two.Dockerfile": dockerfile, "a.py": `stripe_key = "${key}"\n` },
      80,
    );
    expect(lines.filter((line) => line.includes("secret-content"))).toEqual([
      expect.stringContaining("[builds one, two]"),
    ]);
  });
});
