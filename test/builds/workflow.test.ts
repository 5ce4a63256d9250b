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
