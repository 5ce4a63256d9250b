import { execFile } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { expect, test } from "vitest";
import { type Tree, withTree } from "../context/trees.ts";
import { run } from "./run.ts";

/** What a run loaded: how many files of ours, packages by their name, and modules of Node that take long to load. */
interface Loaded {
  readonly own: number;
  readonly packages: readonly string[];
  readonly node: readonly string[];
}

/** Node writes down every script that ran: no clock has to tell whether something was loaded. */
async function loadedBy(args: readonly string[], cwd: string): Promise<Loaded> {
  return loadedIn(async (folder) => {
    const { code, stderr } = await run(args, { cwd, env: { NODE_V8_COVERAGE: folder } });
    expect([code, stderr]).toEqual([0, ""]);
  });
}

/** From Node 26 on node:util, which reads plain command lines, brings threads with it. */
async function loadedByNode(): Promise<readonly string[]> {
  const { node } = await loadedIn(async (folder) => {
    const program = ["--input-type=module", "-e", 'import "node:util"'];
    await promisify(execFile)(process.execPath, program, { env: { NODE_V8_COVERAGE: folder } });
  });
  return node;
}

async function loadedIn(runInto: (folder: string) => Promise<void>): Promise<Loaded> {
  const folder = mkdtempSync(join(tmpdir(), "ctxcheck-loaded-"));
  try {
    await runInto(folder);
    const urls = readdirSync(folder).flatMap((name): string[] =>
      JSON.parse(readFileSync(join(folder, name), "utf8")).result.map(({ url }: { url: string }) => url),
    );
    return {
      own: urls.filter((url) => /\/dist\/(bin|chunks|src)\//.test(url)).length,
      packages: packagesOf(urls),
      node: urls.filter((url) => dear.test(url)),
    };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const dear = /^node:(crypto|zlib|worker_threads|child_process|process)$/;

function packagesOf(urls: readonly string[]): string[] {
  const names = urls.map((url) => /\/node_modules\/((?:@[^/]+\/)?[^/]+)\/[^@]*$/.exec(url)?.[1]);
  return [...new Set(names.filter((name) => name !== undefined))].sort();
}

const small: Tree = {
  Dockerfile: "FROM scratch\nCOPY . /\n",
  ".dockerignore": "node_modules\n*.log\n",
  "package.json": "{}\n",
  "src/a.js": "1\n",
};

const rows: [args: readonly string[], own: number, packages: readonly string[]][] = [
  [["--version"], 1, []],
  [["."], 6, ["pretty-bytes"]],
  [[".", "--no-secret-content"], 3, ["pretty-bytes"]],
  [[".", "--no-secret-content", "--format", "json"], 5, ["pretty-bytes"]],
];

test.each(rows)("%j loads what it needs", async (args, own, packages) => {
  const itself = await loadedByNode();
  await withTree(small, async (root) => {
    const { node, ...loaded } = await loadedBy(args, root);
    expect(loaded).toEqual({ own, packages });
    expect(node.filter((module) => !itself.includes(module))).toEqual([]);
  });
});
