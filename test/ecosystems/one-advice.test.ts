import { expect, test } from "vitest";
import { suggestLines } from "../../src/advise/learn.ts";
import type { Ecosystem, Junk } from "../../src/ecosystems/ecosystem.ts";
import { ecosystems } from "../../src/ecosystems/index.ts";
import { buildOf, type Tree, withTree } from "../context/trees.ts";
import { inspectTree } from "../findings/finding.ts";

const limits = { largeFile: 10_000, largeDirectory: 30_000 };
const kinds = new Set(["installed", "output", "cache", "report"]);
const named = (name: string) => name.replaceAll("*", "x");

/** Large files in a directory of the tool, some of them deep in it, and the sources beside it. */
function project({ marks }: Ecosystem, { name, holds = [] }: Junk, below: string): Tree {
  const tree: Record<string, string | number> = {
    Dockerfile: "FROM x\nCOPY . /a/\n",
    ".dockerignore": "*.txt\n",
    "src/a.x": 10,
  };
  if (marks[0] !== undefined) tree[below + named(marks[0])] = "{}";
  const inside = `${below}${named(name)}`;
  if (holds[0] !== undefined) tree[`${inside}/${holds[0]}/here`] = 1;
  for (const file of ["a", "b", "deep/c", "deep/d", "deep/e", "deep/f"]) tree[`${inside}/${file}`] = 11_000;
  return tree;
}

const directories = ecosystems.flatMap((ecosystem) =>
  ecosystem.junk
    .filter(({ kind, type }) => type === "directory" && kinds.has(kind))
    .flatMap((junk) =>
      ["", "apps/one/"].map((below) => ({
        title: ecosystem.title,
        name: below + junk.name,
        ecosystem,
        junk,
        below,
      })),
    ),
);

test.each(directories)("$title: $name has one line in findings, savings and suggestions", (row) =>
  withTree(project(row.ecosystem, row.junk, row.below), async (root) => {
    const { findings, steps } = await inspectTree(root, limits);
    const at = row.below + named(row.junk.name);
    const fixes = findings.flatMap(({ path, fix }) =>
      fix !== null && path !== null && `${path}/`.startsWith(`${at}/`) ? [fix] : [],
    );
    const { suggestions } = await suggestLines({ ...buildOf(root, "buildkit"), limits, secrets: null });
    const lines = steps.flatMap((step) => step.lines);
    expect(lines).toHaveLength(1);
    expect([...new Set(fixes)]).toEqual(lines);
    expect(suggestions.map((one) => one.lines)).toEqual([lines]);
  }),
);
