import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Folder } from "../../src/builders/builder.ts";
import { builders } from "../../src/builders/index.ts";
import type { Bytes } from "../../src/bytes.ts";
import { isFailure, type TreeRoot } from "../../src/context/source.ts";
import { walkContext } from "../../src/context/walk.ts";
import { CtxcheckError } from "../../src/errors.ts";
import { listSet } from "../../src/explain/list.ts";
import type { SetName, Totals, WalkedEntry } from "../../src/model.ts";
import type { BuildPlan } from "../../src/plan/build-plan.ts";
import { applyRules } from "../../src/plan/decide.ts";
import { openRules } from "../../src/plan/plan.ts";
import { lawRuns } from "../sample.ts";
import { someContext, someTree } from "./generators.ts";
import { accepted, planOf, runs, type Tree, withTree } from "./trees.ts";

function walk(plan: BuildPlan, measureExcluded: boolean) {
  const entries: WalkedEntry[] = [];
  const walk = { ...plan.context, builder: plan.builder, folder: openRules(plan), measureExcluded };
  const totals = walkContext(walk, {
    entry: (entry) => entries.push(entry),
    problem: (problem) => expect.unreachable(JSON.stringify(problem)),
  });
  return { entries, totals };
}

const sum = (entries: readonly WalkedEntry[], bytes: (entry: WalkedEntry) => number): Totals => ({
  files: entries.filter(({ type }) => type !== "directory").length,
  directories: entries.filter(({ type }) => type === "directory").length,
  bytes: entries.reduce((total, entry) => total + bytes(entry), 0),
});

const inside = (directory: Bytes) => (entry: WalkedEntry) => entry.path.startsWith(`${directory}/`);

/** Some lines are refused when they are first compared. */
function withinLimits(run: () => void): void {
  try {
    run();
  } catch (error) {
    if (error instanceof CtxcheckError && error.code === "limit") fc.pre(false);
    throw error;
  }
}

describe.each(Object.values(builders))("the walk of $name", ({ name }) => {
  const forContexts = (law: (plan: BuildPlan) => void) =>
    fc.assert(
      fc.property(someContext, (tree) =>
        withTree(tree, (root) => withinLimits(() => law(accepted(() => planOf(root, name))))),
      ),
      { numRuns: runs(name) },
    );

  test("is the same with and without measuring what is excluded", () => {
    forContexts((plan) => {
      const pruned = walk(plan, false);
      const full = walk(plan, true);
      const checked = ({ entries }: typeof pruned) =>
        entries
          .filter(({ allowed, sent }) => allowed || sent)
          .map(({ path, type, allowed, sent, by, size, allowedBytes, sentBytes, arrivesEmpty }) => [
            [path, type, allowed, sent, by?.source.line, size, allowedBytes, sentBytes, arrivesEmpty].join(
              " ",
            ),
          ]);
      expect(checked(pruned)).toEqual(checked(full));
      expect([pruned.totals.allowed, pruned.totals.sent]).toEqual([full.totals.allowed, full.totals.sent]);
      const met = new Set(full.entries.map(({ path }) => path));
      expect(pruned.entries.filter(({ path }) => !met.has(path))).toEqual([]);
    });
  });

  test("tells every entry once, a directory after what it holds, siblings in byte order", () => {
    forContexts((plan) => {
      const paths = walk(plan, true).entries.map(({ path, type }) =>
        type === "directory" ? `${path}/` : path,
      );
      expect(new Set(paths).size).toBe(paths.length);
      const key = (path: Bytes) => path.replace(/\/$/, "/\u{10ffff}").split("/");
      const ordered = [...paths].sort((a, b) => {
        const [left, right] = [key(a), key(b)];
        const at = left.findIndex((component, index) => component !== right[index]);
        return (left[at] ?? "") < (right[at] ?? "") ? -1 : 1;
      });
      expect(paths).toEqual(ordered);
    });
  });

  test("adds up: the totals are the sums of the entries, and so is what lies below each directory", () => {
    forContexts((plan) => {
      const { entries, totals } = walk(plan, true);
      const sums = (part: readonly WalkedEntry[]): Record<SetName, Totals> => ({
        allowed: sum(
          part.filter(({ allowed }) => allowed),
          ({ allowedBytes }) => allowedBytes,
        ),
        sent: sum(
          part.filter(({ sent }) => sent),
          ({ sentBytes }) => sentBytes,
        ),
        excluded: sum(
          part.filter(({ allowed }) => !allowed),
          ({ size }) => size,
        ),
      });
      expect(totals).toEqual(sums(entries));
      for (const { path, below } of entries)
        if (below) expect(below).toEqual(sums(entries.filter(inside(path))));
    });
  });

  test("sends nothing that is not allowed, and gives a reason for what it leaves out", () => {
    forContexts((plan) => {
      for (const { path, allowed, sent, by, because } of walk(plan, true).entries) {
        if (sent) expect([path, allowed]).toEqual([path, true]);
        if (!allowed) expect([path, by?.exception ?? because]).toEqual([path, false]);
        if (allowed && !sent) expect([path, because]).toEqual([path, "not-requested"]);
      }
    });
  });

  test("lists what it tells, in the order of the bytes", () => {
    forContexts((plan) => {
      const { entries } = walk(plan, true);
      for (const set of ["allowed", "sent", "excluded"] as const) {
        const told = entries.filter((entry) => (set === "excluded" ? !entry.allowed : entry[set]));
        expect(accepted(() => listSet(plan, set)).entries.map(({ path }) => path)).toEqual(
          told.map(({ path }) => path).sort(),
        );
      }
    });
  });
});

/** What lies in directories that the walk does not enter, with what the patterns say of it. */
function behindClosedDoors({ source, root }: TreeRoot, rules: Folder): { path: Bytes; allowed: boolean }[] {
  const open = [{ path: root, folder: rules, closed: false }];
  const behind: { path: Bytes; allowed: boolean }[] = [];
  for (let here = open.pop(); here !== undefined; here = open.pop()) {
    const entries = source.list(here.path);
    for (const { name, type } of isFailure(entries) ? [] : entries) {
      const path = `${here.path}/${name}`;
      const verdict = here.folder.decide(name, type);
      if (here.closed) behind.push({ path, allowed: verdict.allowed });
      if (type !== "directory") continue;
      open.push({ path, folder: here.folder.enter(name, verdict), closed: here.closed || !verdict.enter });
    }
  }
  return behind;
}

test("BuildKit leaves no directory unread in which its patterns would let something through", () => {
  let seen = 0;
  fc.assert(
    fc.property(someContext, (tree) =>
      withTree(tree, (root) => {
        const behind = accepted(() => {
          const plan = planOf(root, "buildkit");
          // Rule D10: what such an exception matches does not begin as its text does.
          fc.pre(!plan.patterns.some(({ exception, text }) => exception && /[{|}^]/.test(text)));
          return behindClosedDoors(plan.context, openRules(plan));
        });
        seen += behind.length;
        expect(behind.filter(({ allowed }) => allowed)).toEqual([]);
      }),
    ),
    { numRuns: lawRuns(200) },
  );
  expect(seen).toBeGreaterThan(0);
});

const turning = fc.constantFrom("a", "b", "!a/b", "!**/c", "a/b", "a/*", "!b/a", "**/c", "!a/c", "*", "!a");

test("what is let through and sent is the same where settled directories are left out", () => {
  let left = 0;
  const law = (tree: Tree, lines: readonly string[]) =>
    withTree({ ...tree, ".dockerignore": lines.join("\n") }, (root) => {
      const plan = planOf(root, "buildkit");
      const count = (untilSettled: boolean) => {
        let met = 0;
        const { totals } = applyRules(plan, { untilSettled }, { entry: () => met++ });
        return { met, kept: [totals.allowed, totals.sent] };
      };
      const [all, most] = [count(false), count(true)];
      expect(most.kept).toEqual(all.kept);
      left += all.met - most.met;
    });
  fc.assert(fc.property(someTree, fc.array(turning, { minLength: 2, maxLength: 5 }), law), {
    numRuns: lawRuns(200),
  });
  expect(left).toBeGreaterThan(0);
});
