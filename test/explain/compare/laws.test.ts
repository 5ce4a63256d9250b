import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { builders } from "../../../src/builders/index.ts";
import { compareBuilders, type Entry, listContext } from "../../../src/index.ts";
import { someContext } from "../../context/generators.ts";
import { withTree } from "../../context/trees.ts";
import { lawRuns } from "../../sample.ts";

const names = Object.values(builders).map(({ name }) => name);

const filesOf = (entries: readonly Entry[]) =>
  entries.filter(({ type }) => type !== "directory").map(({ path }) => path);

describe("compare", () => {
  test("tells exactly the paths that ls lists for one builder and not for the other, each once", async () => {
    await fc.assert(
      fc.asyncProperty(
        someContext,
        fc.constantFrom(...names),
        fc.constantFrom(...names),
        (tree, one, other) =>
          withTree(tree, async (context) => {
            const { groups, refusals, differences } = await compareBuilders({
              context,
              builders: [one, other],
            });
            fc.pre(refusals.length === 0 && one !== other);
            const [ones, others] = await Promise.all(
              [one, other].map(async (builder) =>
                filesOf(await listContext({ context, builder, set: "allowed" })),
              ),
            );
            const told = (builder: string) =>
              groups.flatMap(({ takenBy, paths }) =>
                takenBy.some((consumer) => consumer === builder) ? paths : [],
              );
            expect(told(one).sort()).toEqual(ones?.filter((path) => !others?.includes(path)).sort());
            expect(told(other).sort()).toEqual(others?.filter((path) => !ones?.includes(path)).sort());
            expect(differences).toBe(told(one).length + told(other).length);
          }),
      ),
      { numRuns: lawRuns(60) },
    );
  });
});
