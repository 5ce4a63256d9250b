import { execFileSync } from "node:child_process";
import { linkSync, mkdirSync, mkdtempSync, rmSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import type { BuilderName } from "../../src/builders/builder.ts";
import { type Bytes, fromText } from "../../src/bytes.ts";
import { disk, osPath } from "../../src/context/disk.ts";
import { openTree } from "../../src/context/tree.ts";
import { CtxcheckError } from "../../src/errors.ts";
import type { BuildPlan } from "../../src/plan/build-plan.ts";
import type { PlanOptions } from "../../src/plan/options.ts";
import { planBuild } from "../../src/plan/plan.ts";
import { lawRuns } from "../sample.ts";

/** What lies at a path of a tree: a file of so many bytes or with this text, or something else. */
export type Planted =
  | number
  | string
  | { readonly link: Bytes }
  | { readonly same: Bytes }
  | "directory/"
  | "fifo|";

/** By path, as a byte string; parents are made. */
export type Tree = Readonly<Record<Bytes, Planted>>;

/**
 * Memory where everybody may write to it: thousands of small trees are made and removed, some of them by a process that
 * gave up the rights of root.
 */
export const scratch: string = isOpenToAll("/dev/shm") ? "/dev/shm" : tmpdir();

function isOpenToAll(directory: string): boolean {
  return ((statSync(directory, { throwIfNoEntry: false })?.mode ?? 0) & 0o003) === 0o003;
}

/** Runs `use` over a new directory that holds the tree, and removes it. */
export function withTree<T>(tree: Tree, use: (root: string) => T): T {
  const root = mkdtempSync(join(scratch, "ctxcheck-test-"));
  const remove = () => rmSync(root, { recursive: true, force: true });
  let result: T;
  try {
    plant(root, tree);
    result = use(root);
  } catch (error) {
    remove();
    throw error;
  }
  if (!(result instanceof Promise)) {
    remove();
    return result;
  }
  return result.finally(remove) as T;
}

export function plant(root: string, tree: Tree): void {
  for (const [path, planted] of Object.entries(tree)) plantOne(fromText(root), path, planted);
}

function plantOne(root: Bytes, path: Bytes, planted: Planted): void {
  const full = `${root}/${path}`;
  mkdirSync(osPath(full.slice(0, full.lastIndexOf("/"))), { recursive: true });
  if (planted === "directory/") mkdirSync(osPath(full), { recursive: true });
  else if (planted === "fifo|") execFileSync("mkfifo", [full]);
  else if (typeof planted === "number") writeFileSync(osPath(full), Buffer.alloc(planted, "x"));
  else if (typeof planted === "string") writeFileSync(osPath(full), Buffer.from(planted, "latin1"));
  else if ("link" in planted) symlinkSync(osPath(planted.link), osPath(full));
  else linkSync(osPath(`${root}/${planted.same}`), osPath(full));
}

/** Passes a random context over that the builder refuses. */
export function accepted<const T>(ask: () => T): T {
  try {
    return ask();
  } catch (error) {
    fc.pre(!(error instanceof CtxcheckError));
    throw error;
  }
}

/** How many random contexts a law is tried on: most for the builders that most people use. */
export const runs = (builder: BuilderName): number =>
  lawRuns(builder === "buildkit" || builder === "classic" ? 50 : 15);

/** A build of `root` with nothing said but the builder. */
export function buildOf(root: string, builder: BuilderName): PlanOptions {
  return {
    context: root,
    cwd: root,
    source: openTree(disk),
    builder,
    file: undefined,
    stdinDockerfile: undefined,
    ignoreFile: undefined,
    target: undefined,
    platform: undefined,
    buildArgs: new Map(),
    buildContexts: [],
  };
}

/** Its plan. */
export function planOf(root: string, builder: BuilderName, more: Partial<PlanOptions> = {}): BuildPlan {
  return planBuild({ ...buildOf(root, builder), ...more });
}
