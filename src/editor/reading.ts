import type { Connection, WorkDoneProgressServerReporter } from "vscode-languageserver/node";
import { unlessReported } from "../errors.ts";
import type { PlanOptions } from "../plan/options.ts";
import { planBuild } from "../plan/plan.ts";
import { readTree } from "./read-tree.ts";

/** Reads a context once, and what is excluded from it if that is to be measured; false where the editor has ended it. */
export type Reading = (options: PlanOptions, measures?: boolean) => Promise<boolean>;

/** With a word of how far it is. */
export function readers(connection: Connection): Reading {
  const known = new WeakMap<PlanOptions["source"], Map<string, Promise<boolean>>>();
  return ({ source, ...options }, measures = false) => {
    const ofTree = known.get(source) ?? new Map<string, Promise<boolean>>();
    known.set(source, ofTree);
    const key = `${measures} ${options.context}`;
    const reading = ofTree.get(key) ?? readWithProgress(connection, { ...options, source }, measures);
    ofTree.set(key, reading);
    // An edit came in between: who asks after it goes on.
    reading.catch(() => ofTree.delete(key));
    return reading;
  };
}

/** Milliseconds of reading after which progress is reported. */
const patience = 300;
/** Between two words of how far it is. */
const interval = 100;

async function readWithProgress(
  connection: Connection,
  options: PlanOptions,
  measures: boolean,
): Promise<boolean> {
  const plan = unlessReported(() => planBuild(options));
  if (plan === null) return true;
  const start = performance.now();
  let reported = start;
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
  const progress = (entries: number) => {
    const now = performance.now();
    if (!isAsked && now - start > patience) void ask();
    if (now - reported > interval) {
      reported = now;
      for (const progress of shown) progress.report(`${entries} entries`);
    }
    return shown.every(({ token }) => !token.isCancellationRequested);
  };
  return readTree(plan, measures, progress).finally(() => {
    isOver = true;
    for (const progress of shown) progress.done();
  });
}
