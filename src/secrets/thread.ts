import { availableParallelism } from "node:os";
import { Worker } from "node:worker_threads";
import type { BatchOptions, BatchOutcome, ScanFile } from "./batch.ts";
import type { BatchAnswer } from "./worker.ts";

/** When run from the sources, as by the tests, a thread has no program to start: everything is read in this one. */
const canUseThreads = !import.meta.url.endsWith(".ts");

export interface Thread {
  /** Returns the result, or null if the thread has ended and the caller has to scan the batch. */
  readonly scan: (files: readonly ScanFile[]) => Promise<BatchOutcome | null>;
  readonly stop: () => Promise<unknown>;
}

const mostThreads = 4;

/** Starts `wanted` threads, by default as many as there are processors besides the one this thread uses, at most 4. */
export function startThreads(
  options: BatchOptions,
  wanted = Math.min(mostThreads, availableParallelism() - 1),
): Thread[] {
  const threads: Thread[] = [];
  while (canUseThreads && threads.length < wanted) {
    const thread = startedThread(options);
    if (thread === null) break;
    threads.push(thread);
  }
  return threads;
}

/** Null if the system has no thread to give: the running ones, or this one alone, do the work. */
function startedThread(options: BatchOptions): Thread | null {
  try {
    return startThread(options);
  } catch {
    return null;
  }
}

function startThread(options: BatchOptions): Thread {
  const worker = new Worker(new URL("./worker.js", import.meta.url), { workerData: options });
  const waiting = new Map<number, (result: BatchOutcome | null) => void>();
  let isDead = false;
  let lastId = 0;
  worker.on("message", ({ id, result }: BatchAnswer) => {
    waiting.get(id)?.(result);
    waiting.delete(id);
  });
  const giveBack = () => {
    isDead = true;
    for (const resolve of waiting.values()) resolve(null);
    waiting.clear();
  };
  // Out of memory, or missing from a bundle: slower, but never wrong.
  worker.on("error", giveBack);
  worker.on("exit", giveBack);
  const scan = (files: readonly ScanFile[]) =>
    new Promise<BatchOutcome | null>((resolve) => {
      lastId += 1;
      if (isDead) return resolve(null);
      waiting.set(lastId, resolve);
      worker.postMessage({ id: lastId, files });
    });
  return { scan, stop: () => worker.terminate() };
}
