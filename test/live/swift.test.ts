import { linkSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { expect, test } from "vitest";
import { fromText } from "../../src/bytes.ts";
import { inspectBuild } from "../../src/inspect.ts";
import { swiftly } from "../../src/live/swift.ts";
import type { PlanOptions } from "../../src/plan/options.ts";
import { planBuild } from "../../src/plan/plan.ts";
import type { Report } from "../../src/report-model.ts";
import { buildOf, type Tree, withTree } from "../context/trees.ts";

const planted: Tree = {
  Dockerfile:
    "FROM scratch AS build\nCOPY src /src/\nFROM scratch\nCOPY --from=build /src /src/\nCOPY *.json lib/[ab].txt /app/\n",
  ".dockerignore": "*.log\nlib/*\n!lib/a.txt\n!lib/b.txt\n**/cache\n",
  "src/a.js": 10,
  "src/deep/b.js": 20,
  "lib/b.txt": 3,
  "package.json": 2,
};

/** Each is one change: a path, and its bytes; null removes it. */
const changes: readonly (readonly [string, number | null])[] = [
  ["src/a.js", 11],
  ["src/new/one/c.js", 5],
  ["lib/a.txt", 9],
  ["src/cache/no.js", 9],
  ["other.json", 4],
  ["unasked.txt", 4],
  ["src/deep", null],
  ["src/a.js", null],
  ["src/a.js", 3],
];

const inspect = (options: PlanOptions): Promise<Report> =>
  inspectBuild({
    ...options,
    measureExcluded: false,
    limits: { largeFile: 1e9, largeDirectory: 1e9 },
    files: true,
    threads: 0,
  });

function put(root: string, path: string, bytes: number | null): void {
  if (bytes === null) rmSync(join(root, path), { recursive: true });
  else {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), "x".repeat(bytes));
  }
}

/** What is told of a change, and a report that asks about everything. */
async function change(
  options: PlanOptions,
  root: string,
  from: Report,
  [path, bytes]: (typeof changes)[number],
) {
  const { source } = options;
  const before = planBuild(options);
  put(root, path, bytes);
  const at = fromText(path.startsWith("src/new") ? join(root, "src/new") : join(root, path));
  const slash = at.lastIndexOf("/");
  source.renew(new Map([[at.slice(0, slash), new Set([at.slice(slash + 1)])]]));
  return { told: swiftly(from, [at], before, planBuild(options)), all: await inspect(options) };
}

const summed = ({ sent: { files, bytes }, instructions, files: listed }: Report) => ({
  files,
  bytes,
  instructions: instructions.map((row) => [row.line, row.files, row.bytes]),
  listed: listed?.toSorted((a, b) => (a.path < b.path ? -1 : 1)),
});

test.each(["buildkit", "classic"] as const)(
  "a change of what %s sends is told as all of it would be",
  (builder) =>
    withTree(planted, async (root) => {
      const options = buildOf(root, builder);
      let from = await inspect(options);
      for (const one of changes) {
        const { told, all } = await change(options, root, from, one);
        expect(told && summed(told.whole), one[0]).toEqual(summed(all));
        from = told?.whole ?? all;
      }
    }),
);

test.each<[string, string]>([
  [".dockerignore", "the rules are others"],
  ["Dockerfile", "the build is another"],
])("all is asked where %s changes: %s", (path) =>
  withTree(planted, async (root) => {
    const options = buildOf(root, "buildkit");
    const from = await inspect(options);
    const before = planBuild(options);
    writeFileSync(join(root, path), path === "Dockerfile" ? "FROM scratch\nCOPY src /\n" : "src\n");
    options.source.renew(new Map([[fromText(root), new Set([fromText(path)])]]));
    expect(swiftly(from, [fromText(join(root, path))], before, planBuild(options))).toBeNull();
  }),
);

test("all is asked where a file has two names", () =>
  withTree(planted, async (root) => {
    linkSync(join(root, "src/a.js"), join(root, "src/z.js"));
    const options = buildOf(root, "buildkit");
    const from = await inspect(options);
    expect((await change(options, root, from, ["src/a.js", null])).told).toBeNull();
  }));
