import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmdirSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { once } from "../../src/once.ts";

const project = fileURLToPath(new URL("../..", import.meta.url));
const inputs = [
  "src",
  "bin",
  "page",
  "package.json",
  "rolldown.config.ts",
  "rolldown.packages.ts",
  "rolldown.page.ts",
];

/** The program as users run it: `dist` where it is up to date, else a build of its own, made once for all tests. */
export const builtProgram = once(findProgram);

async function findProgram(): Promise<string> {
  const newest = Math.max(...inputs.map((input) => newestIn(join(project, input))));
  const shipped = join(project, "dist/bin/ctxcheck.js");
  if (existsSync(shipped) && statSync(shipped).mtimeMs >= newest) return shipped;
  const key = createHash("sha256").update(project).digest("hex").slice(0, 12);
  const folder = join(tmpdir(), `ctxcheck-built-${key}`);
  await locked(`${folder}.lock`, async () => {
    if (stampOf(folder) !== newest) await build(folder, newest);
  });
  return join(folder, "dist/bin/ctxcheck.js");
}

function newestIn(path: string): number {
  const stats = statSync(path);
  if (!stats.isDirectory()) return stats.mtimeMs;
  return Math.max(stats.mtimeMs, ...readdirSync(path).map((name) => newestIn(join(path, name))));
}

const stampOf = (folder: string) => {
  const stamp = join(folder, "stamp");
  return existsSync(stamp) ? Number(readFileSync(stamp, "utf8")) : null;
};

/** Beside package.json, so that the program finds itself. */
async function build(folder: string, stamp: number): Promise<void> {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  chmodSync(folder, 0o755);
  copyFileSync(join(project, "package.json"), join(folder, "package.json"));
  const rolldown = join(project, "node_modules/rolldown/bin/cli.mjs");
  const args = [rolldown, "--config", "rolldown.config.ts", "--dir", join(folder, "dist")];
  await promisify(execFile)(process.execPath, args, { cwd: project });
  writeFileSync(join(folder, "stamp"), String(stamp));
}

const patience = 100_000;

async function locked(lock: string, work: () => Promise<void>): Promise<void> {
  while (!take(lock)) await setTimeout(100);
  try {
    await work();
  } finally {
    rmdirSync(lock);
  }
}

/** A lock that is older than any build was left behind by a run that was killed. */
function take(lock: string): boolean {
  try {
    mkdirSync(lock);
    return true;
  } catch {
    const age = Date.now() - (statSync(lock, { throwIfNoEntry: false })?.mtimeMs ?? Date.now());
    if (age > patience) rmSync(lock, { recursive: true, force: true });
    return false;
  }
}
