import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { walkAhead } from "../../src/ahead/ahead.ts";
import type { StartReader } from "../../src/ahead/thread.ts";
import { builders } from "../../src/builders/index.ts";
import type { SentEntry } from "../../src/builders/wire/wire.ts";
import { disk } from "../../src/context/disk.ts";
import { openTree, type Tree } from "../../src/context/tree.ts";
import { walkContext } from "../../src/context/walk.ts";
import type { Problem, WalkedEntry } from "../../src/model.ts";
import type { BuildPlan } from "../../src/plan/build-plan.ts";
import { openRules, planBuild } from "../../src/plan/plan.ts";
import { someContext } from "../context/generators.ts";
import { accepted, buildOf, planOf, runs, withTree } from "../context/trees.ts";
import { readerAtOnce } from "./at-once.ts";

function walk(plan: BuildPlan, measureExcluded: boolean, source: Tree = openTree(disk)) {
  const told: { entries: WalkedEntry[]; problems: Problem[]; sent: SentEntry[] } = {
    entries: [],
    problems: [],
    sent: [],
  };
  const rules = { builder: plan.builder, folder: openRules(plan), root: plan.context.root, measureExcluded };
  const totals = walkContext(
    { ...rules, source },
    {
      entry: (entry) => told.entries.push(entry),
      problem: (problem) => told.problems.push(problem),
      sent: (entry) => told.sent.push(entry),
    },
  );
  return { ...told, totals };
}

const walked = (plan: BuildPlan, threads: number) => ({
  ...plan.context,
  build: plan.spec,
  measureExcluded: false,
  threads,
});

let found = 0;

describe.each(Object.values(builders))("the walk of $name", ({ name }) => {
  test("is the same whatever others have read before", () => {
    found = 0;
    const told = fc.infiniteStream(fc.boolean());
    fc.assert(
      fc.property(
        someContext,
        fc.boolean(),
        fc.integer({ min: 1, max: 3 }),
        told,
        (tree, measureExcluded, threads, tells) =>
          withTree(tree, (root) => {
            const plan = accepted(() => planBuild(buildOf(root, name)));
            const alone = accepted(() => walk(plan, measureExcluded));
            const reader = readerAtOnce(
              plan,
              () => tells.next().value,
              () => found++,
            );
            const together = walkAhead(
              { ...walked(plan, threads), measureExcluded },
              () => walk(plan, measureExcluded, plan.context.source),
              { reader, afterEntries: 0 },
            );
            expect(together).toEqual(alone);
          }),
      ),
      { numRuns: runs(name) },
    );
    expect(found).toBeGreaterThan(0);
  });
});

test("a walk that fails stops who reads ahead of it", () => {
  let stopped = 0;
  const reader: StartReader = () => ({ find: () => undefined, stop: () => stopped++ });
  withTree({ a: 1 }, (root) => {
    const plan = planOf(root, "buildkit");
    const fail = () => {
      plan.context.source.list(root);
      throw new Error("it fails");
    };
    expect(() => walkAhead(walked(plan, 2), fail, { reader, afterEntries: 0 })).toThrow("it fails");
  });
  expect(stopped).toBe(2);
});

test("where one thread may be started and no second, the first is used and stopped", () => {
  const [spec, stopped]: [Set<string>, number[]] = [new Set(), []];
  const reader: StartReader = (_, __, begin) => {
    if (begin < 1) throw new Error("access denied");
    return { find: (directory) => void spec.add(directory), stop: () => stopped.push(begin) };
  };
  withTree({ "a/b": 1 }, (root) => {
    const plan = planOf(root, "buildkit");
    walkAhead(walked(plan, 2), () => walk(plan, false, plan.context.source), { reader, afterEntries: 0 });
  });
  expect([spec.has("a/"), stopped]).toEqual([true, [1]]);
});

test("where no thread may be started, the walk reads everything", () => {
  const reader: StartReader = () => {
    throw new Error("access denied");
  };
  withTree({ "a/b": 1 }, (root) => {
    const plan = planOf(root, "buildkit");
    const { totals } = walkAhead(walked(plan, 2), () => walk(plan, false, plan.context.source), {
      reader,
      afterEntries: 0,
    });
    expect(totals.sent.files).toBe(1);
  });
});
