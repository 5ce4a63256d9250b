import { availableParallelism } from "node:os";
import { Worker } from "node:worker_threads";
import type { Bytes } from "../bytes.ts";

/** Another thread that reads files. */
export interface Lane {
  /** Null where the thread is no more: the files are the caller's again. */
  readonly digest: (paths: readonly Bytes[]) => Promise<readonly string[] | null>;
  readonly stop: () => Promise<unknown>;
}

/** From the sources, as the tests run them, a thread has no program to start: then all is read in this one. */
const canUseThreads = !import.meta.url.endsWith(".ts");
const mostThreads = 8;

/** As many as there are processors besides the one that this thread keeps busy; none where they cannot be started. */
export function startLanes(wanted = Math.min(mostThreads, availableParallelism() - 1)): Lane[] {
  try {
    return canUseThreads ? Array.from({ length: wanted }, startLane) : [];
  } catch {
    return [];
  }
}

function startLane(): Lane {
  const worker = new Worker(new URL("./hasher.js", import.meta.url));
  const waiting: ((digests: readonly string[] | null) => void)[] = [];
  let isDead = false;
  // Answers come in the order of the questions.
  worker.on("message", (digests: readonly string[]) => waiting.shift()?.(digests));
  const giveBack = () => {
    isDead = true;
    for (const resolve of waiting.splice(0)) resolve(null);
  };
  worker.on("error", giveBack);
  worker.on("exit", giveBack);
  const digest = (paths: readonly Bytes[]) =>
    new Promise<readonly string[] | null>((resolve) => {
      if (isDead) return resolve(null);
      waiting.push(resolve);
      worker.postMessage(paths);
    });
  return { digest, stop: () => worker.terminate() };
}
