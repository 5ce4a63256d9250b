import { execFile } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { expect, test } from "vitest";
import { type Tree, withTree } from "../context/trees.ts";
import { run } from "./run.ts";

/** What a run loaded: how many files, and modules of Node that take long to load. */
interface Loaded {
  readonly own: number;
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
      own: urls.filter((url) => url.startsWith("file:")).length,
      node: urls.filter((url) => dear.test(url)),
    };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const dear = /^node:(crypto|zlib|worker_threads|child_process|process)$/;

const small: Tree = {
  Dockerfile: "FROM scratch\nCOPY . /\n",
  ".dockerignore": "node_modules\n*.log\n",
  "package.json": "{}\n",
  "src/a.js": "1\n",
};

const rows: [args: readonly string[], own: number][] = [
  [["--version"], 1],
  [["."], 7],
  [[".", "--no-secret-content"], 4],
  [[".", "--no-secret-content", "--format", "json"], 6],
];

test.each(rows)("%j loads what it needs", async (args, own) => {
  const itself = await loadedByNode();
  await withTree(small, async (root) => {
    const { node, ...loaded } = await loadedBy(args, root);
    expect(loaded).toEqual({ own });
    expect(node.filter((module) => !itself.includes(module))).toEqual([]);
  });
});
