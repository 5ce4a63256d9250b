import { inflateSync } from "node:zlib";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { childrenOf, type Model, makeModel, pathOf, update, wayTo } from "../../page/model.ts";
import { fromText } from "../../src/bytes.ts";
import { renderHtml } from "../../src/report/html.ts";
import type { PageData } from "../../src/report/page-data.ts";
import { readUsage } from "../../src/usage/usage.ts";
import { readWhole } from "../../src/usage/whole.ts";
import { someContext } from "../context/generators.ts";
import { planOf, type Tree, withTree } from "../context/trees.ts";
import { inspectTree } from "../findings/finding.ts";
import { lawRuns } from "../sample.ts";

const parts = { script: "/* script */", style: "" };

async function pageOf(root: string): Promise<string> {
  return renderHtml(await inspectTree(root), readWhole(planOf(root, "buildkit")), parts);
}

function dataIn(html: string): PageData {
  const [, text = '""'] = /<script type="application\/json" id="data">(.*?)<\/script>/s.exec(html) ?? [];
  return JSON.parse(inflateSync(Buffer.from(JSON.parse(text), "base64")).toString());
}

const switched = (model: Model, off: number): Model["sent"] => {
  model.enabled.fill(true);
  if (off >= 0) model.enabled[off] = false;
  update(model);
  return model.sent;
};

/** The ignore file without a line, for the builder itself to say what it sends. */
function without(tree: Tree, line: number): Tree {
  const lines = String(tree[".dockerignore"] ?? "").split("\n");
  lines[line - 1] = "#".padEnd((lines[line - 1] ?? "").length, "x");
  return { ...tree, ".dockerignore": lines.join("\n") };
}

function sentOf(tree: Tree): { files: number; bytes: number } {
  return withTree(tree, (root) => {
    const { files, bytes } = readUsage(planOf(root, "buildkit"), { measureExcluded: false }).root.sizes.sent;
    return { files, bytes };
  });
}

const app: Tree = {
  Dockerfile: "FROM scratch\nCOPY src docs /x/\n",
  ".dockerignore": "*.log\n**/node_modules\nsrc/gen\n!src/gen/keep.js\ndocs\n!docs/*.md\ndocs/secret.md\n",
  "src/a.js": 10,
  "src/gen/keep.js": 20,
  "src/gen/drop.js": 40,
  "src/node_modules/x/index.js": 80,
  "docs/a.md": 160,
  "docs/secret.md": 320,
  "docs/b.txt": 640,
  "debug.log": 1_280,
};

describe("what a line of the ignore file does when it is switched off", () => {
  const compare = async (tree: Tree): Promise<void> => {
    const data = await withTree(tree, async (root) => dataIn(await pageOf(root)));
    const model = makeModel(data);
    expect(switched(model, -1)).toEqual(sentOf(tree));
    for (const [at, { line }] of data.patterns.entries())
      expect([line, switched(model, at)]).toEqual([line, sentOf(without(tree, line))]);
  };

  test("is what the builder sends without it", () => compare(app));

  test("is, for every context", () =>
    fc.assert(
      fc.asyncProperty(someContext, (tree) => compare(tree)),
      { numRuns: lawRuns(40) },
    ));
});

describe("the tree of the page", () => {
  test("has every path once, and adds up", async () => {
    const model = await withTree(app, async (root) => makeModel(dataIn(await pageOf(root))));
    const paths = model.data.names.map((_, node) => pathOf(model, node));
    expect(new Set(paths).size).toBe(paths.length);
    expect(paths).toContain("src/node_modules/x/index.js");
    expect(model.bytes[0]).toBe(model.sent.bytes);
    for (const node of paths.keys())
      expect(childrenOf(model, node).every((child) => wayTo(model, child).at(-2) === node)).toBe(true);
  });

  test("findings lead to their nodes", async () => {
    const data = await withTree({ ".dockerignore": "", "a/k.p12": 1 }, async (root) =>
      dataIn(await pageOf(root)),
    );
    const [finding] = data.findings;
    expect(data.names[finding?.nodes[0] ?? 0]).toBe("k.p12");
  });
});

describe("hostile names break out of nothing", () => {
  test("neither in the markup nor in the data", async () => {
    const names = [
      "</script><script>alert(1)</script>",
      "<img src=x onerror=alert(1)>",
      "\u202e\x1b[31m",
      "a&b\"c'd",
    ];
    const tree = Object.fromEntries(names.map((name) => [fromText(`d/${name.replaceAll("/", ":")}`), 1]));
    const html = await withTree({ ...tree, ".dockerignore": "</script><b>\n" }, pageOf);
    expect(html.match(/<\/script>/g)).toHaveLength(2);
    expect(html).not.toMatch(/onerror|alert|<b>|<img/);
    expect(html).toContain("default-src 'none'");
    for (const name of dataIn(html).names) expect(name).not.toMatch(/[\p{Cc}\p{Cf}]/u);
  });
});
