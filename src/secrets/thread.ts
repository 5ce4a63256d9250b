import { availableParallelism } from "node:os";
import { Worker } from "node:worker_threads";
import type { BatchOptions, BatchOutcome, ScanFile } from "./batch.ts";
import type { BatchAnswer } from "./worker.ts";

/** From the sources, as the tests run them, a thread has no program to start: then all is read in this one. */
const canUseThreads = !import.meta.url.endsWith(".ts");

export interface Thread {
  /** The result, or null if the thread is no more: the batch is the caller's again. */
  readonly scan: (files: readonly ScanFile[]) => Promise<BatchOutcome | null>;
  readonly stop: () => Promise<unknown>;
}

const mostThreads = 4;

/** As many as `wanted`, or as there are processors besides the one that this thread keeps busy. */
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

/** Null if the system has no thread to give: those that run, or this one alone, do the work. */
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
  // Out of memory, or not there at all in a bundle: slower then, never wrong.
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
