import { lstatSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import MarkdownIt from "markdown-it";
import { describe, expect, test } from "vitest";
import { builtProgram } from "../cli/built.ts";
import { runHere } from "../cli/run.ts";
import type { Tree } from "../context/trees.ts";
import { startClient } from "../editor/client.ts";
import { every } from "../sample.ts";
import { type Attack, attacks, product } from "./attacks.ts";
import { editors } from "./editor.ts";
import { inSandbox, marker, snapshot } from "./sandbox.ts";
import { sources } from "./sources.ts";
import { around, type Maker, makers, random, shows, token } from "./values.ts";

/** What an agent asks; `text` where it says something itself. */
const questions: readonly ((text: string) => readonly [tool: string, given: object])[] = [
  () => ["report", {}],
  () => ["suggest", {}],
  () => ["ls", {}],
  () => ["builds", {}],
  (x) => ["what_if", { add: [x, "a"] }],
  (x) => ["explain", { paths: [x, "a"] }],
  (x) => ["diff", { ref: x }],
  (x) => ["report", { target: x }],
  (x) => ["report", { builder: x }],
  (x) => ["ls", { file: x }],
  (x) => ["builds", { directory: x }],
  (x) => [x, {}],
  (x) => ["report", { [x]: 1 }],
];

const lineOf = (message: unknown) => `${JSON.stringify(message)}\n`;
const called = (name: string, given: unknown) =>
  lineOf({ jsonrpc: "2.0", id: 1, method: "tools/call", params: { name, arguments: given } });
const ping = lineOf({ jsonrpc: "2.0", id: "last", method: "ping" });

/** The server answers to the end, writes nothing, and what it says passes `fault`. */
function told(name: string, tree: Tree, stdin: string, fault: (said: string) => string | null): Attack {
  return {
    name,
    run: () =>
      inSandbox({ "repo/link": { link: "../home/private" }, ...tree }, async ({ root, repo }) => {
        const before = snapshot(root);
        const { code, stdout, stderr } = await runHere(["mcp"], { cwd: repo, env: {}, stdin: stdin + ping });
        // A configuration that is refused is refused at the start.
        if (code === 2 && /^ctxcheck: \S*ctxcheck\S*:\d/.test(stderr)) return fault(stderr);
        if (code !== 0 || !/"id":"last","result":\{\}/.test(stdout)) return `ended: ${stderr.slice(0, 200)}`;
        if (!stdout.trimEnd().split("\n").every(isJson)) return "no JSON";
        const changed = [...snapshot(root)].filter(([path, state]) => before.get(path) !== state);
        return changed.length > 0 ? `wrote ${changed.map(([path]) => path)}` : fault(stdout + stderr);
      }),
  };
}

function isJson(line: string): boolean {
  try {
    return typeof JSON.parse(line) === "object";
  } catch {
    return false;
  }
}

function valueAttack([source, make, question]: readonly [
  (typeof sources)[number],
  Maker,
  (typeof questions)[number],
]): Attack {
  const { text, value } = make();
  const [tool, given] = question(text);
  return told(
    `${source.name}: ${text} / ${tool} ${JSON.stringify(given)}`.replaceAll(value, "<value>"),
    source.plant(text),
    called(tool, given),
    (said) => (shows(said, value) ? around(said, value) : null),
  );
}

const outside = ["..", "../home/private", "link", "link/.", "./src/../../home", "/etc", "/proc/self/cwd/.."];
const readers: readonly ((path: string) => readonly [string, unknown])[] = [
  ...["report", "ls", "suggest"].flatMap((tool) => [
    (x: string) => [tool, { context: x }] as const,
    (x: string) => [tool, { file: `${x}/notes.txt` }] as const,
  ]),
  (x) => ["what_if", { context: x, add: [] }],
  (x) => ["explain", { context: x, paths: ["notes.txt"] }],
  (x) => ["diff", { context: x, ref: "HEAD" }],
  (x) => ["diff", { ref: `--output=${x}/notes.txt` }],
  (x) => ["builds", { directory: x }],
  (x) => ["ls", { below: `${x}/` }],
];

/** Messages as no client sends them, each alone. */
const odd: readonly string[] = [
  ...["[]", "{", "{}", "7", '"x"', "null", "[[1]]", '{"id":{}}', '{"id":[],"method":"ping"}'],
  ...[null, [], 7, "x", {}, { name: null }, { name: {} }, { name: "report", arguments: null }].map((params) =>
    JSON.stringify({ id: 1, method: "tools/call", params }),
  ),
  ...[[], "x", 7, { paths: "a" }, { context: 7 }, { context: "\0" }, { file: "a\0b" }, { target: [] }].map(
    (given) => called("report", given).trimEnd(),
  ),
  ...[{}, { paths: [] }, { paths: [""] }, { paths: ["\ud800"] }, { paths: ["__proto__", "\0", "a\n"] }].map(
    (given) => called("explain", given).trimEnd(),
  ),
  ...[{ skip: -1 }, { skip: 1e308 }, { skip: 0.5 }, { below: "\ud800" }, { set: "__proto__" }].map((given) =>
    called("ls", given).trimEnd(),
  ),
  ...[null, [], 7, "x"].map((params) => JSON.stringify({ id: 1, method: "initialize", params })),
  ...[7, null, {}, "", "x".repeat(1e5), "__proto__"].map((method) => JSON.stringify({ id: 1, method })),
  JSON.stringify({ method: "notifications/cancelled", params: { requestId: 1 } }),
  "[".repeat(1e5),
  `{"id":1,"method":"ping","params":{"a":${"[".repeat(5e4)}${"]".repeat(5e4)}}}`,
];

const documents = ["Dockerfile", ".dockerignore", "compose.yaml", "docker-bake.hcl"] as const;
const templates: Readonly<Record<(typeof documents)[number], readonly ((text: string) => string)[]>> = {
  Dockerfile: [
    (x) => `FROM r/${x}\nCOPY . /\n`,
    (x) => `FROM scratch\nCOPY ${x} /\nADD https://example.com/${x} /\nRUN --mount=type=bind ${x}\n`,
  ],
  ".dockerignore": [(x) => `${x}\n${x}\n!${x}\n`, (x) => `[${x}\n`],
  "compose.yaml": [
    (x) => `services: {a: {build: {context: ., target: ${JSON.stringify(x)}}}}\n`,
    (x) => `services: {a: {build: ${JSON.stringify(`./${x}`)}}}\n`,
  ],
  "docker-bake.hcl": [
    (x) => `target "a" {\n  target = ${JSON.stringify(x)}\n}\n`,
    (x) => `target "a" {\n  context = ${JSON.stringify(x)}\n}\n`,
  ],
};

/** What an editor shows of a text: the words, not the edits, which are the text itself. */
function toEditor([path, at, make]: readonly [(typeof documents)[number], 0 | 1, Maker]): Attack {
  const { text, value } = make();
  return {
    name: `${path} ${at}: ${text.replaceAll(value, "<value>")} / ctxcheck lsp`,
    run: async () => {
      const client = await editor(path);
      const found = await client.open(path, templates[path][at]?.(text) ?? "");
      const shown = [JSON.stringify(found.map(({ message }) => message))];
      for (const line of [0, 1, 2])
        shown.push(JSON.stringify(await client.ask("hover", path, { position: { line, character: 1 } })));
      shown.push(JSON.stringify(await client.raw("ctxcheck/page", path)));
      await client.shut(path);
      const leak = shown.find((said) => shows(said, value));
      return leak === undefined ? null : around(leak, value);
    },
  };
}

/** The rows of a tree say which pattern decides. */
function toTree([path, make, lines]: readonly [string, () => string, (pattern: string) => string]): Attack {
  const value = make();
  const text = lines(`[${value}.a]`);
  return {
    name: `${text.replaceAll(value, "<value>")} / ctxcheck lsp, the tree of ${path}`,
    run: () =>
      inSandbox({ "repo/.dockerignore": text }, async ({ repo }) => {
        const client = await startClient(await builtProgram(), repo);
        await client.open(path, path === "Dockerfile" ? "FROM scratch\nCOPY . /\n" : text);
        const rows = await client.raw<readonly { reason: string }[]>("ctxcheck/tree", path, { path: [] });
        await client.close();
        const said = rows.map(({ reason }) => reason).join("\n");
        if (!/dockerignore:\d/.test(said)) return `no pattern: ${said}`;
        return shows(said, value) ? around(said, value) : null;
      }),
  };
}

const editor = editors();

/** As VS Code reads it: addresses become links by themselves. */
const viewer = new MarkdownIt({ html: true, linkify: true });

/** What would be fetched, run or shown as something else. */
const markup = [
  "![p](https:\\/\\/example.org/x)",
  "[c](command:evil)",
  "<img src='x'>",
  "<https://example.org>",
  "https://example.org/a",
  "www.example.org",
  "*b*",
  "&lt;",
  "a`[c](x)`b",
];

/** What an editor shows beside a line: text alone, whatever stands in it. */
function toHover([path, at, text]: readonly [(typeof documents)[number], 0 | 1, string]): Attack {
  return {
    name: `${path} ${at}: ${text} / ctxcheck lsp`,
    run: async () => {
      const client = await editor(path);
      await client.open(path, templates[path][at]?.(text) ?? "");
      const hovers = await Promise.all(
        [0, 1, 2].map((line) =>
          client.ask<{ contents: { value: string } } | null>("hover", path, {
            position: { line, character: 1 },
          }),
        ),
      );
      await client.shut(path);
      const said = hovers.map((hover) => viewer.render(hover?.contents.value ?? ""));
      return said.find((html) => /<(?!\/?(p|ul|li|code)>)|<code>[^<]*$/.test(html)) ?? null;
    },
  };
}

/** What asks for more than is read: it is told, and the server lives on. */
const huge: Readonly<Record<string, string>> = {
  Dockerfile: `FROM scratch\n${"COPY a /b\n".repeat(60_000)}`,
  ".dockerignore": `${"*a".repeat(20_000)}\n`,
  "compose.yaml": `a: ${"[".repeat(50_000)}`,
  "docker-bake.hcl": `target "a" {target = ${"(".repeat(50_000)}}\n`,
};

function tooMuch([path, text]: readonly [string, string]): Attack {
  return {
    name: `a ${path} of ${text.length} characters / ctxcheck lsp`,
    run: () =>
      inSandbox({}, async ({ repo }) => {
        const client = await startClient(await builtProgram(), repo);
        await client.open(path, text);
        await client.ask("hover", path, { position: { line: 0, character: 0 } });
        const code = await client.close();
        return code === 0 ? null : `exit ${code}`;
      }),
  };
}

/** Links in the place of the ignore file: an editor that is given an edit follows them. */
const placed: readonly Tree[] = [
  { "repo/.dockerignore": { link: "../home/private/notes.txt" } },
  { "repo/.dockerignore": { link: "../home/private/notes.txt" }, "repo/home/private/notes.txt": "b\nb\n" },
  { "repo/.dockerignore": { link: "../home/new" } },
  { "repo/.dockerignore": { link: "../home/new" }, "repo/home/new": "b\nb\n" },
  { "repo/.dockerignore": { link: "/etc/ctxcheck-never" } },
  { "repo/Dockerfile.dockerignore": { link: "../home/new" }, "repo/home/new": "b\nb\n" },
];

function edits([tree, path]: readonly [Tree, string]): Attack {
  return {
    name: `${JSON.stringify(tree)} / ctxcheck lsp, ${path}`,
    run: () =>
      inSandbox(
        { "repo/.gitignore": "x\n", "repo/node_modules/x/y": 200_000, ...tree },
        async ({ root, repo }) => {
          const client = await startClient(await builtProgram(), repo);
          await client.open(path, path === "Dockerfile" ? "FROM scratch\nCOPY . /\n" : "b\nb\n");
          const range = { start: { line: 0, character: 0 }, end: { line: 9, character: 0 } };
          const actions = await client.ask<readonly object[]>("codeAction", path, {
            range,
            context: { diagnostics: [] },
          });
          await client.close();
          const uris = [...JSON.stringify(actions).matchAll(/file:\/\/[^"]*/g)].map(([uri]) =>
            fileURLToPath(uri),
          );
          const follows = (at: string) => lstatSync(at, { throwIfNoEntry: false })?.isSymbolicLink() === true;
          const open = new Set([join(repo, path)]);
          return uris.find((at) => !open.has(at) && (follows(at) || !at.startsWith(`${root}/repo/`))) ?? null;
        },
      ),
  };
}

describe("servers, and what they are asked", () => {
  attacks("servers: values", product(sources, makers, questions).filter(every(23)).map(valueAttack));
  attacks(
    "servers: reads",
    product(readers, outside).map(([reader, path]) => {
      const [tool, given] = reader(path);
      return told(`${tool} ${JSON.stringify(given)}`, {}, called(tool, given), (said) =>
        said.includes(marker) ||
        (/"(?:path|file)\\?": ?\\?"[^"]*notes\.txt/.test(said) && !/explain/.test(tool))
          ? said.slice(0, 300)
          : null,
      );
    }),
  );
  attacks(
    "servers: messages",
    odd.map((line) => told(line.slice(0, 100), {}, `${line}\n`, () => null)),
  );
  test("a question is dropped that is cancelled while another is answered", async () => {
    await inSandbox({}, async ({ repo }) => {
      const question = (id: number) => called("report", {}).replace('"id":1', `"id":${id}`);
      const cancel = (requestId: number) =>
        lineOf({ jsonrpc: "2.0", method: "notifications/cancelled", params: { requestId } });
      const stdin = question(1) + question(2) + question(3) + cancel(2) + cancel(1) + cancel(9) + ping;
      const { stdout } = await runHere(["mcp"], { cwd: repo, env: {}, stdin });
      const ids = stdout
        .trim()
        .split("\n")
        .map((line) => JSON.parse(line).id);
      expect(ids).toEqual([3, "last"]);
    });
  });
  attacks("servers: editors", [
    ...product(documents, [0, 1], makers).filter(every(3)).map(toEditor),
    ...Object.entries(huge).map(tooMuch),
  ]);
  const tokens = [token, () => `glsa_${random(32)}_0a1b2c3d`];
  const deciding = [(x: string) => `${x}\n`, (x: string) => `*\n!${x}\n`];
  attacks("servers: views", product(["Dockerfile", ".dockerignore"], tokens, deciding).map(toTree));
  attacks("servers: edits", product(placed, ["Dockerfile", ".dockerignore"]).map(edits));
  attacks("servers: Markdown", product(documents, [0, 1], markup).map(toHover));
});
