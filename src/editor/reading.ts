import type { Connection, WorkDoneProgressServerReporter } from "vscode-languageserver/node";
import { unlessRefused } from "../errors.ts";
import type { PlanOptions } from "../plan/options.ts";
import { planBuild } from "../plan/plan.ts";
import { readTree } from "./read-tree.ts";

/** Each context is read once, with a word of how far it is; an editor may end that, and what is left is read by who needs it. */
export function readers(connection: Connection): (options: PlanOptions) => Promise<void> {
  const known = new WeakMap<PlanOptions["source"], Map<string, Promise<void>>>();
  return ({ source, ...options }) => {
    const ofTree = known.get(source) ?? new Map<string, Promise<void>>();
    known.set(source, ofTree);
    const reading = ofTree.get(options.context) ?? readWithProgress(connection, { ...options, source });
    ofTree.set(options.context, reading);
    return reading;
  };
}

/** Milliseconds of reading after which somebody who waits is told. */
const patience = 300;
/** Between two words of how far it is. */
const interval = 100;

async function readWithProgress(connection: Connection, options: PlanOptions): Promise<void> {
  const plan = unlessRefused(() => planBuild(options));
  if (plan === null) return;
  const start = performance.now();
  let told = start;
  let isAsked = false;
  const shown: WorkDoneProgressServerReporter[] = [];
  let isOver = false;
  const ask = async () => {
    isAsked = true;
    const progress = await connection.window.createWorkDoneProgress();
    if (isOver) return;
    progress.begin("ctxcheck: reading the build context", undefined, "", true);
    shown.push(progress);
  };
  await readTree(plan, (entries) => {
    const now = performance.now();
    if (!isAsked && now - start > patience) void ask();
    if (now - told > interval) {
      told = now;
      for (const progress of shown) progress.report(`${entries} entries`);
    }
    return shown.every(({ token }) => !token.isCancellationRequested);
  });
  isOver = true;
  for (const progress of shown) progress.done();
}
