import { mkdirSync, writeFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { expect, test } from "vitest";
import type { CompletionItem, DocumentLink, Hover, InlayHint } from "vscode-languageserver/node";
import { builtProgram } from "../cli/built.ts";
import { type Tree, withTree } from "../context/trees.ts";
import { type Client, startClient } from "./client.ts";

const inTree = (tree: Tree, use: (client: Client, root: string) => Promise<void>, folders?: string[]) =>
  withTree(tree, async (root) => {
    const client = await startClient(await builtProgram(), root, folders === undefined ? {} : { folders });
    await use(client, root);
    expect(await client.close()).toBe(0);
  });

async function hover(client: Client, path: string, line: number): Promise<string | null> {
  const told = await client.ask<Hover | null>("hover", path, { position: { line, character: 0 } });
  return told === null ? null : String(Object(told.contents).value);
}

const hints = async (client: Client, path: string) => {
  const range = { start: { line: 0, character: 0 }, end: { line: 99, character: 0 } };
  const told = await client.ask<InlayHint[]>("inlayHint", path, { range });
  return told.map(({ position, label }) => [position.line, label]);
};

const steps = [
  "FROM scratch",
  "COPY --chown=1:1 \\",
  "  package.json \\",
  "  src/a.js \\",
  "  /x/",
  'COPY ["src/b b.js", "/y/"]',
  "COPY . /all/",
].join("\n");
const built: Tree = {
  Dockerfile: steps,
  "package.json": 2,
  "src/a.js": 3,
  "src/b b.js": 4,
  "web/node_modules/x.js": 50,
  ".dockerignore": "**/node_modules\nsrc/*b.js\n!src/a.js\n",
};

test("a hover over a copy names what the ignore file leaves out of it, on each of its lines", () =>
  inTree(built, async (client) => {
    await client.open("Dockerfile", steps);
    const first = "Copies 2 files, 5 B:\n\n- `package.json`\n- `src/a.js`";
    expect(await Promise.all([1, 2, 4].map((line) => hover(client, "Dockerfile", line)))).toEqual([
      first,
      first,
      first,
    ]);
    expect(await hover(client, "Dockerfile", 5)).toBe(
      "Copies 0 files, 0 B.\n\nExcluded from it:\n\n- by .dockerignore:2 `src/*b.js`: 1 file, 4 B (`src/b b.js`)",
    );
    expect(await hover(client, "Dockerfile", 6)).toContain(
      "- by .dockerignore:1 `**/node_modules`: 1 file, 50 B (`web/node_modules`)",
    );
    expect(await hover(client, "Dockerfile", 0)).toBeNull();
  }));

test("sources are links and are completed in lists of strings and in lines that go on", () =>
  inTree(built, async (client, root) => {
    await client.open("Dockerfile", steps);
    const links = await client.ask<DocumentLink[]>("documentLink", "Dockerfile");
    expect(
      links.map(({ range: { start, end }, target }) => [start.line, start.character, end.character, target]),
    ).toEqual([
      [2, 2, 14, `file://${root}/package.json`],
      [3, 2, 10, `file://${root}/src/a.js`],
      [5, 7, 17, `file://${root}/src/b%20b.js`],
    ]);
    const position = { line: 5, character: 'COPY ["src/'.length };
    const completed = await client.ask<CompletionItem[]>("completion", "Dockerfile", { position });
    expect(completed.map(({ label }) => label)).toEqual(["a.js", "b b.js"]);
  }));

test("a hover over a pattern names the lines that overrule it", () =>
  inTree(
    { Dockerfile: "FROM scratch\nCOPY . /\n", "a.log": 5, "b/c.log": 6, "b/d.js": 7 },
    async (client) => {
      await client.open(".dockerignore", "**/*.log\nb/\n!b/c.log\n!*.log\n");
      expect(await Promise.all([0, 1, 2].map((line) => hover(client, ".dockerignore", line)))).toEqual([
        "Matches nothing that is here.\n\n" +
          "- Overruled by .dockerignore:4 `!*.log`: 1 file, 5 B (`a.log`)\n" +
          "- Overruled by .dockerignore:3 `!b/c.log`: 1 file, 6 B (`b/c.log`)",
        "Excludes 1 file, 1 directory, in all 1 file, 7 B:\n\n- `b/d.js`\n- `b`\n\n" +
          "- Overruled by .dockerignore:3 `!b/c.log`: 1 file, 6 B (`b/c.log`)",
        "Re-includes 1 file, 6 B:\n\n- `b/c.log`",
      ]);
    },
  ));

test("files that nobody has saved are files of the build, as long as their text", () =>
  inTree({ "a.log": 5, "b.js": 3 }, async (client) => {
    const text = "FROM scratch\nCOPY a.log b.js Dockerfile /x/\n";
    await client.open(".dockerignore", "*.log\n");
    expect((await client.open("Dockerfile", text)).map(({ code }) => code)).toEqual(["copy-ignored"]);
    expect(await hints(client, "Dockerfile")).toEqual([[1, `2 files, ${3 + text.length} B`]]);
    await client.change("Dockerfile", `${text}\n`);
    expect(await hints(client, "Dockerfile")).toEqual([[1, `2 files, ${4 + text.length} B`]]);
  }));

test("of folders in each other the inner one bounds the context", () =>
  inTree(
    { "a.js": 1, "svc/docker/Dockerfile": "FROM scratch\nCOPY a.js /\n", "svc/b.js": 1 },
    async (client) => {
      const found = await client.open("svc/docker/Dockerfile", "FROM scratch\nCOPY a.js /\n");
      expect(found.map(({ code }) => code)).toEqual(["copy-missing"]);
    },
    ["", "svc"],
  ));

test("where the system watches no more, the directories nearest to the root are followed all the same", () =>
  withTree({ Dockerfile: "FROM scratch\nCOPY a.js deep /\n", "full.mjs": full }, async (root) => {
    for (let at = 0; at < 30; at++) mkdirSync(`${root}/deep/${at}`, { recursive: true });
    const client = await startClient(await builtProgram(), root, { node: ["--import", `${root}/full.mjs`] });
    await client.open("Dockerfile", "FROM scratch\nCOPY a.js deep /\n");
    await hover(client, "Dockerfile", 1);
    await sleep(1_000);
    const status = (act: () => void) => client.next<{ errors: number }>("ctxcheck/status", act);
    let last = await status(() => writeFileSync(`${root}/a.js`, "1"));
    // On a busy machine one of before the change may come first.
    while (last.errors > 0) last = await status(() => {});
    expect(await client.close()).toBe(0);
  }));

/** A system with ten watches. */
const full = `import fs from "node:fs"; import { syncBuiltinESMExports } from "node:module";
let left = 10; const { watch } = fs;
fs.watch = (...args) => {
  if (left === 0) throw Object.assign(new Error("full"), { code: "ENOSPC" });
  left--; const watcher = watch(...args); const { close } = watcher;
  watcher.close = () => { left++; close.call(watcher); };
  return watcher;
};
syncBuiltinESMExports();`;
