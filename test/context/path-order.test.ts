import fc from "fast-check";
import { expect, test } from "vitest";
import { disk } from "../../src/context/disk.ts";
import { openTree } from "../../src/context/tree.ts";
import { walkContext } from "../../src/context/walk.ts";
import { type ListedPath, listSet, streamSet } from "../../src/explain/list.ts";
import type { SetName } from "../../src/model.ts";
import type { BuildPlan } from "../../src/plan/build-plan.ts";
import { openRules } from "../../src/plan/plan.ts";
import { lawRuns } from "../sample.ts";
import { planOf, type Tree, withTree } from "./trees.ts";

/** Names whose paths come before what a directory `a` holds, and after it. */
const name = fc.constantFrom("a", "a-", "a-!", "a--", "a.b", "a0", "b");
const someTree: fc.Arbitrary<Tree> = fc
  .array(fc.array(name, { minLength: 1, maxLength: 4 }), { minLength: 1, maxLength: 20 })
  .map((paths) => {
    const files = paths.map((names) => names.join("/"));
    const leaves = files.filter((file) => !files.some((other) => other.startsWith(`${file}/`)));
    return Object.fromEntries(leaves.map((file) => [file, 1]));
  });
const someIgnoreFile = fc
  .array(fc.constantFrom("*", "a", "a-", "!a/a", "!**/b", "a/*/b", "!a-/a", "**/a0"), { maxLength: 4 })
  .map((lines) => lines.join("\n"));

function told(plan: BuildPlan, set: SetName): string[] {
  const paths: string[] = [];
  const walk = { ...plan.context, builder: plan.builder, folder: openRules(plan), measureExcluded: true };
  walkContext(walk, {
    entry: ({ path, allowed, sent }) => {
      if (set === "sent" ? sent : allowed === (set === "allowed")) paths.push(path);
    },
    problem: (problem) => expect.unreachable(JSON.stringify(problem)),
  });
  return paths;
}

test.each(["buildkit", "classic"] as const)("%s: what is listed is in the order of the bytes", (builder) => {
  fc.assert(
    fc.property(someTree, someIgnoreFile, (tree, ignore) =>
      withTree({ ...tree, ".dockerignore": ignore }, (root) => {
        const plan = planOf(root, builder);
        for (const set of ["sent", "allowed", "excluded"] as const) {
          expect(listSet(plan, set).entries.map(({ path }) => path)).toEqual(told(plan, set).sort());
        }
      }),
    ),
    { numRuns: lawRuns(200) },
  );
});

test("what is listed goes out while the context is walked", () => {
  withTree({ "a/x": 1, "a.b/x": 1, "b/x": 1, "b/y": 1 }, (root) => {
    const events: string[] = [];
    const list = (path: string) => {
      events.push(`reads ${path.slice(root.length + 1)}`);
      return disk.list(path);
    };
    const plan = planOf(root, "buildkit", { source: openTree({ ...disk, list }) });
    streamSet(plan, "sent", ({ path }: ListedPath) => events.push(path));
    expect(events).toEqual([
      ...["reads ", "a", "reads a", "a.b", "reads a.b", "a.b/x", "a/x"],
      ...["b", "reads b", "b/x", "b/y"],
    ]);
  });
});
