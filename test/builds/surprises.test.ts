import { describe, expect, test } from "vitest";
import { readBake } from "../../src/builds/bake/read.ts";
import { readCompose } from "../../src/builds/compose/read.ts";
import type { Reading } from "../../src/builds/model.ts";
import { treeFiles } from "./tree-files.ts";

/*
 * What surprises in files of builds: each was answered so by docker compose 5 or by buildx. Recorded cases hold most of it
 * too, between other things.
 */

type Tree = Readonly<Record<string, string>>;
type Env = Readonly<Record<string, string>>;

const readers = { compose: readCompose, bake: readBake };
const read = (
  kind: keyof typeof readers,
  tree: Tree,
  env: Env = {},
  files: readonly string[] = [],
): Reading =>
  readers[kind](files, { files: treeFiles(tree), env: { HOME: "/root", ...env }, folderName: "project" });

const argsOf = ({ builds, problems }: Reading, name: string) =>
  problems.length > 0 ? "refused" : builds.find((build) => build.name === name)?.args;

const compose = (value: string, more: Tree = {}) =>
  read("compose", {
    "compose.yaml": `services:\n  a:\n    build:\n      context: .\n      args:\n        X: ${value}\n`,
    ...more,
  });

describe("compose", () => {
  test.each([
    ["1.10", "1.1"],
    ["0755", "493"],
    ["1000000.0", "1e+06"],
    ["2024-01-01", "2024-01-01 00:00:00 +0000 UTC"],
    ["yes", "yes"],
    [`"\${Q:-a}}"`, "a}"],
  ])("an argument %s is %s", (written, given) => {
    expect(argsOf(compose(written), "a")).toEqual({ X: given });
  });

  test("a bad $ in any key refuses the whole file", () => {
    const tree = {
      "compose.yaml": `services:\n  a:\n    build: .\n  b:\n    build: .\n    labels:\n      x: "\${"\n`,
    };
    expect(read("compose", tree)).toMatchObject({ builds: [], problems: [{}] });
  });

  test("a missing env_file is fine", () => {
    const tree = { "compose.yaml": "services:\n  a:\n    build: .\n    env_file: gone.env\n" };
    expect(read("compose", tree)).toMatchObject({ builds: [{ name: "a" }], problems: [] });
  });

  test("the first default name counts, with an override of either family", () => {
    const service = (context: string) => `services:\n  a:\n    build: ./${context}\n`;
    const tree = {
      "compose.yml": service("one"),
      "docker-compose.yml": service("two"),
      "docker-compose.override.yaml": "services:\n  a:\n    build:\n      target: over\n",
    };
    expect(read("compose", tree).builds).toMatchObject([{ context: "one", target: "over" }]);
  });

  test(".env may begin with a byte order mark", () => {
    expect(argsOf(compose(`"\${Q}"`, { ".env": "\ufeffQ=q\n" }), "a")).toEqual({ X: "q" });
  });

  test("an overlay alone is neither an image nor a build", () => {
    const tree = { "compose.override.yaml": "services:\n  a:\n    environment:\n      A: b\n" };
    const { problems } = read("compose", tree, {}, ["compose.override.yaml"]);
    expect(problems[0]?.message).toContain("neither an image nor a build");
  });
});

const bake = (text: string, env: Env = {}, more: Tree = {}) =>
  read("bake", { "docker-bake.hcl": text, ...more }, env);

const nothing = `variable "N" { default = null }\n`;

describe("bake", () => {
  test.each([
    ["a null in a mixed template", `${nothing}target "t" { args = { A = "a\${N}" } }`, "refused"],
    ["a template of a null alone", `${nothing}target "t" { args = { A = "\${N}" } }`, {}],
    [
      "A = null beside what is inherited",
      `target "p" { args = { A = "a" } }\ntarget "t" {\n  inherits = ["p"]\n  args = { A = null }\n}`,
      { A: "a" },
    ],
    ["equal of a number and its text", `target "t" { args = { A = equal(1, "1") } }`, { A: "false" }],
    ["coalesce", `target "t" { args = { A = coalesce("", "y") } }`, { A: "" }],
    ["1.50", `target "t" { args = { A = 1.50 } }`, { A: "1.5" }],
    [
      "the context of a target that inherits it, which sees the own block only",
      `target "p" { context = "p" }\ntarget "a" { inherits = ["p"] }\ntarget "t" { args = { A = target.a.context } }`,
      {},
    ],
  ])("%s", (_, text, args) => {
    expect(argsOf(bake(text), "t")).toEqual(args);
  });

  test("a matrix without a name is a duplicate name", () => {
    const { problems } = bake(`target "t" {\n  matrix = { a = ["1", "2"] }\n}`);
    expect(problems[0]?.message).toMatch(/duplicate/i);
  });

  test("an empty text takes a named context away", () => {
    const { builds } = bake(
      `target "p" { contexts = { c = "./c" } }\ntarget "t" {\n  inherits = ["p"]\n  contexts = { c = "" }\n}`,
    );
    expect(builds.find(({ name }) => name === "t")?.contexts).toEqual({});
  });

  test("the environment has to have the type of a default", () => {
    const text = `variable "V" { default = 5 }\ntarget "t" { args = { A = V } }`;
    expect(argsOf(bake(text, { V: "abc" }), "t")).toBe("refused");
    expect(argsOf(bake(text, { V: "7" }), "t")).toEqual({ A: "7" });
  });

  test.each([
    ["with a type", `variable "V" {\n  type = list(string)\n  default = []\n}`, { A: "2" }],
    ["without one", `variable "V" { default = [] }`, "refused"],
  ])("a list reads CSV of the environment only %s", (_, variable, args) => {
    const text = `${variable}\ntarget "t" { args = { A = length(V) } }`;
    expect(argsOf(bake(text, { V: "a,b" }), "t")).toEqual(args);
  });
});
