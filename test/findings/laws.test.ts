import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { buildkit } from "../../src/builders/buildkit.ts";
import { classic } from "../../src/builders/classic.ts";
import type { Bytes } from "../../src/bytes.ts";
import type { Planted, Tree } from "../context/trees.ts";
import { withTree } from "../context/trees.ts";
import { lawRuns } from "../sample.ts";
import { findingsOf, inspectTree, leftAfter, short } from "./finding.ts";

const names = [
  ".git",
  "node_modules",
  ".ssh",
  "a",
  "k.p12",
  ".env",
  "x\n",
  "a+b",
  " c",
  "HEAD",
  "\xff",
] as const;
const name = fc.constantFrom(...names);

const someTree: fc.Arbitrary<Tree> = fc
  .array(fc.tuple(fc.array(name, { minLength: 1, maxLength: 4 }), fc.integer({ min: 0, max: 20 })), {
    minLength: 1,
    maxLength: 8,
  })
  .map((wishes) => {
    const tree = new Map<Bytes, Planted>();
    for (const [components, size] of wishes) {
      const path = components.join("/");
      const taken = [...tree.keys()].some(
        (other) => `${other}/`.startsWith(`${path}/`) || `${path}/`.startsWith(`${other}/`),
      );
      if (!taken) tree.set(path, size);
    }
    return Object.fromEntries(tree);
  });

const someLine = fc
  .tuple(
    fc.constantFrom("", "!"),
    fc.array(fc.constantFrom(".git", "node_modules", ".ssh", "a", "HEAD", "*", "**", "?*"), {
      minLength: 1,
      maxLength: 3,
    }),
  )
  .map(([mark, components]) => mark + components.join("/"));

const someContext: fc.Arbitrary<Tree> = fc
  .tuple(someTree, fc.array(someLine, { maxLength: 4 }))
  .map(([tree, lines]) => ({ ...tree, ".dockerignore": `${lines.join("\n")}\n` }));

describe.each([buildkit, classic])("$name", ({ name: builder }) => {
  const asked = { builder, largeFile: 15, largeDirectory: 25 };

  test("the line that a finding names removes it, and no content is lost by it", async () => {
    await fc.assert(
      fc.asyncProperty(someContext, fc.nat(), async (tree, pick) => {
        // The classic builder always sends its ignore file.
        const fixable = (await findingsOf(tree, asked)).filter(
          ({ fix, path }) => fix !== null && path !== ".dockerignore",
        );
        const finding = fixable[pick % fixable.length];
        if (finding?.fix == null) return;
        const left = (await leftAfter(tree, finding.fix, asked)).map(short);
        expect(left).not.toContain(short(finding));
        const before = (await findingsOf(tree, asked)).map(short);
        expect(left.filter((one) => one.includes("arrives-empty") && !before.includes(one))).toEqual([]);
      }),
      { numRuns: lawRuns(150) },
    );
  });

  test("findings do not depend on whether what is excluded is measured", async () => {
    await fc.assert(
      fc.asyncProperty(someContext, (tree) =>
        withTree(tree, async (root) => {
          const [pruned, full] = await Promise.all(
            [false, true].map((measureExcluded) => inspectTree(root, { ...asked, measureExcluded })),
          );
          expect(pruned?.findings).toEqual(full?.findings);
        }),
      ),
      { numRuns: lawRuns(60) },
    );
  });
});
