import { writeFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import type { CodeAction, DocumentLink, Hover, InlayHint, Location } from "vscode-languageserver/node";
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
        value: "Excludes 1 file, in all 1 file, 10 B:\n\n- `a.log`",
      });
      const hints = await client.ask<InlayHint[]>("inlayHint", ".dockerignore", lines(0, 9));
      expect(hints.map(({ label }) => label)).toEqual(["1 directory (1 not scanned)", "1 file"]);
    }));

  test("follows the disk, links to files, and gives the views of an editor what they show", () =>
    inEditor(async (client, root) => {
      await client.open("Dockerfile", dockerfile);
      const [link] = await client.ask<DocumentLink[]>("documentLink", "Dockerfile");
      expect(link?.target?.endsWith("/package.json")).toBe(true);
      const status = await client.next<{ files: number; errors: number }>("ctxcheck/status", () =>
        writeFileSync(`${root}/more.txt`, "12345"),
      );
      expect(status).toMatchObject({ files: 5, errors: 1 });
      const rows = await client.raw<{ name: string; reason: string }[]>("ctxcheck/tree", "Dockerfile", {
        path: [],
      });
      expect(rows.map(({ name }) => name)).toContain("more.txt");
      expect(rows.find(({ name }) => name === "a.log")?.reason).toBe("excluded by .dockerignore:3 *.log");
      expect(await client.raw<string>("ctxcheck/page", "Dockerfile")).toContain("<!doctype html>");
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
