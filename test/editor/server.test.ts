import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import type {
  CodeAction,
  CompletionItem,
  DocumentLink,
  Hover,
  InlayHint,
  Location,
} from "vscode-languageserver/node";
import { builtProgram } from "../cli/built.ts";
import { type Tree, withTree } from "../context/trees.ts";
import { type Client, startClient } from "./client.ts";

const dockerfile = "FROM scratch\nCOPY package.json nope /app/\nCOPY . /src/\n";
const ignoreFile = "# first\nnode_modules\n*.log\n";

const planted: Tree = {
  Dockerfile: dockerfile,
  ".dockerignore": ignoreFile,
  "package.json": 2,
  "a.log": 10,
  "web/node_modules/x/i.js": 20,
};

async function inEditor(use: (client: Client, root: string) => Promise<void>): Promise<void> {
  await withTree(planted, async (root) => {
    const client = await startClient(await builtProgram(), root);
    await use(client, root);
    expect(await client.close()).toBe(0);
  });
}

const at = (line: number) => ({ position: { line, character: 0 } });
const lines = (first: number, last: number) => ({
  range: { start: { line: first, character: 0 }, end: { line: last, character: 0 } },
});
const found = (diagnostics: readonly { range: { start: { line: number } }; code?: unknown }[]) =>
  diagnostics.map(({ range, code }) => [range.start.line, code]);

describe("the language server", () => {
  test("follows an ignore file while it is written, and never writes it", () =>
    inEditor(async (client) => {
      const text = ignoreFile;
      expect(found(await client.open(".dockerignore", text))).toEqual([[1, "root-only-pattern"]]);
      expect(found(await client.change(".dockerignore", `${text}**/x[\n`))).toEqual([
        [3, "bad-pattern"],
        [1, "root-only-pattern"],
      ]);
      expect(found(await client.change(".dockerignore", "**/node_modules\n*.log\n"))).toEqual([]);
      const hover = await client.ask<Hover>("hover", ".dockerignore", at(1));
      expect(hover.contents).toEqual({
        kind: "markdown",
        value: "Excludes 1 file, 10 B:\n\n- `a.log`",
      });
      const hints = await client.ask<InlayHint[]>("inlayHint", ".dockerignore", lines(0, 9));
      expect(hints.map(({ label }) => label)).toEqual(["1 file, 20 B", "1 file, 10 B"]);
    }));

  test("follows the disk, links to files, and gives the views of an editor what they show", () =>
    inEditor(async (client, root) => {
      await client.open("Dockerfile", dockerfile);
      const [link] = await client.ask<DocumentLink[]>("documentLink", "Dockerfile");
      expect(link?.target?.endsWith("/package.json")).toBe(true);
      const status = await client.next<{ files: number; errors: number }>(
        "ctxcheck/status",
        () => writeFileSync(`${root}/more.txt`, "12345"),
        ({ files }) => files === 5,
      );
      expect(status).toMatchObject({ files: 5, errors: 1 });
      const rows = await client.raw<{ name: string; reason: string }[]>("ctxcheck/tree", "Dockerfile", {
        path: [],
      });
      expect(rows.map(({ name }) => name)).toContain("more.txt");
      expect(rows.find(({ name }) => name === "a.log")?.reason).toBe("excluded by .dockerignore:3 *.log");
      expect(await client.raw<string>("ctxcheck/page", "Dockerfile")).toContain("<!doctype html>");
    }));

  test("shows what a Dockerfile is refused for at its line, and that it is in the ignore file", () =>
    inEditor(async (client) => {
      const broken = `${dockerfile}COPPY a b\n`;
      expect(found(await client.open("Dockerfile", broken))).toEqual([[3, "refused"]]);
      expect(found(await client.open(".dockerignore", ignoreFile))).toEqual([[0, "refused"]]);
    }));

  test("offers the fixes of lint", () =>
    inEditor(async (client, root) => {
      await client.open(".dockerignore", ignoreFile);
      const more = { ...lines(1, 1), context: { diagnostics: [] } };
      const [action] = await client.ask<CodeAction[]>("codeAction", ".dockerignore", more);
      const edits = Object.values(action?.edit?.changes ?? {}).flat();
      expect(edits.map(({ newText }) => newText)).toEqual(["**/node_modules\n"]);
      const other = await client.ask<Location>("definition", ".dockerignore", at(0));
      expect(other.uri.endsWith(`${root.split("/").at(-1)}/Dockerfile`)).toBe(true);
    }));

  test("offers what leaves out more, what brings back, and what a .gitignore ignores", () =>
    withTree(
      {
        Dockerfile: "FROM node\nCOPY package.json .\nRUN npm ci\nCOPY . .\nCOPY dist/a.js /x/\n",
        ".dockerignore": "dist",
        ".gitignore": "dist/\n/*.tmp\n!dist\n",
        "package.json": "{}",
        "node_modules/x/i.js": 200_000,
        "dist/a.js": 1,
      },
      async (root) => {
        const client = await startClient(await builtProgram(), root);
        const offered = async (path: string, line: number) => {
          const more = { ...lines(line, line), context: { diagnostics: [] } };
          return client.ask<CodeAction[]>("codeAction", path, more);
        };
        const text = ({ edit }: CodeAction) => Object.values(edit?.changes ?? {}).flat()[0]?.newText;
        await client.open(".dockerignore", "dist");
        const actions = await offered(".dockerignore", 0);
        expect(actions.map((action) => [action.title, text(action)])).toEqual([
          ["Re-include dist", "\n!dist\n"],
          ["Exclude **/node_modules: 1 file, 200 kB less", "\n**/node_modules\n"],
          ["Add what .gitignore ignores, in the syntax of this file", undefined],
        ]);
        const translated = await client.raw<CodeAction>("codeAction/resolve", ".dockerignore", actions[2]);
        expect(text(translated)).toContain("*.tmp\n");
        const [edit] = Object.values(translated.edit?.changes ?? {}).flat();
        expect(edit?.range.start.line).toBe(0);
        await client.open("Dockerfile", "FROM node\nCOPY dist/a.js /x/\n");
        expect((await offered("Dockerfile", 1)).map(text)).toEqual(["\n!dist/a.js\n"]);
        await client.close();
      },
    ));

  test("checks the copies of a Dockerfile against the files and the ignore file as it is open", () =>
    inEditor(async (client) => {
      const text = dockerfile;
      expect(found(await client.open("Dockerfile", text))).toEqual([[1, "copy-missing"]]);
      await client.open(".dockerignore", "package.json\n");
      const fixed = text.replace(" nope", "");
      expect(found(await client.change("Dockerfile", fixed))).toEqual([[1, "copy-ignored"]]);
      const hints = await client.ask<InlayHint[]>("inlayHint", "Dockerfile", lines(0, 9));
      expect(hints.length).toBeGreaterThan(0);
    }));
});

const compose = `services:
  web:
    build:
      context: ./web
  lost:
    build: ./nowhere
  nameless:
    build:
      context: web
      dockerfile: Nope.Dockerfile
`;

const definitions: Tree = {
  "compose.yaml": compose,
  "docker-bake.hcl": 'target "app" {\n  context = "web"\n}\ntarget "bad" {\n  context = "gone"\n}\n',
  "web/Dockerfile": "FROM scratch\nCOPY nope a.js /x/\n",
  "web/a.js": 6,
  "web/.dockerignore": "*.log\n",
};

describe("a large tree", () => {
  test("is read with a word of how far it is; an edit is answered before all of it is decided again", () =>
    withTree(planted, async (root) => {
      mkdirSync(`${root}/many`);
      for (let at = 0; at < 21_000; at++) writeFileSync(`${root}/many/${at}`, "");
      const client = await startClient(await builtProgram(), root);
      await client.open(".dockerignore", "*.log\nnode_modules\n");
      await client.open("Dockerfile", dockerfile);
      await client.ask("hover", "Dockerfile", at(1));
      const [told, copy] = await Promise.all([
        client.change(".dockerignore", "package.json\n*.log\nnode_modules\n**/x[\n*.log\n"),
        client.again("Dockerfile", "copy-ignored"),
      ]);
      expect(found(told).sort()).toEqual([
        [2, "root-only-pattern"],
        [3, "bad-pattern"],
        [4, "duplicate-pattern"],
      ]);
      expect(found(copy)).toEqual([
        [1, "copy-ignored"],
        [1, "copy-missing"],
      ]);
      const hover = await client.ask<Hover>("hover", ".dockerignore", at(1));
      expect(JSON.stringify(hover.contents)).toContain("a.log");
      await client.close();
    }));
});

describe("a slow disk", () => {
  test("is not waited for by what the text says alone", () =>
    withTree({ ...planted, "slow.mjs": slowDisk }, async (root) => {
      for (let at = 0; at < 300; at++) writeFileSync(`${root}/${at}.txt`, "");
      const node = ["--import", `${root}/slow.mjs`];
      const client = await startClient(await builtProgram(), root, { node });
      const whole = client.again(".dockerignore", "unused-pattern");
      const text = "*.log\nnowhere/x\n*.log\n";
      expect(found(await client.open(".dockerignore", text))).toEqual([[2, "duplicate-pattern"]]);
      expect(found(await whole)).toContainEqual([1, "unused-pattern"]);
      await client.close();
    }));
});

/** Each lstat takes two milliseconds. */
const slowDisk = `import fs from "node:fs"; import { syncBuiltinESMExports } from "node:module";
const { lstatSync } = fs;
fs.lstatSync = (...args) => { Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 2); return lstatSync(...args); };
syncBuiltinESMExports();`;

describe("a workspace of several folders", () => {
  test("has a build in each, at the folder that holds the file", () =>
    withTree(
      {
        "one/docker/Dockerfile": "FROM scratch\nCOPY a.js nope /x/\n",
        "one/a.js": 1,
        "two/Dockerfile": "FROM scratch\nCOPY a.js b.js /x/\n",
        "two/b.js": 1,
        "two/.dockerignore": "b.js\n",
        "a.js": 1,
      },
      async (root) => {
        const client = await startClient(await builtProgram(), root, { folders: ["one", "two"] });
        const opened = async (path: string) =>
          (await client.open(path, readFileSync(`${root}/${path}`, "utf8"))).map(({ message }) => message);
        expect(await opened("one/docker/Dockerfile")).toEqual([expect.stringContaining('"nope"')]);
        expect(await opened("two/Dockerfile")).toEqual([
          expect.stringContaining('.dockerignore:1 "b.js" excludes it'),
          expect.stringContaining('COPY "a.js": nothing of this name is in the context'),
        ]);
        await client.close();
      },
    ));
});

describe("completion", () => {
  const complete = async (client: Client, path: string, line: number, character: number) =>
    (await client.ask<CompletionItem[]>("completion", path, { position: { line, character } })).map(
      ({ label }) => label,
    );

  test("gives paths of the context, and the patterns of its tools on an empty line", () =>
    inEditor(async (client) => {
      await client.open(".dockerignore", "\n!web/\n");
      const first = await complete(client, ".dockerignore", 0, 0);
      expect(first).toEqual(expect.arrayContaining(["web/", "a.log", "**/node_modules", "dist", "**/.git"]));
      expect(first).not.toContain("**/__pycache__");
      expect(await complete(client, ".dockerignore", 1, 5)).toEqual(["node_modules/"]);
      await client.open("Dockerfile", "FROM scratch\nCOPY web/ /x/\n");
      expect(await complete(client, "Dockerfile", 1, 9)).toEqual(["node_modules/"]);
      expect(await complete(client, "Dockerfile", 1, 5)).toContain("package.json");
    }));

  test("gives no name that could be read as something else", () =>
    withTree({ Dockerfile: "FROM scratch\n", "a\x1b[2Jb": 1, "c.js": 1 }, async (root) => {
      const client = await startClient(await builtProgram(), root);
      await client.open(".dockerignore", "x");
      const labels = await complete(client, ".dockerignore", 0, 0);
      expect(labels).toContain("c.js");
      expect(labels.filter((label) => /2Jb/.test(label))).toEqual([]);
      await client.close();
    }));
});

describe("files that define builds", () => {
  test("say at each build what it would fail on, what it sends, and lead to its files", () =>
    withTree(definitions, async (root) => {
      const client = await startClient(await builtProgram(), root);
      const diagnostics = await client.open("compose.yaml", compose);
      expect(found(diagnostics)).toEqual([
        [2, "copy-missing"],
        [5, "refused"],
        [9, "refused"],
      ]);
      expect(diagnostics[0]?.message).toMatch(/^1 error in the build of web; Dockerfile:2: COPY "nope"/);
      const hover = await client.ask<Hover>("hover", "compose.yaml", at(1));
      expect(hover.contents).toMatchObject({
        value: expect.stringContaining("`web` sends 1 file, 6 B of `web`.\n\n- Dockerfile: `web/Dockerfile`"),
      });
      const links = await client.ask<DocumentLink[]>("documentLink", "compose.yaml");
      expect(
        links.map(({ range, target }) => [range.start.line, target?.split("/").slice(-2).join("/")]),
      ).toEqual([
        [2, "web/Dockerfile"],
        [3, "web/.dockerignore"],
      ]);
      const fixed = compose.replace("./nowhere", "./web").replace("Nope.", "");
      expect(found(await client.change("compose.yaml", fixed)).map(([, rule]) => rule)).toEqual([
        "copy-missing",
        "copy-missing",
        "copy-missing",
      ]);
      expect(found(await client.change("compose.yaml", "services:\n  a: [\n"))[0]?.[1]).toBe("refused");
      await client.close();
    }));

  test("of bake, too", () =>
    withTree(definitions, async (root) => {
      const client = await startClient(await builtProgram(), root);
      const text = String(definitions["docker-bake.hcl"]);
      expect(found(await client.open("docker-bake.hcl", text))).toEqual([
        [0, "copy-missing"],
        [4, "refused"],
      ]);
      const to = await client.ask<Location>("definition", "docker-bake.hcl", at(1));
      expect(to.uri.endsWith("/web/Dockerfile")).toBe(true);
      await client.close();
    }));
});
