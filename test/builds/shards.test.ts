import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { buildsOfShard } from "../../src/repository/shards.ts";
import { inTree, type Place, type Tree } from "./run-in.ts";

const services = fc.array(
  fc.record({
    own: fc.boolean(),
    copies: fc.uniqueArray(fc.constantFrom("lib", "docs", "data", "."), { minLength: 1, maxLength: 3 }),
    missing: fc.boolean(),
  }),
  { minLength: 1, maxLength: 6 },
);

function repository(all: readonly { own: boolean; copies: readonly string[]; missing: boolean }[]): Tree {
  const tree: Record<string, string> = {
    ".dockerignore": "*.log\n",
    "lib/a.js": "lib",
    "lib/node_modules/b/index.js": "b",
    "docs/x.md": "docs",
    "data/big": "x".repeat(500),
    "data/\u00e9": "e",
  };
  let compose = "services:\n";
  for (const [at, { own, copies, missing }] of all.entries()) {
    const folder = `s${at}`;
    compose += `  ${folder}:\n    build: {context: ${own ? folder : "."}, dockerfile: ${own ? "" : `${folder}/`}Dockerfile}\n`;
    tree[`${folder}/main.js`] = folder;
    if (!missing)
      tree[`${folder}/Dockerfile`] =
        `FROM scratch\n${own ? "COPY . /\n" : copies.map((path) => `COPY ${path} /${path}/\n`).join("")}`;
  }
  return { ...tree, "compose.yaml": compose };
}

const formats = ["table", "json", "ndjson", "markdown", "sarif", "junit", "github", "gitlab", "html"];

async function shardsOf({ run }: Place, count: number, options: readonly string[]): Promise<string[]> {
  const files: string[] = [];
  for (let index = 1; index <= count; index++) {
    const file = `out-${index}.json`;
    const { code, stderr } = await run([
      ...["--all", "--shard", `${index}/${count}`, "--format", `blob=${file}`],
      ...options,
    ]);
    expect([code, stderr]).toEqual([0, ""]);
    files.unshift(file);
  }
  return files;
}

describe("parts of a report", () => {
  test("give, put together, what one machine says, byte for byte", async () => {
    await fc.assert(
      fc.asyncProperty(services, fc.integer({ min: 1, max: 4 }), fc.boolean(), (all, count, strict) =>
        inTree(repository(all), async (place) => {
          const options = strict
            ? ["--fail-on", "warning", "--budget", "builds:sent=600"]
            : ["--max-size", "20"];
          // What is written lies in the contexts.
          place.write(
            Object.fromEntries(Array.from({ length: count }, (_, at) => [`out-${at + 1}.json`, ""])),
          );
          place.write({ ".dockerignore": "*.log\nout-*\n" });
          const whole = await Promise.all(
            formats.map((format) => place.run(["--all", "--format", format, ...options])),
          );
          const parts = await shardsOf(place, count, options);
          for (const [at, format] of formats.entries())
            expect(await place.run(["merge", ...parts, "--format", format])).toEqual(whole[at]);
        }),
      ),
      { numRuns: Number(process.env.CTXCHECK_SHARD_CASES ?? 12) },
    );
  }, 600_000);

  const three = repository([
    { own: false, copies: ["lib"], missing: false },
    { own: false, copies: ["data"], missing: false },
    { own: true, copies: ["."], missing: false },
  ]);

  test("that are missing, foreign or there twice are refused", async () => {
    await inTree(three, async (place) => {
      await shardsOf(place, 2, []);
      const merged = async (...argv: string[]) => {
        const { code, stdout, stderr } = await place.run(["merge", ...argv]);
        expect(stdout).toBe("");
        return [code, stderr.split("\n")[0]];
      };
      expect(await merged("out-1.json")).toEqual([2, "ctxcheck: merge: part 2 of 2 is missing"]);
      expect(await merged("out-1.json", "out-1.json")).toEqual([
        2,
        'ctxcheck: merge: "out-1.json" and "out-1.json" are both part 1 of 2',
      ]);
      await place.run(["--all", "--shard", "2/2", "--max-size", "1", "--format", "blob=other.json"]);
      await place.run(["--all", "--shard", "2/3", "--format", "blob=third.json"]);
      place.write({ "no.json": "{}" });
      for (const other of ["other.json", "third.json"])
        expect(await merged("out-1.json", other)).toEqual([
          2,
          `ctxcheck: merge: "${other}" and "out-1.json" are not parts of one report`,
        ]);
      expect(await merged("out-1.json", "no.json")).toEqual([
        2,
        'ctxcheck: "no.json" is not a part of a report: it has another shape',
      ]);
      expect(await merged("compose.yaml")).toEqual([
        2,
        'ctxcheck: "compose.yaml" is not a part of a report: it is not JSON',
      ]);
      expect((await merged())[0]).toBe(2);
      expect((await place.run(["--all", "--shard", "3/2"])).code).toBe(2);
    });
  });

  test("are balanced by what an earlier run measured", async () => {
    await inTree(three, async (place) => {
      await place.run(["--all", "--format", "blob=before.json"]);
      const names = async (shard: string) => {
        const { stdout } = await place.run([
          ...["--all", "--shard", shard, "--balance", "before.json", "--format", "json"],
        ]);
        return JSON.parse(stdout).builds.map(({ name }: { name: string }) => name);
      };
      expect(await names("1/2")).toEqual(["s1"]);
      expect(await names("2/2")).toEqual(["s0", "s2"]);
    });
  });
});

test("every build is on one machine, and the weights are as even as the heaviest build lets them be", () => {
  fc.assert(
    fc.property(
      fc.array(fc.integer({ min: 1, max: 1000 }), { minLength: 1, maxLength: 30 }),
      fc.integer({ min: 1, max: 6 }),
      (weights, count) => {
        const build = (name: string) => ({
          ...{ name, kind: "compose" as const, source: { file: "c", line: 1 }, context: "", dockerfile: "d" },
          ...{ inline: null, target: null, args: {}, contexts: {}, platforms: [], groups: [], problem: null },
        });
        const all = weights.map((_, at) => ({ at, build: build(`b${at}`) }));
        const machines = Array.from({ length: count }, (_, at) =>
          buildsOfShard(all, { index: at + 1, count }, (one) => weights[one.at] ?? 0),
        );
        expect(
          machines
            .flat()
            .map(({ at }) => at)
            .sort((a, b) => a - b),
        ).toEqual(all.map(({ at }) => at));
        const sums = machines.map((one) => one.reduce((sum, { at }) => sum + (weights[at] ?? 0), 0));
        expect(Math.max(...sums) - Math.min(...sums)).toBeLessThanOrEqual(Math.max(...weights));
      },
    ),
  );
});
