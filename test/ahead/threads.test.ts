import { lstatSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { pathToFileURL } from "node:url";
import { expect, test } from "vitest";
import { claimsSize } from "../../src/ahead/claims.ts";
import { startReader } from "../../src/ahead/thread.ts";
import type { Bytes } from "../../src/bytes.ts";
import { Columns, entryTypes, statKnown } from "../../src/context/columns.ts";
import { disk } from "../../src/context/disk.ts";
import type { Range } from "../../src/context/packed.ts";
import type { ListedEntry } from "../../src/context/source.ts";
import { builtProgram } from "../cli/built.ts";
import { run } from "../cli/run.ts";
import { type Planted, planOf, type Tree, withTree } from "../context/trees.ts";
import { sampled } from "../sample.ts";

const odd: Tree = {
  "odd/\xff/\xc3\xa9": 3,
  "odd/a\nb/[a]": 4,
  "odd/link": { link: "../src" },
  "odd/pipe": "fifo|",
  "odd/empty": "directory/",
  "src1/7/twice": { same: "src/0/f3.txt" },
};

/** Long enough for threads: 5,000 files in 200 directories, some of them excluded, with what is odd between them. */
const long: Tree = {
  Dockerfile: "FROM scratch\nCOPY . /\n",
  ".gitignore": "*.tmp\n",
  ".dockerignore": "**/f1*.log\nlib/1*\nlib2\n!lib2/5/f3.txt\n",
  ...Object.fromEntries(
    ["src", "src1", "lib", "lib2"].flatMap((top) =>
      Array.from({ length: 50 }, (_, directory) =>
        Array.from({ length: 25 }, (_, file): [string, Planted] => [
          `${top}/${directory}/f${file}.${file % 3 === 0 ? "txt" : "log"}`,
          file,
        ]),
      ).flat(),
    ),
  ),
  ...odd,
};

const rows = [
  ["buildkit", "1"],
  ["classic", "3", "--excluded"],
  ["buildah", "2"],
];

test("threads that read ahead change nothing", { timeout: 600_000 }, () =>
  withTree(long, async (root) => {
    for (const [builder = "", threads = "", ...flags] of rows) {
      const args = [
        ".",
        "--format",
        "json",
        "--files",
        "--no-secret-content",
        "--builder",
        builder,
        ...flags,
      ];
      const alone = await run([...args, "--threads", "0"], { cwd: root });
      expect(JSON.parse(alone.stdout).sent.files, builder).toBeGreaterThan(2_000);
      const together = await run([...args, "--threads", threads], { cwd: root });
      expect(together, args.join(" ")).toEqual(alone);
    }
  }),
);

const commands = [
  "ls",
  "compare --json",
  "tree --json",
  "lint --format json",
  "suggest --json --no-secret-content",
  "fix --no-secret-content",
  "init --stdout --no-secret-content",
  "diff --add *.tmp --no-secret-content --format json",
];

const prefixed = (folder: string, tree: Tree): Tree =>
  Object.fromEntries(
    Object.entries(tree).map(([path, planted]) => [
      folder + path,
      typeof planted === "object" && "same" in planted ? { same: folder + planted.same } : planted,
    ]),
  );

/** Loaded before the program: a byte for each thread that it starts. */
const counting = `import { appendFileSync } from "node:fs";
import threads from "node:worker_threads";
const { Worker } = threads;
threads.Worker = class extends Worker {
  constructor(...args) {
    super(...args);
    appendFileSync(process.env.STARTED, ".");
  }
};`;

test("every command says the same with any number of threads", { timeout: 600_000 }, () =>
  withTree({ ...prefixed("context/", long), "count.mjs": counting }, async (beside) => {
    const [root, started] = [join(beside, "context"), join(beside, "started")];
    const env = { NODE_OPTIONS: `--import ${join(beside, "count.mjs")}`, STARTED: started };
    const ask = async (command: string, threads: string) => {
      writeFileSync(started, "");
      const ran = await run([...command.split(" "), "--threads", threads], { cwd: root, env });
      return { ...ran, threads: readFileSync(started).length };
    };
    for (const [at, command] of sampled(commands, 3).entries()) {
      const { threads: none, ...alone } = await ask(command, "0");
      expect(none, command).toBe(0);
      expect(alone.stdout.length + alone.stderr.length, command).toBeGreaterThan(20);
      const count = 1 + (at % 2) * 2;
      const { threads, ...together } = await ask(command, `${count}`);
      expect(together, `${command} --threads ${count}`).toEqual(alone);
      expect(threads, command).toBeGreaterThanOrEqual(count);
    }
  }),
);

function listed(range: Range): ListedEntry[] {
  const columns = new Columns(1);
  columns.copy(-1, range);
  return columns.namesIn(0, range.length).map((name, at) => ({
    name,
    type: entryTypes[columns.type[at] ?? 0] ?? "file",
    stats: columns.state[at] === statKnown ? columns.stats(at) : null,
  }));
}

const builtReader = async () => pathToFileURL(join(dirname(await builtProgram()), "../chunks/reader.js"));

test("the program of a thread reads what the walk will ask for, the end first", { timeout: 600_000 }, () =>
  withTree(long, async (root) => {
    const { spec: build, context } = planOf(root, "buildkit");
    const options = { ...context, build, measureExcluded: false };
    const reader = startReader(options, new SharedArrayBuffer(claimsSize), 1, await builtReader());
    const found = new Map<Bytes, ListedEntry[]>();
    const look = (path: Bytes) => {
      const known = reader.find(path);
      if (known !== undefined) found.set(path, listed(known));
    };
    const isThrough = () => {
      look("lib/0/");
      return found.has("lib/0/");
    };
    await expect.poll(isThrough, { timeout: 300_000 }).toBe(true);
    for (const path of ["src/49/", "odd/\xff/", "odd/a\nb/", "lib/1/"]) look(path);
    reader.stop();
    const onDisk = disk.list(`${root}/src/49`);
    expect(found.get("src/49/")?.map(({ name, type }) => ({ name, type }))).toEqual(onDisk);
    for (const { name, stats } of found.get("src/49/") ?? []) {
      const { mode, size, mtimeMs, nlink } = lstatSync(`${root}/src/49/${name}`);
      const wanted = /^f1.*\.log$/.test(name) ? null : { mode, size, mtimeMs, nlink, rdev: 0 };
      expect(stats).toEqual(wanted && expect.objectContaining(wanted));
    }
    expect(found.get("odd/\xff/")).toMatchObject([{ name: "\xc3\xa9", stats: { size: 3 } }]);
    expect(found.get("odd/a\nb/")).toMatchObject([{ name: "[a]", stats: { size: 4 } }]);
    expect(found.has("lib/1/")).toBe(false);
  }),
);
