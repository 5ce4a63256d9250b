import { describe, expect, test } from "vitest";
import { initAllowList, initDenyList, initFromGitignore } from "../../src/advise/init/init.ts";
import { suggestLines } from "../../src/advise/learn.ts";
import { builders } from "../../src/builders/index.ts";
import { fromText } from "../../src/bytes.ts";
import { openTree } from "../../src/context/tree.ts";
import { compareContext } from "../../src/explain/compare.ts";
import { explain } from "../../src/explain/explain.ts";
import { listSet } from "../../src/explain/list.ts";
import { fixIgnoreFile } from "../../src/fix/fix.ts";
import { fixSuggested } from "../../src/fix/suggested.ts";
import { listImage } from "../../src/image/image.ts";
import { inspectBuild } from "../../src/inspect.ts";
import { lintBuild } from "../../src/lint-build.ts";
import { planBuild } from "../../src/plan/plan.ts";
import { countingDisk } from "./counting.ts";
import { buildOf, type Tree, withTree } from "./trees.ts";

const project: Tree = {
  Dockerfile:
    "FROM node AS deps\nCOPY package*.json ./\nRUN npm ci\nCOPY --from=shared conf/ /conf/\nFROM deps\nCOPY . .\nCOPY current/x /x\n",
  ".dockerignore": "*.log\n/dist/\nnode_modules\n**/tmp\n!keep.log\n",
  ".gitignore": "dist\n*.log\nnode_modules/\n",
  ".git/HEAD": "ref: refs/heads/main\n",
  "package.json": '{"dependencies":{"a":"1"}}',
  "package-lock.json": "{}",
  "a.log": 10,
  "keep.log": 10,
  "dist/a/b.js": 100,
  "node_modules/a/index.js": 50,
  "packages/a/node_modules/b/index.js": 70,
  "packages/a/.env": "A=1\n",
  "packages/a/src/i.ts": 5,
  "packages/a/same.ts": { same: "packages/a/src/i.ts" },
  "releases/1/x": 7,
  current: { link: "releases/1" },
  "shared/conf/a.yml": 9,
  "shared/tmp/b": 9,
  "big/file.bin": 20_000,
};

const limits = { largeFile: 1_000, largeDirectory: 5_000 };
const secrets = { maxSize: 1 << 20 };

type Options = ReturnType<typeof optionsOf>;

const optionsOf = (root: string, source: ReturnType<typeof countingDisk>) => ({
  ...buildOf(root, "buildkit"),
  source: openTree(source),
  buildContexts: [{ name: "shared", value: "shared" }],
});

const commands: readonly [string, (options: Options) => unknown][] = [
  ["report", (options) => inspectBuild({ ...options, limits, secrets, measureExcluded: false })],
  ["report --excluded", (options) => inspectBuild({ ...options, limits, measureExcluded: true })],
  ["report --add", (options) => inspectBuild({ ...options, limits, added: ["big"], measureExcluded: false })],
  ["ls", (options) => listSet(planBuild(options), "sent")],
  [
    "compare",
    (options) =>
      compareContext(
        options,
        Object.values(builders).map(({ name }) => name),
      ),
  ],
  ["lint", (options) => lintBuild(options)],
  ["suggest", (options) => suggestLines({ ...options, limits, secrets })],
  ["fix", (options) => fixIgnoreFile({ ...options, rules: null })],
  ["fix --suggestion", (options) => fixSuggested({ ...options, limits, secrets }, ["high"])],
  ["init", (options) => initDenyList(options)],
  ["init --allow-list", (options) => initAllowList(options)],
  ["init --from-gitignore", (options) => initFromGitignore(options)],
  ["explain", (options) => explain(planBuild(options), fromText("packages/a"), options.cwd)],
  ["image", (options) => listImage(planBuild(options))],
];

describe("the disk is asked once", () => {
  test.each(commands)("%s", (_, command) =>
    withTree(project, async (root) => {
      const source = countingDisk();
      await command(optionsOf(root, source));
      const often = (calls: ReadonlyMap<string, number>) => [...calls].filter(([, count]) => count > 1);
      expect(often(source.lists)).toEqual([]);
      expect(often(source.lstats)).toEqual([]);
      expect(source.lists.size).toBeGreaterThan(2);
    }),
  );
});

test("what is pruned is not read", () =>
  withTree(project, async (root) => {
    const source = countingDisk();
    await inspectBuild({ ...optionsOf(root, source), limits, secrets, measureExcluded: false });
    expect([...source.lists.keys()].filter((path) => path.includes("dist"))).toEqual([]);
  }));
