import { expect, test } from "vitest";
import { withTree } from "../../context/trees.ts";
import { run } from "../run.ts";

const tree = { Dockerfile: "FROM scratch\nCOPY . /\n", ".dockerignore": "#\n", a: 1 };

/** Packages of the program that Node says it loads. */
async function loaded(files: Readonly<Record<string, string | number>>): Promise<string[]> {
  return withTree({ ...tree, ...files }, async (cwd) => {
    const { stderr, code } = await run(["."], { cwd, env: { NODE_DEBUG: "esm,module" } });
    expect(code).toBe(0);
    return ["yaml", "valibot"].filter((name) => stderr.includes(`/chunks/${name}.js`));
  });
}

test("what reads a configuration is loaded where there is one", async () => {
  expect(await loaded({})).toEqual([]);
  expect(await loaded({ "package.json": '{ "name": "ctxcheck" }' })).toEqual([]);
  expect(await loaded({ ".ctxcheck.yaml": "maxFiles: 9\n" })).toEqual(["yaml", "valibot"]);
});
