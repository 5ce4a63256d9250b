// How fast files are searched for secrets, against reading the same files alone, in one run:
//   npm run bench:secrets -- [directory, default node_modules] [number of files, default 100000]
// Rates are per second of processor time, so that other work on the machine does not count; where it is by the clock it says so.
import { execFileSync } from "node:child_process";
import {
  closeSync,
  fstatSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";

/** The compiled modules one by one: a worker is started from its own file. */
const program = mkdtempSync(join(tmpdir(), "ctxcheck-bench-"));
process.on("exit", () => rmSync(program, { recursive: true, force: true }));
const flags = "--ignoreConfig --rootDir . --module nodenext --target es2023 --types node --skipLibCheck";
const sources = [
  ...["src/secrets/scan.ts", "src/secrets/worker.ts", "src/secrets/specimens.ts"],
  ...["test/secrets/generated/cases.ts", "test/secrets/generated/measure.ts"],
];
execFileSync(process.execPath, [
  ...["node_modules/typescript/bin/tsc", ...sources, ...flags.split(" ")],
  ...["--rewriteRelativeImportExtensions", "--outDir", program],
]);
writeFileSync(join(program, "package.json"), '{"type":"module"}');
const load = (name) => import(pathToFileURL(join(program, `src/secrets/${name}.js`)).href);
const [{ scanContent }, { anchoredRules, ruleCatalogue }, { scanFiles }, { specimenOf }] = await Promise.all(
  ["content", "rules", "scan", "specimens"].map(load),
);

const [{ secretCases, lookAlikeCases }, { hitsIn, isFound }] = await Promise.all(
  ["cases", "measure"].map(
    (name) => import(pathToFileURL(join(program, `test/secrets/generated/${name}.js`)).href),
  ),
);

/** Over five draws: how many of the secrets are found, and how many of the files that are told hold one. */
function measureGenerated() {
  const seeds = [1, 2, 3, 4, 5];
  const secrets = seeds.flatMap(secretCases);
  const lookAlikes = seeds.flatMap(lookAlikeCases);
  const found = secrets.filter(isFound).length;
  const told = lookAlikes.filter((one) => hitsIn(one).length > 0).length;
  const share = (part, whole) => ((100 * part) / whole).toFixed(1);
  console.log(
    `generated set: recall ${share(found, secrets.length)} % of ${secrets.length} secrets, ` +
      `precision ${share(found, found + told)} % (${told} of ${lookAlikes.length} look-alikes told)`,
  );
}
measureGenerated();

const root = resolve(process.argv[2] ?? "node_modules");
const wanted = Number(process.argv[3] ?? 100_000);

function* walk(directory, path) {
  for (const entry of readdirSync(directory, { withFileTypes: true })) {
    const below = path === "" ? entry.name : `${path}/${entry.name}`;
    if (entry.isDirectory()) yield* walk(join(directory, entry.name), below);
    else if (entry.isFile()) yield below;
  }
}

/** The tree over and over, as it would be without its vendored part: all rules that apply to the files. */
function* manyFiles(paths) {
  for (let count = 0; count < wanted; count++) {
    const path = paths[count % paths.length];
    const absolute = Buffer.from(join(root, path)).toString("latin1");
    yield { path: path.replaceAll(/(^|\/)node_modules\//g, "$1modules/"), absolute };
  }
}

const buffer = Buffer.allocUnsafe(1 << 20);

function readAlone(files) {
  for (const { absolute } of files) {
    const handle = openSync(Buffer.from(absolute, "latin1"));
    readSync(handle, buffer, 0, Math.min(fstatSync(handle).size, buffer.length), 0);
    closeSync(handle);
  }
}

/** With all threads of the process. */
async function timed(work) {
  const cpu = process.cpuUsage();
  const clock = process.hrtime.bigint();
  const result = await work();
  const { user, system } = process.cpuUsage(cpu);
  return { result, cpu: (user + system) / 1e6, clock: Number(process.hrtime.bigint() - clock) / 1e9 };
}

const rate = (bytes, files, seconds) =>
  `${(bytes / 1e6 / seconds).toFixed(0)} MB/s, ${(files / seconds).toFixed(0)} files/s a core`;

const paths = [...walk(root, "")];
readAlone(manyFiles(paths));
const read = await timed(() => readAlone(manyFiles(paths)));
const heaps = [];
const watch = setInterval(() => heaps.push(process.memoryUsage().heapUsed / 1e6), 100);
const scan = await timed(() => scanFiles(manyFiles(paths), { salt: "", threads: 0 }));
clearInterval(watch);
const { files, bytes } = scan.result.counts;
const largest = (some) => Math.max(...some).toFixed(0);
const half = Math.ceil(heaps.length / 2);
console.log(`${files} files, ${(bytes / 1e6).toFixed(0)} MB, ${scan.result.hits.length} findings`);
console.log(`read alone: ${rate(bytes, files, read.cpu)}`);
console.log(
  `scanned:    ${rate(bytes, files, scan.cpu)}, ${(scan.cpu / read.cpu).toFixed(1)} times reading alone`,
);
console.log(
  `largest heap: ${largest(heaps.slice(0, half))} MB in the first half, ${largest(heaps.slice(half))} in the second`,
);
for (const threads of [0, 1]) {
  const { clock, cpu } = await timed(() => scanFiles(manyFiles(paths), { salt: "", threads }));
  console.log(
    `with ${threads} more threads: ${clock.toFixed(1)} s by the clock, ${cpu.toFixed(1)} s of processor time`,
  );
}

const anchors = [...new Set(anchoredRules.credentials.flatMap((rule) => rule.anchors))];
const specimens = ruleCatalogue.map((rule) => specimenOf(rule).content.toString("latin1"));
const units = [
  ...anchors.flatMap((anchor) => [anchor, `${anchor} `, `${anchor}=`, `${anchor}${"aA0".repeat(90)}`]),
  ...specimens.flatMap((text) => [text, text.slice(0, -2), text.slice(0, Math.ceil(text.length / 2))]),
];
const costs = [];
for (const unit of units) {
  const content = Buffer.alloc(1 << 20, unit, "latin1");
  const scanIt = () => scanContent(".env", content, { salt: "", minConfidence: "low" });
  // The better of two: what else the machine does is no cost of the rule.
  const { cpu } = [await timed(scanIt), await timed(scanIt)].sort((a, b) => a.cpu - b.cpu)[0];
  costs.push({ unit: unit.slice(0, 40), milliseconds: Math.round(cpu * 1000) });
}
costs.sort((a, b) => b.milliseconds - a.milliseconds);
console.log(`1 MiB of an anchor or of a cut secret over and over, ${costs.length} cases, the dearest:`);
for (const { unit, milliseconds } of costs.slice(0, 5))
  console.log(`  ${milliseconds} ms ${JSON.stringify(unit)}`);
