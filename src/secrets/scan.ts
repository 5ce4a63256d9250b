import { setImmediate as nextTurn } from "node:timers/promises";
import { compareBytes } from "../bytes.ts";
import {
  addResult,
  type BatchOptions,
  type BatchOutcome,
  type BatchResult,
  emptyResult,
  type ScanFile,
  scanBatch,
} from "./batch.ts";
import type { Thread } from "./thread.ts";

export interface ScanOptions extends Omit<BatchOptions, "maxSize"> {
  /** In bytes; default 1 MiB. Only that much of a longer file is read. */
  readonly maxSize?: number;
  /** Worker threads besides this one; by default one fewer than the processors, at most 4. */
  readonly threads?: number;
  /** Called with the outcome of each file, one batch at a time. */
  readonly onBatch?: (files: readonly ScanFile[], outcome: BatchOutcome) => void;
}

export const defaultMaxSize = 1 << 20;
/** V8 cannot make a longer string. */
const largestMaxSize = 256 << 20;
const batchLength = 64;
/** With fewer files, starting a thread takes longer than the scan. */
const filesBeforeThreads = 4000;

/**
 * Reads each file once and returns the secrets in them, sorted by path and position. Small sets are read here, larger
 * ones also on worker threads; memory does not grow with the number of files. What could not be read, or only in part,
 * is counted, never dropped. The file system is only read, and there is no network.
 */
export async function scanFiles(
  files: Iterable<ScanFile> | AsyncIterable<ScanFile>,
  { maxSize = defaultMaxSize, threads, onBatch = () => {}, ...rest }: ScanOptions,
): Promise<BatchResult> {
  const options: BatchOptions = { ...rest, maxSize: Math.min(maxSize, largestMaxSize) };
  const total = emptyResult();
  const batches = batchesOf(files);
  const add: AddBatch = (batch, outcome) => {
    addResult(total, outcome);
    onBatch(batch, outcome);
  };
  const isDone = await scanHere(batches, options, add, filesBeforeThreads / batchLength);
  if (!isDone) await scanTogether(batches, options, add, threads);
  return sorted(total);
}

type AddBatch = NonNullable<ScanOptions["onBatch"]>;
type Batches = AsyncGenerator<readonly ScanFile[]>;

async function* batchesOf(files: Iterable<ScanFile> | AsyncIterable<ScanFile>): Batches {
  let batch: ScanFile[] = [];
  for await (const file of files) {
    batch.push(file);
    if (batch.length < batchLength) continue;
    yield batch;
    batch = [];
  }
  if (batch.length > 0) yield batch;
}

/** Scans up to `most` batches; true if they ended before that. */
async function scanHere(
  batches: Batches,
  options: BatchOptions,
  add: AddBatch,
  most: number,
): Promise<boolean> {
  for (let count = 0; count < most; count++) {
    const { value, done } = await batches.next();
    if (done === true) return true;
    add(value, scanBatch(value, options));
    await nextTurn();
  }
  return false;
}

/** This thread and the others take the next batch whenever they are free; each of the others also has one waiting. */
async function scanTogether(
  batches: Batches,
  options: BatchOptions,
  add: AddBatch,
  wanted: number | undefined,
): Promise<void> {
  const { startThreads } = await import("./thread.ts");
  const threads = startThreads(options, wanted);
  try {
    const lanes = threads
      .flatMap((thread) => [thread, thread])
      .map((thread) => scanThere(batches, thread, options, add));
    await Promise.all([scanHere(batches, options, add, Number.POSITIVE_INFINITY), ...lanes]);
  } finally {
    await Promise.all(threads.map((thread) => thread.stop()));
  }
}

async function scanThere(
  batches: Batches,
  thread: Thread,
  options: BatchOptions,
  add: AddBatch,
): Promise<void> {
  for await (const batch of shared(batches)) {
    const result = await thread.scan(batch);
    add(batch, result ?? scanBatch(batch, options));
    if (result === null) return;
  }
}

/** A loop over this generator may end early without ending it for the others. */
async function* shared(batches: Batches): Batches {
  for (let next = await batches.next(); next.done !== true; next = await batches.next()) yield next.value;
}

/** Sorts by path and by position in the file. */
export function sorted<T extends BatchResult>(total: T): T {
  total.hits.sort((a, b) => compareBytes(a.path, b.path) || a.line - b.line || a.column - b.column);
  total.problems.sort((a, b) => compareBytes(a.path, b.path));
  return total;
}
