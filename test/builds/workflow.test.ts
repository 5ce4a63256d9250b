import { expect, test } from "vitest";
import { readBake } from "../../src/builds/bake/read.ts";
import { readWorkflow } from "../../src/builds/workflow/read.ts";
import { treeFiles } from "./tree-files.ts";

test("a step of bake-action counts for its targets, what they link to, and its overrides", () => {
  const tree = {
    "w.yml": [
      "jobs:",
      "  all:",
      "    steps:",
      "      - uses: docker/bake-action@v6",
      "        with:",
      "          source: .",
      "          targets: app",
      "          set: |",
      "            base.args.V=9",
      "            app.context=./app",
      "",
    ].join("\n"),
    "docker-bake.hcl":
      'target "app" {\n  contexts = { base = "target:base" }\n}\ntarget "base" {\n}\ntarget "other" {\n}\n',
  };
  const { builds } = readWorkflow("w.yml", { files: treeFiles(tree), env: {}, folderName: "x" }, readBake);
  expect(builds.map(({ name, context, args, git }) => [name, context, args, git])).toEqual([
    ["app", "app", {}, false],
    ["base", "", { V: "9" }, false],
  ]);
});

test("what only a run can tell stands in the variables of bake as it is written; a number keeps its default", () => {
  const sha = "$" + "{{ github.sha }}";
  const step = (target: string) =>
    `      - uses: docker/bake-action@v6\n        env: {SHA: "${sha}", N: "${sha}"}\n        with: {source: ., files: ${target}.hcl}\n`;
  const variable = 'variable "SHA" {\n  default = null\n}\n';
  const tree = {
    "w.yml": `jobs:\n  all:\n    steps:\n${step("a")}${step("b")}${step("c")}`,
    "a.hcl": `${variable}target "default" {\n  args = { V = "at-$\{SHA}" }\n}\n`,
    "b.hcl": `${variable}target "default" {\n  context = "./$\{SHA}"\n}\n`,
    "c.hcl": 'variable "N" {\n  type = number\n  default = 5\n}\ntarget "default" {\n  args = { N = N }\n}\n',
  };
  const surroundings = { files: treeFiles(tree), env: {}, folderName: "x" };
  const { builds, problems } = readWorkflow("w.yml", surroundings, readBake);
  expect(builds.map(({ args, problem }) => [args, problem])).toEqual([
    [{ V: `at-${sha}` }, null],
    [{}, "not known: github.sha"],
    [{ N: "5" }, null],
  ]);
  expect(problems).toEqual([]);
});
