import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { inspect } from "../../../src/index.ts";
import type { Report } from "../../../src/report-model.ts";
import { runHere } from "../../cli/run.ts";
import { withTree } from "../../context/trees.ts";

const root = mkdtempSync(join(tmpdir(), "ctxcheck-baseline-"));
afterAll(() => rmSync(root, { recursive: true, force: true }));
let count = 0;

/** Made when the test runs. */
const token = (letter: string) => `ghp_${letter.repeat(3)}${"x4Rk9TqLw2".repeat(4).slice(0, 33)}`;
const base: Readonly<Record<string, string>> = {
  ".dockerignore": ".ctxcheck*\n",
  Dockerfile: "FROM scratch AS build\nCOPY src /src\nFROM scratch\nCOPY --from=build /src /src\nCOPY . /\n",
  "src/a": "a".repeat(1000),
  "k.p12": "k",
};

function plant(files: Readonly<Record<string, string>> = {}): string {
  const folder = join(root, String(count++));
  put(folder, { ...base, ...files });
  return folder;
}

function put(folder: string, files: Readonly<Record<string, string>>): void {
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), content);
  }
}

const ctxcheck = (cwd: string, ...args: string[]) => runHere(args, { cwd });
async function report(cwd: string, ...args: string[]): Promise<Report & { code: number | null }> {
  const { stdout, stderr, code } = await ctxcheck(cwd, "--format", "json", ...args);
  expect(stderr).toBe("");
  return { ...JSON.parse(stdout), code };
}
const name = ".ctxcheck-baseline.json";
const read = (cwd: string, file = name) => JSON.parse(readFileSync(join(cwd, file), "utf8"));
const found = ({ findings }: Report) =>
  findings.map(({ rule, path, accepted }) => `${rule} ${path} ${accepted}`);

describe("a baseline", () => {
  test("accepts what is found when it is written, and fails for what is new", async () => {
    const cwd = plant();
    expect((await report(cwd)).code).toBe(1);
    const written = await ctxcheck(cwd, "baseline");
    expect([written.code, written.stderr]).toEqual([0, ""]);
    expect(written.stdout).toMatch(
      /^\.ctxcheck-baseline\.json: 1 finding accepted, 1 of them new; 4 files, /,
    );
    const again = await report(cwd);
    expect([again.code, found(again)]).toEqual([0, ["secret-name k.p12 true"]]);
    expect(again.baseline).toMatchObject({ file: name, accepted: 1, fresh: 0, vanished: [] });

    put(cwd, { "new.p12": "n" });
    const more = await report(cwd);
    expect([more.code, found(more)]).toEqual([1, ["secret-name new.p12 false", "secret-name k.p12 true"]]);
    expect((await ctxcheck(cwd, "--verbose")).stdout).toMatch(
      /secret-name k\.p12 {2}\(accepted\)[\s\S]*Baseline\n.*1 finding accepted, 1 not\n {2}\+\d+ B, \+1 file since/,
    );
    expect((await report(cwd, "--no-baseline")).findings.every(({ accepted }) => !accepted)).toBe(true);
  });

  test("is written over only with --update, which tells what is new and what is gone", async () => {
    const cwd = plant();
    await ctxcheck(cwd, "baseline");
    const { salt } = read(cwd);
    rmSync(join(cwd, "k.p12"));
    put(cwd, { "new.p12": "n" });
    expect((await report(cwd)).baseline?.vanished).toMatchObject([{ rule: "secret-name", path: "k.p12" }]);
    const refused = await ctxcheck(cwd, "baseline");
    expect([refused.code, refused.stderr]).toEqual([
      2,
      expect.stringContaining("already exists\n  --update rewrites it"),
    ]);
    const { stdout } = await ctxcheck(cwd, "baseline", "--update", "--json");
    expect(JSON.parse(stdout)).toMatchObject({
      accepted: 1,
      added: 1,
      dropped: [{ path: "k.p12" }],
      isSent: false,
    });
    expect(read(cwd)).toMatchObject({ salt, findings: [{ rule: "secret-name", path: "new.p12" }] });
    expect((await report(cwd)).code).toBe(0);
  });

  test("of what is no directory needs a file with a name", async () => {
    const cwd = plant({ "c.tar": "" });
    const refused = await ctxcheck(cwd, "baseline", "c.tar");
    expect([refused.code, refused.stderr]).toEqual([
      2,
      'ctxcheck: baseline: "c.tar" is not a directory that could hold the baseline\n' +
        "  name a directory, or a file for the baseline with --baseline <file>\n",
    ]);
  });

  test("is small, sorted and the same when nothing changed", async () => {
    const cwd = plant({ "z.p12": "1", "b.p12": "1" });
    await ctxcheck(cwd, "baseline");
    const text = readFileSync(join(cwd, name), "utf8");
    const data = read(cwd);
    expect(data.findings.map(({ path }: { path: string }) => path)).toEqual(["b.p12", "k.p12", "z.p12"]);
    expect(data.salt).toMatch(/^[\da-f]{32}$/);
    expect(text.split("\n").filter((line) => line.includes(".p12"))).toHaveLength(6);
    await ctxcheck(cwd, "baseline", "--update");
    expect(readFileSync(join(cwd, name), "utf8")).toBe(text);
  });

  test("knows a secret by its value, not by its line, and no salt but its own", async () => {
    const cwd = plant({ ".env": `A=1\nTOKEN=${token("a")}\n` });
    const other = plant({ ".env": `A=1\nTOKEN=${token("a")}\n` });
    await ctxcheck(cwd, "baseline");
    await ctxcheck(other, "baseline");
    expect(read(cwd).findings[0].fingerprint).not.toBe(read(other).findings[0].fingerprint);
    expect(readFileSync(join(cwd, name), "utf8")).not.toContain(token("a").slice(5, 15));
    put(cwd, { ".env": `\n\n\nA=1\nTOKEN=${token("a")}\n` });
    expect((await report(cwd)).code).toBe(0);
    put(cwd, { ".env": `A=1\nTOKEN=${token("b")}\n` });
    const changed = await report(cwd);
    expect([changed.code, changed.baseline?.vanished.length]).toEqual([1, 1]);
  });

  test("is named, and then has to be there", async () => {
    const cwd = plant({ ".ctxcheck.yaml": "baseline: .ctxcheck/b.json" });
    mkdirSync(join(cwd, ".ctxcheck"));
    const missing = await ctxcheck(cwd);
    expect([missing.code, missing.stderr]).toEqual([
      2,
      expect.stringMatching(
        /^ctxcheck: \.ctxcheck\.yaml:1: baseline: there is no file "\.ctxcheck\/b\.json"\n {2}write it/,
      ),
    ]);
    expect(await ctxcheck(cwd, "baseline")).toMatchObject({
      code: 2,
      stderr: expect.stringMatching(/may not choose what is written\n {2}.*--baseline "\.ctxcheck\/b\.json"/),
    });
    expect((await ctxcheck(cwd, "baseline", "--baseline", ".ctxcheck/b.json")).code).toBe(0);
    expect((await report(cwd)).baseline?.file).toBe(".ctxcheck/b.json");
    expect((await report(cwd)).code).toBe(0);
  });

  test("of builds in directories below is sent to none of them", async () => {
    const tree = { "a/Dockerfile": "FROM scratch\nCOPY . /\n", "b/Dockerfile": "FROM scratch\nCOPY . /\n" };
    await withTree(tree, async (cwd) => {
      const { stdout } = await ctxcheck(cwd, "baseline", "--all", "--json");
      expect(JSON.parse(stdout)).toMatchObject({ isSent: false });
      const inside = await ctxcheck(cwd, "baseline", "--all", "--json", "--baseline", "b/base.json");
      expect(JSON.parse(inside.stdout)).toMatchObject({ isSent: true });
    });
  });

  test("is over the builds that the report is over, so that growth can be measured", async () => {
    const tree = { "a/Dockerfile": "FROM scratch\nCOPY . /\n", "a/x": 100 };
    await withTree(tree, async (cwd) => {
      expect((await ctxcheck(cwd, "baseline")).code).toBe(0);
      const measured = () => ctxcheck(cwd, ".", "--baseline", name, "--budget", "total=+5%");
      expect((await measured()).code).toBe(0);
      writeFileSync(join(cwd, "a/y"), "0".repeat(100));
      const grown = await measured();
      expect([grown.code, grown.stdout]).toEqual([1, expect.not.stringContaining("no figure")]);
    });
  });

  test("says where it is sent itself", async () => {
    const cwd = plant({ ".dockerignore": "#\n" });
    expect((await ctxcheck(cwd, "baseline")).stdout).toContain("It is sent to the builder itself");
  });

  test.each(["other.json", "src/accepted.yaml"])("has no secret of its own as %s", async (path) => {
    const cwd = plant();
    expect((await ctxcheck(cwd, "baseline", "--baseline", path)).code).toBe(0);
    expect((await report(cwd)).findings.filter((one) => one.path === path)).toEqual([]);
  });

  test("of another salt than --secret-salt is refused, and written anew with --update", async () => {
    const cwd = plant();
    await ctxcheck(cwd, "baseline");
    const refused = await ctxcheck(cwd, "--secret-salt", "mine");
    expect([refused.code, refused.stderr]).toEqual([
      2,
      expect.stringMatching(/was written with another salt than --secret-salt\n/),
    ]);
    expect((await ctxcheck(cwd, "baseline", "--update", "--secret-salt", "mine")).code).toBe(0);
    expect(read(cwd).salt).toBe("mine");
  });

  test.each([
    ["no JSON", "{", /it is not JSON/],
    ["another version", '{"version":2}', /version is not what a baseline/],
    ["no salt", '{"version":1,"salt":"","measured":{},"largest":[],"findings":[]}', /salt is not what/],
    [
      "no count",
      '{"version":1,"salt":"s","measured":{"total":{"bytes":-1,"files":0}},"largest":[],"findings":[]}',
      /measured\.total\.bytes is not/,
    ],
  ])("that holds %s is refused", async (_, text, says) => {
    const { code, stderr } = await ctxcheck(plant({ [name]: text }));
    expect([code, stderr]).toEqual([2, expect.stringMatching(says)]);
  });

  test("a link in its place is replaced, not followed", async () => {
    const cwd = plant({ "other.json": "kept" });
    symlinkSync("other.json", join(cwd, name));
    expect((await ctxcheck(cwd, "baseline", "--update")).code).toBe(2);
    rmSync(join(cwd, "other.json"));
    expect((await ctxcheck(cwd, "baseline")).stderr).toContain("a link that leads nowhere");
  });
});

describe("budgets", () => {
  test("of everything, paths, stages, instructions, files and growth", async () => {
    const yaml = [
      "budgets:",
      "  total: [10kB, +5%]",
      "  src/**: { }",
      "  src: 1kB",
      "  '**': 999 each",
      "  stage: { build: 999 }",
      "  instruction: { 'COPY src /src': 1000, 5: 1 }",
    ].filter((line) => !line.includes("{ }"));
    const cwd = plant({ ".ctxcheck.yaml": yaml.join("\n") });
    await ctxcheck(cwd, "baseline", "--no-config");
    const before = await report(cwd);
    const rows = (of: Report) => of.budget?.checks.map(({ label, passed }) => `${label} ${passed}`);
    expect(rows(before)?.toSorted()).toEqual([
      "**=999 each false",
      "instruction:5=1 false",
      "instruction:COPY src /src=1000 true",
      "src=1kB true",
      "stage:build=999 false",
      "total=+5% true",
      "total=10kB true",
    ]);
    put(cwd, { "src/b": "b".repeat(600) });
    const after = await report(cwd);
    expect(rows(after)).toContain("total=+5% false");
    const growth = after.budget?.checks.find(({ label }) => label === "total=+5%");
    expect(growth?.contributors[0]).toEqual({ path: "src/b", bytes: 600, before: null });
    const { stdout } = await ctxcheck(cwd);
    expect(stdout).toMatch(/Budgets\n {2}exceeded .*total=\+5%\n/);
    expect(stdout).toContain("Over budget: src: 1.6 kB are sent, 600 B over the limit of 1 kB (budget)");
  });

  test("growth without a baseline fails", async () => {
    const { code, budget } = await report(plant(), "--budget", "total=+5%", "--fail-on", "never");
    expect([code, budget?.exceeded[0]]).toEqual([
      1,
      expect.stringContaining("has no figure to compare with"),
    ]);
  });

  test("add up to what the report says elsewhere", async () => {
    const cwd = plant({ "src/deep/b": "bb", ".dockerignore": "src/deep\n.ctxcheck*\n" });
    const budgets = ["total=0", "total=0 allowed", "**=0", "stage:build=0", "instruction:2=0"];
    const { sent, allowed, stages, instructions, budget } = await report(
      cwd,
      ...budgets.flatMap((one) => ["--budget", one]),
    );
    const held = budget?.checks.map(({ held }) => held);
    const of = ({ files, bytes }: { files: number; bytes: number }) => ({ bytes, files });
    const build = stages.find(({ stage }) => stage === "build");
    expect(held).toEqual([
      of(sent),
      of(allowed),
      of(sent),
      build && of(build),
      instructions[0] && of(instructions[0]),
    ]);
    expect(sent.bytes).toBeGreaterThan(1_000);
  });
});

describe("rules", () => {
  test("are set, for some paths or all, and what is off is counted", async () => {
    const cwd = plant({ "t/x.p12": "x", "t/big": "x".repeat(50) });
    const all = await report(
      cwd,
      "--large-file",
      "40",
      "--rule",
      "secret-name=info",
      "--rule",
      "secret-name:t/**=off",
      "--rule",
      "large-file=error",
    );
    expect(all.findings.map(({ rule, severity, path }) => `${severity} ${rule} ${path}`)).toEqual([
      "error large-file src/a",
      "error large-file Dockerfile",
      "error large-file t/big",
      "info secret-name k.p12",
    ]);
    expect(all.silenced).toEqual([{ rule: "secret-name", findings: 1 }]);
    const yaml = { ".ctxcheck.yaml": "rules: { secret-name: { '**': off, t: info } }\nverbose: true" };
    const { stdout, code } = await ctxcheck(plant({ "t/x.p12": "x", ...yaml }));
    expect([code, stdout]).toEqual([
      0,
      expect.stringMatching(/info {2}secret-name t\/x\.p12[\s\S]*Turned off\n {2}secret-name: 1 finding\n/),
    ]);
  });

  test.each([
    ["larg-file=off", /^ctxcheck: --rule: there is no rule "larg-file"\n {2}did you mean large-file\?/],
    ["large-file=of", /--rule: "large-file=of" sets no rule\n {2}write <rule>=off\|/],
    ["large-file:[=off", /--rule: "\[" is not a pattern of paths/],
  ])("--rule %s", async (setting, says) => {
    const { code, stderr } = await ctxcheck(plant(), "--rule", setting);
    expect([code, stderr]).toEqual([2, expect.stringMatching(says)]);
  });
});

describe("secrets are allowed", () => {
  const files = { "src/conf.env": `TOKEN=${token("a")}\n`, "lib/.env": `TOKEN=${token("b")}\n` };
  const secrets = ({ findings }: Report) =>
    findings.flatMap(({ rule, path }) => (rule.startsWith("secret") ? [path] : []));

  test("by path, rule and fingerprint, and counted", async () => {
    const cwd = plant(files);
    const all = await report(cwd);
    expect(secrets(all).toSorted()).toEqual(["k.p12", "lib/.env", "src/conf.env"]);
    const fingerprint = all.findings.find(({ path }) => path === "lib/.env")?.secret?.fingerprint ?? "";
    const detail = all.findings.find(({ path }) => path === "lib/.env")?.detail ?? "";
    const byPath = await report(cwd, "--secret-allow-path", "src/*.env", "--secret-allow-path", "*.p12");
    expect([secrets(byPath), byPath.secrets?.allowedBySettings]).toEqual([["lib/.env"], 1]);
    expect(byPath.silenced).toEqual([{ rule: "secret-name", findings: 1 }]);
    const byValue = await report(cwd, "--secret-allow-fingerprint", fingerprint);
    expect([secrets(byValue).toSorted(), byValue.secrets?.allowedBySettings]).toEqual([
      ["k.p12", "src/conf.env"],
      1,
    ]);
    expect(secrets(await report(cwd, "--secret-allow-rule", detail))).toEqual(["k.p12"]);
    expect((await ctxcheck(cwd, "--secret-allow-rule", detail)).stdout).toContain(
      "2 allowed by the settings",
    );
    expect((await ctxcheck(cwd, "--secret-allow-rule", `${detail}s`)).stderr).toMatch(
      /--secret-allow-rule: there is no rule .*\n {2}did you mean/,
    );
  });

  test("a fingerprint belongs to its salt", async () => {
    const cwd = plant(files);
    const of = async (...args: string[]) =>
      (await report(cwd, ...args)).findings.flatMap(({ secret }) => secret?.fingerprint ?? []);
    expect(await of("--secret-salt", "x")).not.toEqual(await of());
    expect(await of("--secret-salt", "x")).toEqual(await of("--secret-salt", "x"));
  });
});

test("the library takes the same", async () => {
  const context = plant({ "t/x.p12": "x" });
  await ctxcheck(context, "baseline", "--rule", "secret-name:t=off");
  const { findings, budget, silenced } = await inspect({
    context,
    baseline: join(context, name),
    budgets: { maxFiles: 100, limits: { "src/**": "1kB", total: ["+50%", "1 files"] } },
    rules: { "secret-name": { t: "warning" } },
    secretAllow: { paths: ["nothing"] },
  });
  expect(findings.map(({ path, severity, accepted }) => [path, severity, accepted])).toEqual([
    ["t/x.p12", "warning", false],
    ["k.p12", "error", true],
  ]);
  expect(budget?.checks.map(({ label, passed }) => [label, passed])).toEqual([
    ["--max-files", true],
    ["src/**=1kB", true],
    ["total=+50%", true],
    ["total=1 files", false],
  ]);
  expect(silenced).toEqual([]);
});
