import { describe, expect, test } from "vitest";
import { repositories } from "./repositories.ts";
import { inTree } from "./run-in.ts";

/* Each report is read by a person before it is renewed: npx vitest run test/builds/repositories.test.ts -u */
describe.each(Object.entries(repositories))("a repository in the shape of public ones: %s", (name, files) => {
  test.each([
    ["builds", ["builds"]],
    ["all", ["--all", "--verbose", "--fail-on", "warning"]],
    ["markdown", ["--all", "--format", "markdown"]],
    ["suggest", ["suggest", "--all"]],
  ])("%s", async (what, argv) => {
    const { code, stdout } = await inTree(files, ({ run }) => run(argv));
    const text = `$ ctxcheck ${argv.join(" ")}\n${stdout}exit code ${code}\n`;
    await expect(text).toMatchFileSnapshot(`repositories/${name}-${what}.txt`);
  });
});
