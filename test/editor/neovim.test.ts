import { spawn, spawnSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { expect, test } from "vitest";
import { builtProgram } from "../cli/built.ts";
import { withTree } from "../context/trees.ts";

const isThere = spawnSync("nvim", ["--version"]).status === 0;
const isRequired = process.env.CTXCHECK_REQUIRE_CLIENTS === "1";
if (!isThere && !isRequired) console.warn("skipped: there is no Neovim");

/** As docs/editors.md says for each release: `vim.lsp.config` from 0.11, `vim.lsp.start` from 0.8, attached by hand before. */
const script = (program: string) => `
local cmd = { "${process.execPath}", "${program}", "lsp", "--stdio" }
vim.cmd("edit Dockerfile")
if vim.lsp.enable then
  vim.lsp.config("ctxcheck", { cmd = cmd, filetypes = { "dockerfile" }, root_markers = { "Dockerfile" } })
  vim.lsp.enable("ctxcheck")
  vim.bo.filetype = "dockerfile"
elseif vim.lsp.start then
  vim.lsp.start({ name = "ctxcheck", cmd = cmd, root_dir = vim.fn.getcwd() })
else
  vim.lsp.buf_attach_client(0, vim.lsp.start_client({ name = "ctxcheck", cmd = cmd, root_dir = vim.fn.getcwd() }))
end
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
      writeFileSync(join(root, "test.lua"), script(await builtProgram()));
      const nvim = spawn(
        "sh",
        ["-c", "nvim --clean --headless -S test.lua >nvim.log 2>&1; cat shown.txt || cat nvim.log"],
        { cwd: root },
      );
      expect(await text(nvim.stdout)).toBe("ctxcheck copy-missing 2\nafter the edit 0\n");
    }),
);
