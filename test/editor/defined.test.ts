import { expect, test } from "vitest";
import { definitionReader } from "../../src/cli/lsp.ts";
import { disk } from "../../src/context/disk.ts";
import { openTree } from "../../src/context/tree.ts";
import { withTree } from "../context/trees.ts";

/** A part of a value, or its base64, is beyond any mask: files of the tree are not given it. */
test("a file of bake computes with no secret of the environment", () => {
  const bake = 'variable "DB_PASSWORD" {}\ntarget "x" {\n  args = { A = base64encode(DB_PASSWORD) }\n}\n';
  withTree({ "docker-bake.hcl": bake, Dockerfile: "FROM scratch\n" }, (root) => {
    const read = definitionReader({ env: { DB_PASSWORD: "k9Xv2Lq8ZtW4" } });
    const { builds, problems } = read(`${root}/docker-bake.hcl`, root, openTree(disk));
    expect(problems).toEqual([]);
    expect(builds.map(({ build }) => build.name)).toEqual(["x"]);
    expect(JSON.stringify(builds.map(({ build, options }) => [build.args, options.buildArgs]))).not.toContain(
      Buffer.from("k9Xv2Lq8ZtW4").toString("base64"),
    );
  });
});
