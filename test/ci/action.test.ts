import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { fromText } from "../../src/bytes.ts";
import { type Tree, withTree } from "../context/trees.ts";
import { readGithub, readMarkdown, readSarif } from "../report/readers.ts";
import { isThorough, sampled } from "../sample.ts";
import { type ActionRun, readAction, runAction } from "./action.ts";

const clean: Tree = { Dockerfile: "FROM scratch\nCOPY . /\n", ".dockerignore": "*.log\n", "a.txt": 5 };

const inside = (
  tree: Tree,
  inputs: Readonly<Record<string, string>>,
  use: (ran: ActionRun, workspace: string) => void = () => {},
) =>
  withTree(tree, (workspace) =>
    withTree({}, async (runner) => {
      const ran = await runAction(workspace, runner, inputs);
      use(ran, workspace);
      return ran;
    }),
  );

describe("action.yml", () => {
  const { inputs, outputs, runs } = readAction();

  test("hands every input over in the environment, and never in the text of a script", () => {
    expect(runs.using).toBe("composite");
    for (const { run = "", env = {} } of runs.steps) {
      expect(run).not.toContain("${{");
      for (const value of Object.values(env))
        expect(value).toMatch(/^\$\{\{ (inputs\.[\w-]+|github\.action_path) \}\}$/);
    }
    const handed = runs.steps.flatMap(({ env = {} }) => Object.values(env));
    expect(Object.keys(inputs).filter((name) => !handed.includes(`\${{ inputs.${name} }}`))).toEqual([]);
  });

  test("uses no other action", () => {
    expect(runs.steps.filter(({ uses }) => uses !== undefined)).toEqual([]);
  });

  test("every output comes from a step that is there", () => {
    for (const [name, { value }] of Object.entries(outputs))
      expect(value).toBe(`\${{ steps.check.outputs.${name} }}`);
    expect(runs.steps.some(({ id }) => id === "check")).toBe(true);
  });
});

describe("the steps of the action", () => {
  test("a clean context passes, with outputs and a summary", async () => {
    const { code, stdout, outputs, summary } = await inside(
      clean,
      {},
      ({ outputs: { report = "", markdown = "" } }) => {
        expect(JSON.parse(readFileSync(report, "utf8"))).toMatchObject({ version: 1 });
        expect(readFileSync(markdown, "utf8")).toMatch(/^## ✅ Build context: /);
      },
    );
    expect(code).toBe(0);
    expect(stdout).toBe("");
    expect(outputs).toMatchObject({ bytes: "33", files: "3", findings: "0" });
    expect(summary).toMatch(/^## ✅ Build context: 33 B in 3 files\n/);
  });

  test("a finding fails the step and is annotated", async () => {
    const { code, stdout, outputs, summary } = await inside({ ...clean, "k.p12": 1 }, {});
    expect(code).toBe(1);
    expect(readGithub(stdout)).toMatchObject([{ rule: "secret-name", severity: "error", place: "k.p12" }]);
    expect(outputs.findings).toBe("1");
    expect(readMarkdown(summary).tables.get("Findings")).toHaveLength(2);
  });

  test("a baseline of the repository accepts nothing unless it is named", async () => {
    const accepted = { rule: "secret-name", path: "k.p12", fingerprint: "22fd1cc236c56be404438dff78abee9d" };
    const baseline = { version: 1, salt: "x", measured: {}, largest: [], findings: [accepted] };
    const tree = { ...clean, "k.p12": 1, ".ctxcheck-baseline.json": JSON.stringify(baseline) };
    expect((await inside(tree, {})).code).toBe(1);
    expect((await inside(tree, { baseline: ".ctxcheck-baseline.json" })).code).toBe(0);
  });

  test("a configuration of the repository turns off no rule unless it is named", async () => {
    const settings = JSON.stringify({ rules: ["secret-name=off"] });
    const tree = { ...clean, "k.p12": 1, "ctxcheck.config.json": settings };
    expect((await inside(tree, {})).code).toBe(1);
    expect((await inside(tree, { config: "ctxcheck.config.json" })).code).toBe(0);
  });

  test("a budget fails it, fail-on: never keeps findings from failing it", async () => {
    expect((await inside(clean, { "max-size": "10" })).code).toBe(1);
    expect((await inside({ ...clean, "k.p12": 1 }, { "fail-on": "never" })).code).toBe(0);
  });

  test("context, file, target, builder, sarif and further options", async () => {
    const tree: Tree = {
      "api/docker/Dockerfile": "FROM scratch AS one\nCOPY a /\nFROM scratch\nCOPY . /\n",
      "api/a": 1,
      "api/b": 2,
      "api/k.p12": 4,
    };
    const inputs = { context: "api", file: "api/docker/Dockerfile", target: "one", builder: "docker" };
    const { outputs } = await inside(tree, inputs);
    expect(outputs).toMatchObject({ bytes: "1", files: "1" });
    const more = { context: "api", sarif: "out.sarif", args: "--no-secret-content\n--large-file=1\n\n" };
    await inside(tree, more, (_, workspace) => {
      const told = readSarif(readFileSync(join(workspace, "out.sarif"), "utf8"));
      expect(told.map(({ rule, place }) => `${rule} ${place}`)).toContain("large-file api/b");
    });
  });

  test("wrong use is told, and there are no outputs", async () => {
    const { code, stderr, outputs, summary } = await inside(clean, { "max-size": "much" });
    expect(code).toBe(2);
    expect(stderr).toContain('"much" is not a size');
    expect({ outputs, summary }).toEqual({ outputs: {}, summary: "" });
  });

  test("nothing is installed where the checkout is built", async () => {
    expect((await inside(clean, {})).installed).toEqual([]);
  });

  test("else the checkout is built by its lockfile, and nothing is installed by a name", async () => {
    await withTree(clean, (workspace) =>
      withTree({}, (runner) =>
        withTree({ "package.json": "{}" }, async (checkout) => {
          const { installed, code } = await runAction(workspace, runner, {}, checkout);
          expect(installed).toEqual(["ci --ignore-scripts --no-audit --no-fund", "run --silent build"]);
          expect(code).not.toBe(0);
        }),
      ),
    );
  });
});

describe("nothing that an input or a repository holds is run or believed", () => {
  const payloads = [
    "$(touch pwned)",
    "`touch pwned`",
    '"; touch pwned; "',
    "'; touch pwned; '",
    "x\ntouch pwned",
    "-x",
    "--help",
  ];
  const { inputs } = readAction();
  const names = Object.keys(inputs);

  test.each(sampled(names, 3))("%s", async (name) => {
    // Each input gets others of them: every text is tried in several inputs.
    const first = names.indexOf(name) * 3;
    const some = Array.from(
      { length: isThorough ? 3 : 1 },
      (_, at) => payloads[(first + at) % payloads.length] ?? "",
    );
    await Promise.all(
      some.map((payload) =>
        inside(clean, { [name]: payload }, ({ stdout }, workspace) => {
          expect(existsSync(join(workspace, "pwned"))).toBe(false);
          expect(stdout.split("\n").filter((line) => line.startsWith("::"))).toEqual([]);
        }),
      ),
    );
  });

  test("names of files set no output, write no command and no markup", async () => {
    const names = [
      "bytes=1\nfindings=0.p12",
      "\n::set-output name=files::0\n.p12",
      "<script>.p12",
      fromText("x\u2028::error::.p12"),
    ];
    const tree = { ...clean, ...Object.fromEntries(names.map((name) => [name, 1])) };
    const { stdout, outputs, summary, code } = await inside(tree, {});
    expect(code).toBe(1);
    expect(outputs).toMatchObject({ files: "7", findings: "4" });
    expect(readGithub(stdout).map(({ rule }) => rule)).toEqual(Array(4).fill("secret-name"));
    expect(readMarkdown(summary).tables.get("Findings")).toHaveLength(5);
  });
});
