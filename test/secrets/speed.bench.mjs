// How fast files are read for secrets, against reading the same files alone, in one run. After `npm run build`:
//   node test/secrets/speed.bench.mjs [directory, default node_modules] [number of files, default 100000]
// Rates are per second of processor time, so that other work on the machine does not count; the last lines are by the clock.
import { closeSync, fstatSync, openSync, readdirSync, readSync } from "node:fs";
import { join, resolve } from "node:path";
import { scanContent } from "../../dist/src/secrets/content.js";
import { anchoredRules } from "../../dist/src/secrets/rules.js";
import { scanFiles } from "../../dist/src/secrets/scan.js";

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

async function timed(work) {
  const cpu = process.cpuUsage();
  const clock = process.hrtime.bigint();
  const result = await work();
  const { user, system } = process.cpuUsage(cpu);
  return { result, cpu: (user + system) / 1e6, clock: Number(process.hrtime.bigint() - clock) / 1e9 };
}

const paths = [...walk(root, "")];
readAlone(manyFiles(paths));
const read = await timed(() => readAlone(manyFiles(paths)));
let heap = 0;
const watch = setInterval(() => {
  heap = Math.max(heap, process.memoryUsage().heapUsed);
}, 100);
const scan = await timed(() => scanFiles(manyFiles(paths), { salt: "", threads: 0 }));
clearInterval(watch);
const { files, bytes } = scan.result.counts;
const megabytes = bytes / 1e6;
console.log(`${files} files, ${megabytes.toFixed(0)} MB, ${scan.result.hits.length} findings`);
console.log(
  `read alone: ${(megabytes / read.cpu).toFixed(0)} MB/s, ${(files / read.cpu).toFixed(0)} files/s a core`,
);
console.log(
  `scanned:    ${(megabytes / scan.cpu).toFixed(0)} MB/s, ${(files / scan.cpu).toFixed(0)} files/s a core`,
);
console.log(
  `scanning costs ${(scan.cpu / read.cpu).toFixed(1)} times reading alone; largest heap ${(heap / 1e6).toFixed(0)} MB`,
);
for (const threads of [0, 1, 2, 3]) {
  const { clock } = await timed(() => scanFiles(manyFiles(paths), { salt: "", threads }));
  console.log(
    `by the clock with ${threads} more threads: ${clock.toFixed(1)} s, ${(files / clock).toFixed(0)} files/s`,
  );
}

const costs = [];
for (const anchor of new Set(anchoredRules.credentials.flatMap(({ anchors }) => anchors.slice(0, 1)))) {
  for (const unit of [anchor, `${anchor} `, `${anchor}=`, `${anchor}${"aA0".repeat(90)}`]) {
    const content = Buffer.alloc(1 << 20, unit, "latin1");
    const { cpu } = await timed(() => scanContent(".env", content, { salt: "", minConfidence: "low" }));
    costs.push({ unit: unit.slice(0, 40), milliseconds: Math.round(cpu * 1000) });
  }
}
costs.sort((a, b) => b.milliseconds - a.milliseconds);
console.log(`1 MiB of one anchor over and over, ${costs.length} cases, the dearest:`);
for (const { unit, milliseconds } of costs.slice(0, 5))
  console.log(`  ${milliseconds} ms ${JSON.stringify(unit)}`);
