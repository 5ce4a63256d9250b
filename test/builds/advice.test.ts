import { describe, expect, test } from "vitest";
import { inTree, type Tree } from "./run-in.ts";

/** Two services share an ignore file: the one copies everything, the other a part of what tools leave behind. */
const shop: Tree = {
  ".dockerignore": "*.log\nnothing-here\n",
  "compose.yaml": [
    "services:",
    "  web:",
    "    build: {context: ., dockerfile: web/Dockerfile}",
    "  api:",
    "    build: {context: ., dockerfile: api/Dockerfile, args: {FROM: node_modules/kept}}",
    "  tool:",
    "    build: ./tool",
    "",
  ].join("\n"),
  "web/Dockerfile": "FROM node\nWORKDIR /app\nCOPY . .\nRUN npm ci\n",
  "api/Dockerfile": "FROM scratch\nARG FROM=src\nCOPY ${FROM} /kept/\n",
  "src/a.js": "a",
  "package.json": "{}",
  "package-lock.json": "{}",
  "node_modules/kept/index.js": "kept",
  "node_modules/.package-lock.json": "{}",
  ".git/HEAD": "ref: refs/heads/main\n",
  ".git/config": "[core]\n",
  "tool/Dockerfile": "FROM node\nWORKDIR /app\nCOPY . .\nRUN npm ci\n",
  "tool/package.json": "{}",
  "tool/package-lock.json": "{}",
  "tool/node_modules/x/index.js": "x",
  "tool/node_modules/.package-lock.json": "{}",
};

const other: Tree = {
  ...shop,
  "api/Dockerfile": "FROM scratch\nARG FROM=src\nCOPY src /kept/\n",
};

const suggested = (files: Tree) =>
  inTree(files, async ({ run }) => {
    const { stdout } = await run(["suggest", "--all", "--json", "--no-secret-content"]);
    const { ignoreFiles } = JSON.parse(stdout);
    return ignoreFiles.map(
      ({
        context,
        builds,
        suggestions,
      }: {
        context: string;
        builds: string[];
        suggestions: { id: string }[];
      }) => [context, builds, suggestions.map(({ id }) => id)],
    );
  });

describe("suggest --all", () => {
  test("proposes for each ignore file what every build of it goes without", async () => {
    const [shared, own] = await suggested(other);
    expect(shared.slice(0, 2)).toEqual([".", ["web", "api"]]);
    expect(shared[2].join(" ")).toMatch(/node_modules/);
    expect(own.slice(0, 2)).toEqual(["tool", ["tool"]]);
    expect(own[2].join(" ")).toMatch(/node_modules/);
  });

  test("an argument of a definition counts: what a build needs by it is withheld", async () => {
    const [shared] = await suggested(shop);
    expect(shared[2].join(" ")).toMatch(/\.git/);
    expect(shared[2].filter((id: string) => /^(\*\*\/)?node_modules$/.test(id))).toEqual([]);
  });

  test("an instruction that two builds share is named once", async () => {
    const compose =
      "services:\n  a:\n    build: {context: ., dockerfile: web/Dockerfile}\n  b:\n    build: {context: ., dockerfile: web/Dockerfile, target: x}\n";
    const twice = { ...shop, "compose.yaml": compose, "web/Dockerfile": "FROM node AS x\nCOPY . .\n" };
    const { stdout } = await inTree(twice, ({ run }) => run(["suggest", "--all", "--json"]));
    for (const { takenBy } of JSON.parse(stdout).ignoreFiles[0].suggestions)
      expect(
        takenBy.map(({ dockerfile, line }: { dockerfile: string; line: number }) => [dockerfile, line]),
      ).toEqual([["web/Dockerfile", 2]]);
  });

  test("the text names the builds", async () => {
    const { stdout } = await inTree(other, ({ run }) => run(["suggest", "--all"]));
    expect(stdout).toContain("Context ., builds web, api");
  });
});

describe("fix --all", () => {
  test("takes a line only where every build still goes", async () => {
    for (const [files, gone] of [
      [other, true],
      [shop, false],
    ] as const)
      await inTree(files, async ({ run, read }) => {
        const { code, stderr } = await run(["fix", "--all", "--suggestion", "medium", "--write"]);
        expect([code, stderr]).toEqual([0, expect.not.stringContaining("not fixed")]);
        expect(/^(\*\*\/)?node_modules$/m.test(read(".dockerignore"))).toBe(gone);
        const { stdout } = await run(["--all", "--format", "json"]);
        for (const { report } of JSON.parse(stdout).builds)
          expect(report.findings.map(({ rule }: { rule: string }) => rule)).not.toContain("copy-ignored");
      });
  });
});

describe("lint --all", () => {
  test("says of a line what every build says of it", async () => {
    const files = {
      ...other,
      // Of use to the one build alone.
      ".dockerignore": "*.log\nnothing-here\n.git\n",
    };
    const { stdout } = await inTree(files, ({ run }) => run(["lint", "--all", "--format", "json"]));
    const { findings } = JSON.parse(stdout);
    const lines = findings.map(({ rule, line, builds }: Record<string, unknown>) => [rule, line, builds]);
    expect(lines).toContainEqual(["unused-pattern", 2, ["web", "api"]]);
    expect(lines.filter(([, line]: unknown[]) => line === 3)).toEqual([]);
  });
});

describe("init --all", () => {
  test("writes a file for each context that has none", async () => {
    const { ".dockerignore": _, ...bare } = shop;
    await inTree(bare, async ({ run, read }) => {
      const { code, stdout } = await run(["init", "--all"]);
      expect([code, stdout.match(/^Wrote \S+/gm)]).toEqual([
        0,
        ["Wrote .dockerignore:", "Wrote tool/.dockerignore:"],
      ]);
      expect(read("tool/.dockerignore")).toMatch(/^(\*\*\/)?node_modules\/?$/m);
      expect(read(".dockerignore")).not.toMatch(/^(\*\*\/)?node_modules\/?$/m);
      expect((await run(["--all"])).code).toBe(0);
    });
  });
});

describe("baseline --all", () => {
  test("accepts what all builds have, and measures growth of each", async () => {
    const strict = ["--all", "--fail-on", "info", "--large-file", "300"];
    await inTree(other, async ({ run, read, write }) => {
      expect((await run(strict)).code).toBe(1);
      const { code, stdout } = await run(["baseline", "--all"]);
      expect([code, stdout]).toEqual([0, expect.stringContaining(".ctxcheck-baseline.json")]);
      write({ ".dockerignore": `${read(".dockerignore")}.ctxcheck-baseline.json\n` });
      expect((await run(["baseline", "--all", "--update"])).code).toBe(0);
      expect((await run(strict)).code).toBe(1);
      const named = ["--baseline", ".ctxcheck-baseline.json"];
      const again = await run([...strict, ...named, "--format", "json"]);
      const report = JSON.parse(again.stdout);
      expect(report.findings.filter(({ accepted }: { accepted: boolean }) => !accepted)).toEqual([]);
      expect(report.baseline.vanished).toEqual([]);
      expect(again.code).toBe(0);
      const budgets = ["build:tool=+10B", "total=+10B"].flatMap((budget) => ["--budget", budget]);
      const growth = ["--all", ...named, ...budgets];
      expect((await run(growth)).code).toBe(0);
      write({ "tool/big.txt": "x".repeat(1000) });
      expect((await run(growth)).code).toBe(1);
      expect((await run(strict)).code).toBe(1);
    });
  });
});
