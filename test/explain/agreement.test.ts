import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { builders } from "../../src/builders/index.ts";
import { type Bytes, fromText, toText } from "../../src/bytes.ts";
import { explain } from "../../src/explain/explain.ts";
import { type ListedPath, listSet } from "../../src/explain/list.ts";
import { inspectBuild } from "../../src/inspect.ts";
import type { BuildPlan } from "../../src/plan/build-plan.ts";
import { someContext, someTree } from "../context/generators.ts";
import { accepted, buildOf, planOf, plant, runs, withTree } from "../context/trees.ts";
import { someLines } from "../ignore/generators.ts";

const limits = { largeFile: Number.POSITIVE_INFINITY, largeDirectory: Number.POSITIVE_INFINITY };

const totals = (entries: readonly ListedPath[]) => ({
  files: entries.filter(({ type }) => type !== "directory").length,
  directories: entries.filter(({ type }) => type === "directory").length,
  bytes: entries.reduce((sum, { size, arrivesEmpty }) => sum + (arrivesEmpty ? 0 : size), 0),
});

const everything = (plan: BuildPlan) => {
  const [sent, allowed, excluded] = accepted(() => [
    listSet(plan, "sent"),
    listSet(plan, "allowed"),
    listSet(plan, "excluded"),
  ]);
  return { sent, allowed, excluded, paths: [...allowed.entries, ...excluded.entries] };
};

const holds = (set: { entries: readonly ListedPath[] }, path: Bytes) =>
  set.entries.some((entry) => entry.path === path);

describe.each(Object.values(builders))("$name", ({ name }) => {
  test("inspect's totals are the sums of ls", async () => {
    await fc.assert(
      fc.asyncProperty(someContext, (tree) =>
        withTree(tree, async (root) => {
          const plan = accepted(() => planOf(root, name));
          const measured = { limits, budgets: [], measureExcluded: true };
          const report = await inspectBuild({ ...buildOf(root, name), ...measured });
          const { sent, allowed, excluded } = everything(plan);
          expect(report.sent).toMatchObject(totals(sent.entries));
          expect(report.allowed).toEqual(
            totals(allowed.entries.map((entry) => ({ ...entry, arrivesEmpty: false }))),
          );
          expect(report.excluded).toEqual(totals(excluded.entries));
        }),
      ),
      { numRuns: runs(name) },
    );
  });

  test("explain says of every path what ls says", () => {
    fc.assert(
      fc.property(someContext, (tree) =>
        withTree(tree, (root) => {
          const plan = accepted(() => planOf(root, name));
          const { sent, allowed, paths } = everything(plan);
          for (const { path, type } of paths) {
            const explained = explain(plan, path, "/");
            const listed = sent.entries.find((entry) => entry.path === path);
            expect(explained).toMatchObject({
              path: toText(path),
              type,
              allowed: holds(allowed, path),
              sent: listed !== undefined,
              arrivesEmpty: listed?.arrivesEmpty ?? false,
            });
          }
        }),
      ),
      { numRuns: runs(name) },
    );
  });

  test("explain says what ls says of a build that broken patterns do not fail", () => {
    fc.assert(
      fc.property(someTree, someLines(true), (tree, lines) =>
        withTree({ ...tree, ".dockerignore": lines.join("\n") }, (root) => {
          const plan = accepted(() => planOf(root, name));
          const listed = everything(plan);
          for (const { path } of listed.paths)
            expect([path, explain(plan, path, "/").sent]).toEqual([path, holds(listed.sent, path)]);
        }),
      ),
      { numRuns: runs(name) },
    );
  });

  test("explain's reason agrees with its verdict", () => {
    fc.assert(
      fc.property(someContext, (tree) =>
        withTree(tree, (root) => {
          const plan = accepted(() => planOf(root, name));
          for (const { path } of everything(plan).paths) {
            const { allowed, by, trail, stopsAt, type, verdict } = explain(plan, path, "/");
            // A directory may be allowed for what it holds.
            if (allowed && type !== "directory") expect(by?.pattern ?? "!").toMatch(/^!/);
            if (!allowed && by !== null) expect(by.pattern).not.toMatch(/^!/);
            expect(trail.filter(({ decides }) => decides)).toHaveLength(by === null ? 0 : 1);
            expect(trail.find(({ decides }) => decides) ?? by).toMatchObject(by ?? {});
            expect(verdict).toContain(JSON.stringify(toText(path)));
            if (stopsAt !== null) expect(`${toText(path)}/`.startsWith(`${stopsAt}/`)).toBe(true);
          }
        }),
      ),
      { numRuns: runs(name) },
    );
  });

  test("the change that explain proposes turns the verdict", () => {
    fc.assert(
      fc.property(someContext, fc.nat(), (tree, pick) =>
        withTree(tree, (root) => {
          const plan = accepted(() => planOf(root, name));
          const { allowed, paths } = everything(plan);
          const chosen = paths[pick % paths.length];
          if (chosen === undefined) return;
          const { change } = explain(plan, chosen.path, "/");
          if (change === null) return;
          const wasAllowed = holds(allowed, chosen.path);
          plant(root, { ".dockerignore": `${tree[".dockerignore"]}${fromText(change.line)}\n` });
          const then = planOf(root, name);
          expect(holds(listSet(then, "allowed"), chosen.path)).toBe(!wasAllowed);
          expect(holds(listSet(then, "sent"), chosen.path)).toBe(change.makes === "sent");
        }),
      ),
      { numRuns: runs(name) },
    );
  });
});
