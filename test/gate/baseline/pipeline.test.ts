import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { run } from "../../cli/run.ts";
import { violations } from "../../cli/schema.ts";

const cwd = mkdtempSync(join(tmpdir(), "ctxcheck-pipeline-"));
afterAll(() => rmSync(cwd, { recursive: true, force: true }));
const put = (path: string, content: string | Buffer) => writeFileSync(join(cwd, path), content);
const read = (path: string) => readFileSync(join(cwd, path), "utf8");

/** Made when the test runs. */
const password = ["q7Vw", "Zr2K", "x9Lm", "T4pB"].join("");
const gate = [
  "--format",
  "github",
  "--format",
  "sarif=out.sarif",
  "--format",
  "markdown=out.md",
  "--format",
  "json=out.json",
];

test("a baseline, a change that adds 20 MB and a secret, its fix", async () => {
  put("Dockerfile", "FROM scratch\nCOPY . /app\n");
  put(".dockerignore", ".ctxcheck*\nout.*\n");
  put("old.p12", "k");
  put("index.js", "export {};\n");
  put("ctxcheck.config.yaml", "budgets: { total: +1MB }\nignoreFile: .dockerignore\n");
  expect((await run(["."], { cwd })).code).toBe(1);
  expect((await run(["baseline"], { cwd })).code).toBe(0);
  const first = await run([".", ...gate], { cwd });
  expect([first.code, first.stderr]).toEqual([0, ""]);
  expect(first.stdout).toMatch(/^::notice file=old\.p12,.*accepted by the baseline/);

  put("dump.bin", Buffer.alloc(20_000_000, 1));
  put(".env", `DB_PASSWORD=${password}\n`);
  const changed = await run([".", ...gate], { cwd });
  expect([changed.code, changed.stderr]).toEqual([1, ""]);
  expect(changed.stdout).toMatch(/^::error file=\.env,line=1,title=ctxcheck secret-content::/m);
  expect(changed.stdout).toMatch(/^::warning file=dump\.bin,title=ctxcheck large-file::/m);
  expect(changed.stdout).toMatch(
    /^::error .*title=ctxcheck budget::20 MB are sent, .* \+1MB on the baseline's /m,
  );
  const { results } = JSON.parse(read("out.sarif")).runs[0];
  type Result = {
    ruleId: string;
    level: string;
    suppressions?: unknown[];
    locations: [{ physicalLocation: { artifactLocation: { uri: string } } }];
  };
  const told = results.map(
    ({ ruleId, level, suppressions = [], locations: [{ physicalLocation }] }: Result) =>
      [ruleId, level, physicalLocation.artifactLocation.uri, suppressions.length].join(" "),
  );
  expect(told).toEqual(
    expect.arrayContaining([
      "secret-content error .env 0",
      "large-file warning dump.bin 0",
      "secret-name error old.p12 1",
    ]),
  );
  expect(read("out.md")).toMatch(/^## ❌ Build context: 20 MB[\s\S]*1 accepted by the baseline/);
  expect([changed.stdout, read("out.sarif"), read("out.md"), read("out.json")].join("\n")).not.toContain(
    password.slice(4),
  );
  expect(violations("report", JSON.parse(read("out.json")))).toEqual([]);

  put(".dockerignore", ".ctxcheck*\nout.*\n.env\ndump.bin\n");
  const fixed = await run([".", ...gate], { cwd });
  expect([fixed.code, fixed.stderr]).toEqual([0, ""]);
});
