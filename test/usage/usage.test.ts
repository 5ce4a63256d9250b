import { execFileSync, spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { builders } from "../../src/builders/index.ts";
import { fromText } from "../../src/bytes.ts";
import { readContents } from "../../src/usage/contents.ts";
import { rowsOf, type UsageRow } from "../../src/usage/rows.ts";
import { readUsage, walkUsage } from "../../src/usage/usage.ts";
import { run, runHere } from "../cli/run.ts";
import { findProgram, whyNot } from "../clients/programs.ts";
import { someContext } from "../context/generators.ts";
import { planOf, type Tree, withTree } from "../context/trees.ts";
import { inspectTree } from "../findings/finding.ts";
import { seed } from "../sample.ts";
import { valuesFrom } from "../secrets/values.ts";

const app: Tree = {
  Dockerfile: "FROM scratch AS a\nCOPY src /src/\nFROM scratch\nCOPY --from=a /src /\nCOPY . /all/\n",
  ".dockerignore": "*.log\nnode_modules\n",
  "src/a.js": 100,
  "src/b.js": 200,
  "src/deep/c.js": 400,
  "docs/x.md": 50,
  "debug.log": 1_000,
  "node_modules/y/index.js": 3_000,
};
const options = { set: "sent", sort: "size", depth: 2, limit: 10 } as const;
const short = ({ label, bytes, files, depth }: UsageRow) => `${" ".repeat(depth)}${label} ${bytes} ${files}`;

describe("sizes by directory", () => {
  test("the largest first, each with all that lies below it", () => {
    withTree(app, (root) => {
      const usage = readUsage(planOf(root, "buildkit"), { measureExcluded: false });
      expect(rowsOf(usage, "directory", options).map(short)).toEqual([
        ". 849 6",
        " src 700 3",
        "  src/deep 400 1",
        "  src/b.js 200 1",
        "  src/a.js 100 1",
        " Dockerfile 80 1",
        " docs 50 1",
        "  docs/x.md 50 1",
        " .dockerignore 19 1",
      ]);
      expect(rowsOf(usage, "directory", { ...options, depth: 1, limit: 2 }).map(short)).toEqual([
        ". 849 6",
        " src 700 3",
        " Dockerfile 80 1",
        "  69 2",
      ]);
      const [, src, deep] = rowsOf(usage, "directory", options);
      expect([src?.lines, deep?.lines]).toEqual([
        [2, 5],
        [2, 5],
      ]);
    });
  });

  test("what is excluded, with the pattern", () => {
    withTree(app, (root) => {
      const usage = readUsage(planOf(root, "buildkit"), { measureExcluded: true });
      const rows = rowsOf(usage, "directory", { ...options, set: "excluded", depth: 1 });
      expect(rows.map((row) => `${short(row)} ${row.by?.source.text ?? ""}`)).toEqual([
        ". 4000 2 ",
        " node_modules 3000 1 node_modules",
        " debug.log 1000 1 *.log",
      ]);
      expect(rowsOf(usage, "pattern", { ...options, set: "excluded" }).map(short)).toEqual([
        " node_modules 3000 1",
        " *.log 1000 1",
      ]);
    });
  });

  test("what was not read is said to be unknown", () => {
    withTree(app, (root) => {
      const usage = readUsage(planOf(root, "buildkit"), { measureExcluded: false });
      const rows = rowsOf(usage, "directory", { ...options, set: "excluded", depth: 1 });
      expect(rows.find(({ label }) => label === "node_modules")).toMatchObject({ scanned: false });
    });
  });

  test.each(["instruction", "extension"] as const)("by %s", (by) => {
    withTree(app, (root) => {
      const usage = readUsage(planOf(root, "buildkit"), { measureExcluded: false });
      const wanted = {
        instruction: [" COPY . /all/ 849 6", " COPY src /src/ 700 3"],
        extension: [" .js 700 3", " (none) 99 2", " .md 50 1"],
      };
      expect(rowsOf(usage, by, options).map(short)).toEqual(wanted[by]);
    });
  });

  test.each(Object.keys(builders) as (keyof typeof builders)[])(
    "add up to what the report says: %s",
    async (builder) => {
      await fc.assert(
        fc.asyncProperty(someContext, (tree) =>
          withTree(tree, async (root) => {
            const report = await inspectTree(root, { builder, measureExcluded: true }).catch(() => null);
            if (report === null) return;
            const { root: all } = readUsage(planOf(root, builder), { measureExcluded: true });
            expect(all.sizes.sent).toMatchObject({ files: report.sent.files, bytes: report.sent.bytes });
            expect(all.sizes.excluded).toMatchObject({ bytes: report.excluded?.bytes });
            const files = [...walkUsage(all)].filter(({ node }) => node.type !== "directory");
            const bytes = files.reduce((sum, { node }) => sum + node.sizes.sent.bytes, 0);
            expect(bytes).toBe(report.sent.bytes);
          }),
        ),
        { numRuns: 8 },
      );
    },
  );
});

describe("what the content says", () => {
  const { bytes } = valuesFrom(seed);
  const noise = bytes(20_000).toString("latin1");
  const tree: Tree = {
    "a/one.bin": noise,
    "b/two.bin": noise,
    "c/other.bin": bytes(20_000).toString("latin1"),
    "text.txt": "the same words again and again\n".repeat(2_000),
    "small/x": "tiny",
    "small/y": "tiny",
  };
  const contents = (maxFile = 1_000_000) =>
    withTree(tree, (root) => {
      const plan = planOf(root, "buildkit");
      return readContents(readUsage(plan, { measureExcluded: false }), plan.context, {
        maxFile,
        maxTotal: 1_000_000,
      });
    });

  test("files of the same content are found, not those of the same size alone", () => {
    expect(contents()).toMatchObject({
      identical: [{ paths: ["a/one.bin", "b/two.bin"], bytes: 20_000 }],
      wasted: 20_000,
      unread: 0,
    });
  });

  test("what does not shrink, and what is left of the rest", () => {
    const { incompressible, compressed, unsampled } = contents();
    expect([incompressible, unsampled]).toEqual([60_008, 0]);
    expect(compressed).toBeGreaterThan(60_000);
    expect(compressed).toBeLessThan(63_000);
  });

  test("what is too large is said not to be read", () => {
    expect(contents(30_000)).toMatchObject({ unsampled: 62_000 });
    expect(contents(10_000)).toMatchObject({ unread: 3, identical: [] });
  });
});

describe("ctxcheck tree", () => {
  test("fits a terminal, and acts on none", async () => {
    const names = ["\x1b[31mred", fromText("gnp\u202e.exe"), "a\nb", `${"long-name-".repeat(12)}.txt`];
    await withTree(Object.fromEntries(names.map((name) => [`d/${name}`, 9])), async (cwd) => {
      const { stdout } = await runHere(["tree"], { cwd });
      expect(stdout.replaceAll("\n", "")).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u);
      expect(stdout).toContain("4 files");
    });
  });

  test("--json", async () => {
    await withTree(app, async (cwd) => {
      const { stdout } = await runHere(["tree", "--json", "--depth", "1", "--by", "directory"], { cwd });
      const { rows, total, set } = JSON.parse(stdout);
      expect([set, total.bytes, rows[1].path, rows[1].bytes, rows[1].lines]).toEqual([
        "sent",
        849,
        "src",
        700,
        [2, 5],
      ]);
    });
  });

  test.skipIf(findProgram("git") === null)("what a second build sends again", async () => {
    await withTree(app, async (cwd) => {
      const git = (...args: string[]) =>
        execFileSync("git", ["-c", "user.name=a", "-c", "user.email=a@b.c", ...args], {
          cwd,
          stdio: "ignore",
        });
      git("init", "-q");
      git("add", "docs", "src", "debug.log", "-f");
      git("commit", "-qm", "one");
      execFileSync("sh", ["-c", "echo more >> src/a.js; echo more >> debug.log"], { cwd });
      git("commit", "-qam", "two");
      const args = ["tree", "--json", "--last-commit", "--ignore-file", ".dockerignore"];
      const again = JSON.parse((await runHere(args, { cwd })).stdout).sentAgain;
      expect(again).toEqual({ changed: 2, files: 1, bytes: 105, problem: null });
      const classic = JSON.parse((await runHere([...args, "--builder", "classic"], { cwd })).stdout);
      expect(classic.sentAgain.bytes).toBe(classic.total.bytes);
    });
  });
});

describe("--format ncdu", () => {
  const isThere = findProgram("ncdu") !== null || process.env.CTXCHECK_REQUIRE_LOOKING === "1";
  const why = whyNot([isThere, "there is no ncdu on the PATH"]);

  test("is JSON with the sizes of what is sent", async () => {
    await withTree(app, async (cwd) => {
      const { stdout } = await runHere(["--format", "ncdu"], { cwd });
      const [major, minor, , [context, ...entries]] = JSON.parse(stdout);
      expect([major, minor, context]).toEqual([1, 0, { name: "." }]);
      expect(entries).toContainEqual({ name: "debug.log", excluded: "pattern" });
      expect(entries).toContainEqual([{ name: "docs" }, { name: "x.md", asize: 50, dsize: 50 }]);
    });
  });

  test.skipIf(why !== null)("is read by ncdu itself", async () => {
    await withTree({ ...app, "\xff\xfe": 3, 'q"\\\n': 4 }, async (cwd) => {
      const file = join(cwd, "export.json");
      await run(["--format", `ncdu=${file}`], { cwd });
      const { status, stderr } = spawnSync("ncdu", ["-f", file, "-o", `${file}.again`], { encoding: "utf8" });
      expect([status, stderr.trim()]).toEqual([0, ""]);
      expect(JSON.parse(readFileSync(`${file}.again`, "utf8"))[3].length).toBe(
        JSON.parse(readFileSync(file, "utf8"))[3].length,
      );
    });
  });
});

describe("ls", () => {
  test("--sort size --limit", async () => {
    await withTree(app, async (cwd) => {
      const list = async (...args: string[]) => (await runHere(["ls", ...args], { cwd })).stdout;
      expect(await list("--sort", "size", "--limit", "2")).toBe("src/deep/c.js\nsrc/b.js\n");
      expect(await list("--limit", "2")).toBe(".dockerignore\nDockerfile\n");
    });
  });
});
