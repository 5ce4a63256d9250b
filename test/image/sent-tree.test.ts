import fc from "fast-check";
import { expect, test } from "vitest";
import { Marks } from "../../src/context/marks.ts";
import { walkContext } from "../../src/context/walk.ts";
import { roadOf } from "../../src/image/image.ts";
import { walkTree } from "../../src/image/image-tree.ts";
import { type Landing, landFiles } from "../../src/image/landing.ts";
import { sentTree } from "../../src/image/sent-tree.ts";
import type { SentEntry } from "../../src/image/start-trees.ts";
import { openRules } from "../../src/plan/plan.ts";
import { someIgnoreFile, someTree } from "../context/generators.ts";
import { accepted, planOf, withTree } from "../context/trees.ts";
import { lawRuns } from "../sample.ts";

const lines = [
  "COPY . /x/",
  "COPY a /x/",
  "COPY a/b b /x/",
  "COPY a* /",
  "COPY --link . /",
  "COPY a /x/c",
  "ADD . /x/a",
  "WORKDIR /x/b",
  "FROM scratch\nCOPY --from=0 / /x",
  "FROM scratch\nCOPY --from=0 /x /\nCOPY c /a/",
  "FROM 0\nCOPY b /x/a",
] as const;

/** Everything that is known of the stages. */
const told = ({ stages, problems }: Landing) => ({
  problems: problems.map(({ message }) => message),
  stages: [...stages.values()].map(({ tree, hidden }) => ({
    hidden: [...hidden],
    nodes: [...walkTree(tree.root)].map(({ path, node: { type, target, from } }) => ({
      path,
      type,
      target,
      from,
    })),
  })),
});

const context = fc
  .tuple(someTree, someIgnoreFile, fc.array(fc.constantFrom(...lines), { minLength: 1, maxLength: 5 }))
  .map(([tree, ignore, copies]) => ({
    ...tree,
    ".dockerignore": ignore,
    Dockerfile: `# syntax=docker/dockerfile:1\nFROM scratch\n${copies.join("\n")}\n`,
  }));

/** By what a walk tells, and by its marks. */
function landingsIn(root: string): [Landing, Landing] {
  const plan = accepted(() => planOf(root, "buildkit"));
  const request = plan.requested?.request;
  if (request === undefined) return expect.unreachable("a Dockerfile is there");
  const [entries, marks]: [SentEntry[], Marks] = [[], new Marks()];
  const walk = { ...plan.context, builder: plan.builder, folder: openRules(plan), measureExcluded: false };
  const listener = { entry: () => {}, problem: () => {}, sent: (entry: SentEntry) => entries.push(entry) };
  accepted(() => walkContext({ ...walk, marks }, listener));
  const { sendsParents } = plan.builder;
  const marked = sentTree({ context: plan.context, marks, removed: new Set(), sendsParents });
  return [landFiles(request, { context: entries }), landFiles(request, { context: marked })];
}

test("what is sent, by its marks, is what a walk tells", () => {
  fc.assert(
    fc.property(context, (tree) =>
      withTree(tree, (root) => {
        const [walked, marked] = landingsIn(root).map(told);
        expect(marked).toEqual(walked);
      }),
    ),
    { numRuns: lawRuns(100) },
  );
});

/** The lines of the road instead of the instructions. */
const roads = ({ stages, problems }: Landing) => ({
  problems: problems.length,
  stages: [...stages.values()].map(({ tree, hidden }) => ({
    hidden: [...hidden].map(({ path, from, by }) => [path, from.path, by.line]),
    nodes: [...walkTree(tree.root)].map(({ path, node: { from } }) => [
      ...[path, from?.path],
      ...(from === null ? [] : roadOf(from).map((hop) => `${hop.path} ${hop.instruction.line}`)),
    ]),
  })),
});

test("a directory that is copied over itself leaves each file of the first copy in its layer, and its directories", () => {
  const tree = { "a/b/c": 1, "a/d": 2, e: 3, Dockerfile: "", ".dockerignore": "" };
  const of = (copies: string) =>
    withTree({ ...tree, Dockerfile: `# syntax=docker/dockerfile:1\nFROM scratch\n${copies}` }, (root) =>
      roads(landingsIn(root)[1]),
    );
  for (const lines of [
    "COPY . /x/\nCOPY . /x/\nCOPY a /x/a\nCOPY a/b /x/a/b",
    "COPY a a /x/\nCOPY . /\nCOPY a /x",
  ]) {
    const whole = of(lines);
    expect(whole).toEqual(of(lines.replaceAll("COPY ", "COPY --exclude=never ")));
    expect(whole.stages[0]?.hidden.length).toBeGreaterThan(1);
  }
});

test("a directory that is copied as a whole gives what one gives that is looked at entry by entry", () => {
  let copied = 0;
  fc.assert(
    fc.property(context, (tree) => {
      const Dockerfile = tree.Dockerfile.replace(/(COPY|ADD) /g, "$1 --exclude=never ");
      const of = (files: typeof tree) => withTree(files, (root) => roads(landingsIn(root)[1]));
      const [whole, each] = [of(tree), of({ ...tree, Dockerfile })];
      // A link in the root has to lead somewhere where a filter is asked.
      if (whole.problems + each.problems > 0) return;
      copied++;
      expect(whole).toEqual(each);
    }),
    { numRuns: lawRuns(100) },
  );
  expect(copied).toBeGreaterThan(lawRuns(100) / 20);
});
