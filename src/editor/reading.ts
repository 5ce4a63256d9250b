import type { Connection, WorkDoneProgressServerReporter } from "vscode-languageserver/node";
import type { Folder } from "../builders/builder.ts";
import type { Bytes } from "../bytes.ts";
import { inDirectory } from "../context/links.ts";
import { isFailure } from "../context/source.ts";
import { unlessReported } from "../errors.ts";
import type { BuildPlan } from "../plan/build-plan.ts";
import type { PlanOptions } from "../plan/options.ts";
import { openRules, planBuild } from "../plan/plan.ts";

/** Reads a context once, with what is excluded from it if `measures` is set; false if the editor canceled it. */
export type Reading = (options: PlanOptions, measures?: boolean) => Promise<boolean>;

/** Returns a reader that reports its progress. */
export function readers(connection: Connection): Reading {
  const known = new WeakMap<PlanOptions["source"], Map<string, Promise<boolean>>>();
  return ({ source, ...options }, measures = false) => {
    const ofTree = known.get(source) ?? new Map<string, Promise<boolean>>();
    known.set(source, ofTree);
    const key = `${measures} ${options.context}`;
    const reading = ofTree.get(key) ?? readWithProgress(connection, { ...options, source }, measures);
    ofTree.set(key, reading);
    // An edit came in between: the request after it continues.
    reading.catch(() => ofTree.delete(key));
    return reading;
  };
}

/** Milliseconds of reading after which progress is reported. */
const patience = 300;
/** Milliseconds between two progress reports. */
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
  let isRequested = false;
  const shown: WorkDoneProgressServerReporter[] = [];
  let isOver = false;
  const ask = async () => {
    isRequested = true;
    const progress = await connection.window.createWorkDoneProgress();
    if (isOver) return;
    progress.begin("ctxcheck: reading the build context", undefined, "", true);
    shown.push(progress);
  };
  const progress = (entries: number) => {
    const now = performance.now();
    if (!isRequested && now - start > patience) void ask();
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

/** Milliseconds of reading before other work gets its turn. */
const turn = 15;

/** Receives the number of entries read after each turn; returns false to cancel. */
type Reported = (entries: number) => boolean;

interface Place {
  readonly id: number;
  readonly path: Bytes;
  /** Null if everything in it is excluded. */
  readonly folder: Folder | null;
}

/**
 * Reads into the tree what a decision about the build needs, with pauses to answer the editor. `measures`: also reads
 * what is excluded. False if canceled.
 */
async function readTree(plan: BuildPlan, measures: boolean, reported: Reported): Promise<boolean> {
  const { source, root } = plan.context;
  let [entries, since] = [0, performance.now()];
  // Breadth-first, because only the first directories read are watched.
  for (
    let open: readonly Place[] = [{ id: source.open(root), path: root, folder: openRules(plan) }];
    open.length > 0;
  ) {
    const below: Place[] = [];
    for (const at of open) {
      const listing = source.entries(at.id, at.path);
      const { first, names } = isFailure(listing) ? { first: 0, names: [] } : listing;
      for (const [offset, name] of names.entries()) {
        const [id, path] = [first + offset, inDirectory(at.path, name)];
        const type = source.typeAt(id);
        const verdict = unlessReported(() => at.folder?.decide(name, type) ?? null);
        if (verdict === null && at.folder !== null) return true;
        if (type !== "directory") {
          if (measures || verdict?.allowed || verdict?.sent) source.statsAt(id, path);
        } else if (measures || verdict?.enter)
          below.push({ id, path, folder: (verdict?.enter && at.folder?.enter(name, verdict)) || null });
        if (++entries % 64 > 0 || performance.now() - since < turn) continue;
        if (!reported(entries)) return false;
        await new Promise(setImmediate);
        since = performance.now();
      }
    }
    open = below;
  }
  return true;
}
