import { spawn, spawnSync } from "node:child_process";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { expect, test } from "vitest";
import { builtProgram } from "../cli/built.ts";
import { withTree } from "../context/trees.ts";

const version = spawnSync("nvim", ["--version"], { encoding: "utf8" });
const isThere = version.status === 0;
const isRequired = process.env.CTXCHECK_REQUIRE_LOOKING === "1";
if (!isThere && !isRequired) console.warn("skipped: there is no Neovim");

/** As docs/editors.md writes it: the first recipe for Neovim 0.11, the second for those before. */
const recipes = [...readFileSync("docs/editors.md", "utf8").matchAll(/```lua\n(.*?)```/gs)].map(
  ([, lua = ""]) => lua,
);
/** Starts what it is given as Neovim 0.11 does, which knows these names by itself. */
const standIn = `
vim.filetype.add({ filename = { [".dockerignore"] = "gitignore", [".containerignore"] = "gitignore" } })
local configs = {}
vim.lsp.config = function(name, config) configs[name] = config end
vim.lsp.enable = function(name)
  local config, client = configs[name], nil
  vim.api.nvim_create_autocmd("FileType", { pattern = config.filetypes, callback = function(event)
    client = client or vim.lsp.start_client({ name = name, cmd = config.cmd, root_dir = vim.fn.getcwd() })
    vim.lsp.buf_attach_client(event.buf, client)
  end })
end
`;

const scriptOf = (recipe: string, file: string, fixed: string) => `
${recipe}
vim.cmd("filetype on | edit ${file}")
local shown = {}
vim.wait(20000, function() return #vim.diagnostic.get(0) > 0 end, 20)
for _, one in ipairs(vim.diagnostic.get(0)) do
  table.insert(shown, one.source .. " " .. one.code .. " " .. (one.lnum + 1))
end
vim.api.nvim_buf_set_lines(0, 1, 2, false, { "${fixed}" })
vim.wait(20000, function() return #vim.diagnostic.get(0) == 0 end, 20)
table.insert(shown, "after the edit " .. #vim.diagnostic.get(0))
vim.fn.writefile(shown, "shown.txt")
vim.cmd("qall!")
`;

const planted = {
  Dockerfile: "FROM scratch\nCOPY nope /app/\n",
  ".dockerignore": "# first\n*.log[\n",
  "compose.yaml": "services: { web: {\n  build: nowhere\n  } }\n",
  "a.js": 1,
};

const isNew = /NVIM v(0\.(1[1-9]|[2-9]\d)|[1-9])/.test(version.stdout);

test.skipIf(!isThere && !isRequired).each([
  ["the recipe of its version", "Dockerfile", "COPY a.js /app/", "copy-missing"],
  ["the recipe of its version", ".dockerignore", "*.log", "bad-pattern"],
  ["that for 0.11 over a stand-in", "Dockerfile", "COPY a.js /app/", "copy-missing"],
  ["that for 0.11 over a stand-in", ".dockerignore", "*.log", "bad-pattern"],
  ["that for 0.11 over a stand-in", "compose.yaml", "  image: x", "refused"],
])(
  "Neovim with %s shows a diagnostic of %s from the real server, and none after the edit",
  (how, file, fixed, rule) =>
    withTree(planted, async (root) => {
      const recipe = how.startsWith("that") ? `${standIn}${recipes[0]}` : (recipes[isNew ? 0 : 1] ?? "");
      writeFileSync(join(root, "test.lua"), scriptOf(recipe, file, fixed));
      mkdirSync(join(root, "bin"));
      const program = `#!/bin/sh\nexec "${process.execPath}" "${await builtProgram()}" "$@"\n`;
      writeFileSync(join(root, "bin/ctxcheck"), program, { mode: 0o755 });
      const nvim = spawn(
        "sh",
        [
          "-c",
          "nvim --clean --headless --cmd 'let g:do_filetype_lua = 1' -S test.lua >nvim.log 2>&1; cat shown.txt || cat nvim.log",
        ],
        { cwd: root, env: { ...process.env, PATH: `${root}/bin:${process.env.PATH}` } },
      );
      expect(await text(nvim.stdout)).toBe(`ctxcheck ${rule} 2\nafter the edit 0\n`);
    }),
);
