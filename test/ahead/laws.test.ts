import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { walkAhead } from "../../src/ahead/ahead.ts";
import type { AheadOptions } from "../../src/ahead/options.ts";
import type { StartReader } from "../../src/ahead/thread.ts";
import { builders } from "../../src/builders/index.ts";
import type { SentEntry } from "../../src/builders/wire/wire.ts";
import { disk } from "../../src/context/disk.ts";
import type { Source } from "../../src/context/source.ts";
import { openTree } from "../../src/context/tree.ts";
import { walkContext } from "../../src/context/walk.ts";
import type { Problem, WalkedEntry } from "../../src/model.ts";
import type { BuildPlan } from "../../src/plan/build-plan.ts";
import { openRules, planBuild } from "../../src/plan/plan.ts";
import { someContext } from "../context/generators.ts";
import { accepted, buildOf, runs, withTree } from "../context/trees.ts";
import { readerAtOnce } from "./at-once.ts";

function walk(plan: BuildPlan, measureExcluded: boolean, source: Source) {
  const told: { entries: WalkedEntry[]; problems: Problem[]; sent: SentEntry[] } = {
    entries: [],
    problems: [],
    sent: [],
  };
  const rules = { builder: plan.builder, folder: openRules(plan), root: plan.context.root, measureExcluded };
  const totals = walkContext(
    { ...rules, source: openTree(source) },
    {
      entry: (entry) => told.entries.push(entry),
      problem: (problem) => told.problems.push(problem),
      sent: (entry) => told.sent.push(entry),
    },
  );
  return { ...told, totals };
}

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
            const options: AheadOptions = { ...buildOf(root, name), measureExcluded, threads };
            const plan = accepted(() => planBuild(options));
            const alone = accepted(() => walk(plan, measureExcluded, disk));
            const reader = readerAtOnce(
              () => tells.next().value,
              () => found++,
            );
            const together = walkAhead(
              { root: plan.context.root, source: disk },
              options,
              (source) => walk(plan, measureExcluded, source),
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
    const options: AheadOptions = { ...buildOf(root, "buildkit"), measureExcluded: false, threads: 2 };
    const fail = (source: Source) => {
      source.list(root);
      throw new Error("it fails");
    };
    expect(() => walkAhead({ root, source: disk }, options, fail, { reader, afterEntries: 0 })).toThrow(
      "it fails",
    );
  });
  expect(stopped).toBe(2);
});

test("where no thread may be started, the walk reads everything", () => {
  const reader: StartReader = () => {
    throw new Error("access denied");
  };
  withTree({ "a/b": 1 }, (root) => {
    const options: AheadOptions = { ...buildOf(root, "buildkit"), measureExcluded: false, threads: 2 };
    const plan = planBuild(options);
    const { totals } = walkAhead({ root, source: disk }, options, (source) => walk(plan, false, source), {
      reader,
      afterEntries: 0,
    });
    expect(totals.sent.files).toBe(1);
  });
});
