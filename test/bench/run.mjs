/**
 * How fast ctxcheck is, beside what else walks a context: `npm run bench`, with --quick for small trees. Each measurement is a
 * process of its own, the programs of a table take turns, medians and spread are told; nothing here passes or fails.
 */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { cpus, tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { callsAsMarkdown, commandPrograms, countCalls } from "./commands.mjs";
import { startMeasuring } from "./measure.mjs";
import { reportPrograms, startPrograms } from "./programs.mjs";
import { asMarkdown, summarize } from "./table.mjs";
import { adversarial, makeDeep, makeMonorepo, makeTree, makeWide, patterns } from "./tree.mjs";

const { values } = parseArgs({
  options: {
    quick: { type: "boolean", default: false },
    runs: { type: "string" },
    files: { type: "string" },
    only: { type: "string", multiple: true },
    out: { type: "string" },
    trees: { type: "string" },
  },
});
const runs = Number(values.runs ?? (values.quick ? 1 : 9));
const files = Number(values.files ?? (values.quick ? 3_000 : 300_000));
const scale = values.quick ? 0.01 : 1;
const wanted = (name) => values.only === undefined || values.only.includes(name);
const scratch = mkdtempSync(join(tmpdir(), "ctxcheck-bench-"));
const trees = resolve(values.trees ?? scratch);
const project = fileURLToPath(new URL("../..", import.meta.url));
const ctxcheck = (...args) => [process.execPath, join(project, "dist/bin/ctxcheck.js"), ...args];
const measure = startMeasuring(scratch);
const tables = [];
let calls = "";

function tree(name, make) {
  const root = join(trees, name);
  make(root);
  return root;
}

/** Takes turns, after one round that is not counted and fills the caches; --quick goes without it. */
function compare(title, programs, baseline, rounds = runs) {
  const taken = new Map(programs.map(({ name }) => [name, []]));
  for (let round = values.quick ? 0 : -1; round < rounds; round++) {
    for (const { name, command, stdin } of programs) {
      const one = measure(command, stdin);
      if (round >= 0) taken.get(name).push(one);
    }
  }
  const table = { title, baseline, rows: [...taken].map(([name, all]) => summarize(name, all)) };
  tables.push(table);
  process.stdout.write(`${asMarkdown(table)}\n`);
}

/** One row a size: ctxcheck alone. */
function grow(title, sizes, make, ...args) {
  const programs = sizes.map((size) => {
    const root = tree(`${title.replaceAll(/\W+/g, "-")}-${size}`, (at) => make(at, size));
    return { name: `${size} ${title}`, command: ctxcheck(root, "--no-secret-content", ...args) };
  });
  compare(`Growth: ${title}`, programs, programs[0].name, Math.min(runs, 5));
}

const scaled = (sizes) => [...new Set(sizes.map((size) => Math.max(1, Math.round(size * scale))))];

try {
  if (wanted("start")) {
    const root = tree("ten", (at) => makeTree(at, 10, ["node_modules", "*.log"], "FROM scratch\nCOPY . /\n"));
    compare("Start-up: a context of ten files", startPrograms(root, ctxcheck), "node -e 0", 3 * runs);
  }
  if (wanted("report")) {
    const root = tree(`files-${files}`, (at) => makeTree(at, files, patterns, "FROM scratch\nCOPY . /\n"));
    compare(
      `A tree of ${files} files, ${patterns.length} patterns`,
      reportPrograms(root, ctxcheck, scratch),
      "C: readdir and lstat of all",
    );
  }
  if (wanted("monorepo")) {
    const root = tree(`monorepo-${files}`, (at) => makeMonorepo(at, files));
    const programs = commandPrograms(root, ctxcheck, scratch);
    compare(`A monorepo of ${files} files`, programs, programs[0].name, Math.min(runs, 5));
    calls = callsAsMarkdown("What each command asks of the disk", countCalls(root, ctxcheck, scratch));
    process.stdout.write(`${calls}\n`);
  }
  if (wanted("growth")) {
    grow("files", scaled([1_000, 10_000, 100_000, 300_000]), (at, size) => makeTree(at, size));
    grow("patterns", [10, 100, 1_000], (at, size) =>
      makeTree(at, Math.round(30_000 * scale), manyPatterns(size)),
    );
    grow("levels", [10, 100, 1_000], makeDeep);
    grow("files in one directory", scaled([100, 1_000, 10_000, 100_000]), makeWide);
  }
  if (wanted("adversarial")) {
    const rows = adversarial.map(([name, ignore]) => {
      const root = tree(`adversarial-${name.replaceAll(/\W+/g, "-")}`, (at) =>
        makeTree(at, Math.round(30_000 * scale), ignore),
      );
      return { name, command: ctxcheck(root, "--no-secret-content") };
    });
    compare("Patterns made to be slow", rows, "no patterns", Math.min(runs, 5));
  }
  if (values.out !== undefined) keep(resolve(values.out));
} finally {
  rmSync(scratch, { recursive: true, force: true });
}

function manyPatterns(count) {
  const shapes = [
    (i) => `src${i}/x`,
    (i) => `**/name${i}`,
    (i) => `**/*.e${i}`,
    (i) => `lib/*/part${i}*`,
    (i) => `!keep${i}`,
  ];
  return Array.from({ length: count }, (_, i) => shapes[i % shapes.length](i));
}

function keep(folder) {
  mkdirSync(folder, { recursive: true });
  const machine = {
    node: process.version,
    cpus: cpus().length,
    platform: process.platform,
    arch: process.arch,
  };
  writeFileSync(join(folder, "bench.md"), [...tables.map(asMarkdown), calls].join("\n"));
  writeFileSync(join(folder, "bench.json"), `${JSON.stringify({ machine, runs, tables }, null, 2)}\n`);
}
