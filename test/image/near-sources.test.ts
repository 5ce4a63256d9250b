import fc from "fast-check";
import { expect, test } from "vitest";
import type { Bytes } from "../../src/bytes.ts";
import { linkTree } from "../../src/context/link-tree.ts";
import { walkContext } from "../../src/context/walk.ts";
import { checkCopies } from "../../src/image/copy-checks.ts";
import { nearSources } from "../../src/image/near-sources.ts";
import { contextTree, type SentEntry } from "../../src/image/start-trees.ts";
import { openRules } from "../../src/plan/plan.ts";
import { someIgnoreFile, someTree } from "../context/generators.ts";
import { accepted, planOf, withTree } from "../context/trees.ts";

const lines = [
  "COPY . /x/",
  "COPY a /x/",
  "COPY a/b b /x/",
  "COPY a* /x/",
  "COPY a/*b /x/",
  "COPY --parents a/**/b c /x/",
  "COPY --exclude=a/b a /x/",
  "COPY ../a.b [[]a] /x/",
  "RUN --mount=type=bind,source=b/c true",
] as const;

let left = 0;

/** What the sources give, by the whole of what is sent, and by what is near them. */
function compare(root: string) {
  const plan = accepted(() => planOf(root, "buildkit"));
  const request = plan.requested?.request;
  if (request === undefined) return expect.unreachable("a Dockerfile is there");
  const sent: SentEntry[] = [];
  const walk = { ...plan.context, builder: plan.builder, folder: openRules(plan), measureExcluded: false };
  accepted(() =>
    walkContext(walk, {
      entry: () => {},
      problem: () => {},
      sent: ({ path, type, target, size }) => sent.push({ path, type, target, size }),
    }),
  );
  const hasLinks = sent.some(({ type }) => type === "symlink");
  const near = [...nearSources(sent, hasLinks, request.paths)];
  left += sent.length - near.length;
  const check = (entries: readonly SentEntry[]) =>
    checkCopies(request.stages, contextTree(null, entries), linkTree(plan.context)).map(
      ({ rule, path, source, fails, similar }): [string, Bytes, Bytes, boolean, string | undefined] => [
        rule,
        path,
        source,
        fails,
        similar,
      ],
    );
  expect(check(near)).toEqual(check(sent));
}

test("what lies elsewhere changes nothing about the sources", () => {
  left = 0;
  const context = fc
    .tuple(someTree, someIgnoreFile, fc.array(fc.constantFrom(...lines), { minLength: 1, maxLength: 4 }))
    .map(([tree, ignore, copies]) => ({
      ...tree,
      ".dockerignore": ignore,
      Dockerfile: `# syntax=docker/dockerfile:1\nFROM scratch\n${copies.join("\n")}\n`,
    }));
  fc.assert(
    fc.property(context, (tree) => withTree(tree, compare)),
    { numRuns: 200 },
  );
  expect(left).toBeGreaterThan(0);
});
