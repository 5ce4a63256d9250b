import { spawn, spawnSync } from "node:child_process";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { expect, test } from "vitest";
import { builtProgram } from "../cli/built.ts";
import { withTree } from "../context/trees.ts";

const isThere = spawnSync("nvim", ["--version"]).status === 0;
const isRequired = process.env.CTXCHECK_REQUIRE_CLIENTS === "1";
if (!isThere && !isRequired) console.warn("skipped: there is no Neovim");

/** As docs/editors.md writes it: the first recipe for Neovim 0.11, the second for those before. */
const recipes = [...readFileSync("docs/editors.md", "utf8").matchAll(/```lua\n(.*?)```/gs)].map(
  ([, lua = ""]) => lua,
);
const script = `
local recipes = { [==[${recipes[0]}]==], [==[${recipes[1]}]==] }
local run, wrong = (loadstring or load)(recipes[vim.lsp.enable and 1 or 2])
if wrong then error(wrong) end
run()
vim.cmd("filetype on | edit Dockerfile")
local shown = {}
local function show()
  vim.wait(20000, function() return #vim.diagnostic.get(0) > 0 end, 20)
  for _, one in ipairs(vim.diagnostic.get(0)) do
    table.insert(shown, one.source .. " " .. one.code .. " " .. (one.lnum + 1))
  end
end
show()
vim.api.nvim_buf_set_lines(0, 1, 2, false, { "COPY a.js /app/" })
vim.wait(20000, function() return #vim.diagnostic.get(0) == 0 end, 20)
table.insert(shown, "after the edit " .. #vim.diagnostic.get(0))
vim.fn.writefile(shown, "shown.txt")
vim.cmd("qall!")
`;

test.skipIf(!isThere && !isRequired)(
  "Neovim shows a diagnostic of the real server, and none after the edit",
  () =>
    withTree({ Dockerfile: "FROM scratch\nCOPY nope /app/\n", "a.js": 1 }, async (root) => {
      writeFileSync(join(root, "test.lua"), script);
      mkdirSync(join(root, "bin"));
      const program = `#!/bin/sh\nexec "${process.execPath}" "${await builtProgram()}" "$@"\n`;
      writeFileSync(join(root, "bin/ctxcheck"), program, { mode: 0o755 });
      const nvim = spawn(
        "sh",
        ["-c", "nvim --clean --headless -S test.lua >nvim.log 2>&1; cat shown.txt || cat nvim.log"],
        { cwd: root, env: { ...process.env, PATH: `${root}/bin:${process.env.PATH}` } },
      );
      expect(await text(nvim.stdout)).toBe("ctxcheck copy-missing 2\nafter the edit 0\n");
    }),
);
