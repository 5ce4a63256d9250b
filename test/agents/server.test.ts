import { Client } from "@modelcontextprotocol/sdk/client/index.js";
import { StdioClientTransport } from "@modelcontextprotocol/sdk/client/stdio.js";
import { describe, expect, test } from "vitest";
import { bounded, mostEntries } from "../../src/agents/tools.ts";
import { builtProgram } from "../cli/built.ts";
import { type Tree, withTree } from "../context/trees.ts";

const token = `ghp_${"aB3dE5gH7jK9".repeat(3)}`;

const planted: Tree = {
  "repo/Dockerfile": "FROM scratch\nCOPY . /\n",
  "repo/.dockerignore": "*.log\n",
  "repo/a.log": 5,
  "repo/node_modules/x/index.js": 30,
  "repo/out": { link: "../private" },
  "private/secret.txt": 9,
};

const shop: Tree = {
  "repo/.env": "DB_PASSWORD=hunterhunter\n",
  "repo/compose.yaml": "services:\n  web:\n    build: {context: ., args: {WORD: $DB_PASSWORD}}\n",
  "repo/Dockerfile": `FROM scratch\nRUN --mount=type=bind,target=/x curl -H 'Authorization: Bearer ${token}' x\n`,
  "repo/a": 1,
};

type Ask = (name: string, given?: Record<string, unknown>) => Promise<{ text: string; isError: boolean }>;

async function asAgent(use: (ask: Ask, client: Client) => Promise<void>, tree = planted): Promise<void> {
  await withTree(tree, async (root) => {
    const args = [await builtProgram(), "mcp"];
    const transport = new StdioClientTransport({ command: process.execPath, args, cwd: `${root}/repo` });
    const client = new Client({ name: "test", version: "0" });
    await client.connect(transport);
    await use(async (name, given = {}) => {
      const { content, isError = false } = await client.callTool({ name, arguments: given });
      const [first] = Array.isArray(content) ? content : [];
      return { text: String(first?.text), isError: isError === true };
    }, client);
    await client.close();
  });
}

describe("the tools for agents, with the official client", () => {
  test("report, explain, list and try", () =>
    asAgent(async (ask, client) => {
      const { tools } = await client.listTools();
      expect(tools.map(({ name }) => name)).toEqual([
        "report",
        "what_if",
        "suggest",
        "explain",
        "ls",
        "builds",
        "diff",
      ]);
      expect(tools.every(({ annotations }) => annotations?.readOnlyHint)).toBe(true);
      expect(JSON.parse((await ask("report")).text).sent.files).toBe(4);
      const { paths } = JSON.parse((await ask("explain", { paths: ["a.log", "none"] })).text);
      expect(paths.map(({ sent }: { sent: boolean }) => sent)).toEqual([false, true]);
      const listed = JSON.parse((await ask("ls", { below: "node_modules/" })).text);
      expect(listed).toMatchObject({ total: 2, skip: 0 });
      const { builds } = JSON.parse((await ask("builds")).text);
      expect(builds.map(({ kind, dockerfile }: Record<string, string>) => [kind, dockerfile])).toEqual([
        ["dockerfile", "Dockerfile"],
      ]);
      const tried = JSON.parse((await ask("what_if", { add: ["node_modules"] })).text);
      expect([tried.sent.files, tried.whatIf.today.files]).toEqual([3, 4]);
    }));

  test.each([
    ["a directory above", "report", { context: ".." }],
    ["a link that leads out", "report", { context: "out" }],
    ["a Dockerfile elsewhere", "report", { file: "../private/secret.txt" }],
    ["builds elsewhere", "builds", { directory: "../private" }],
    ["an absolute path", "ls", { context: "/" }],
  ])("refuse %s", (_, name, given) =>
    asAgent(async (ask) => {
      const { text, isError } = await ask(name, given);
      expect(isError).toBe(true);
      expect(text).toContain("not a path below the directory");
      expect(text).not.toContain("x".repeat(9));
    }),
  );

  test("mask secrets in what an instruction says, and in what a build is given", () =>
    asAgent(async (ask) => {
      expect((await ask("builds")).text).toContain('"WORD":"***"');
      const { text } = await ask("explain", { paths: ["a"] });
      expect(text).toContain("curl -H");
      expect(text).not.toContain(token);
    }, shop));

  test("refuse arguments of another shape", () =>
    asAgent(async (ask) => {
      await expect(ask("report", { write: true })).rejects.toThrow(/write/);
      await expect(ask("nothing")).rejects.toThrow(/no tool/);
    }));
});

test("long lists are cut, and said to be", () => {
  const { value, cut } = bounded({
    a: { b: Array.from({ length: mostEntries + 7 }, (_, at) => at) },
    c: [1],
  });
  expect(cut).toEqual({ "a.b": mostEntries + 7 });
  expect(value).toEqual({ a: { b: Array.from({ length: mostEntries }, (_, at) => at) }, c: [1] });
});
