import { parentPort, workerData } from "node:worker_threads";
import { type BatchOptions, type BatchOutcome, type ScanFile, scanBatch } from "./batch.ts";

/** A batch to scan; its answer has the same `id`. */
export interface BatchRequest {
  readonly id: number;
  readonly files: readonly ScanFile[];
}

export interface BatchAnswer {
  readonly id: number;
  readonly result: BatchOutcome;
}

const options: BatchOptions = workerData;

parentPort?.on("message", ({ id, files }: BatchRequest) => {
  const answer: BatchAnswer = { id, result: scanBatch(files, options) };
  parentPort?.postMessage(answer);
});
