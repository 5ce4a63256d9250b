import { execFileSync } from "node:child_process";
import { existsSync, readdirSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { withTree } from "../context/trees.ts";
import { startClient } from "./client.ts";

/** As `.ci/editors` packs it, which runs this test behind it. */
const packed = fileURLToPath(new URL("../../editors/vscode/ctxcheck.vsix", import.meta.url));
const isThere = existsSync(packed);
if (!isThere) console.warn("skipped: the extension is not packed (.ci/editors)");

test.skipIf(!isThere && process.env.CTXCHECK_REQUIRE_VSIX !== "1")(
  "the .vsix installs the server it ships with",
  () =>
    withTree({ installed: "directory/", "work/a.js": 1, "work/Dockerfile": "" }, async (root) => {
      execFileSync("unzip", ["-q", packed], { cwd: `${root}/installed` });
      expect(readdirSync(`${root}/installed/extension`)).not.toContain("node_modules");
      const client = await startClient(`${root}/installed/extension/server/ctxcheck.mjs`, root, {
        folders: ["work"],
      });
      const diagnostics = await client.open("work/Dockerfile", "FROM scratch\nCOPY a.js nope /x/\n");
      expect(diagnostics.map(({ code }) => code)).toEqual(["copy-missing"]);
      expect(await client.close()).toBe(0);
    }),
);
