import { availableParallelism } from "node:os";
import type { MessagePort } from "node:worker_threads";
import { canUseThreads, startMany, startThread, type Thread } from "../ahead/thread.ts";
import { type Answer, type Batch, readBatch } from "./read-batch.ts";

/** What the thread of a lane receives. */
export interface Task {
  readonly port: MessagePort;
  /** Counter of the answers of all lanes. */
  readonly answered: SharedArrayBuffer;
}

interface Open<Of extends Batch> {
  readonly batch: Of;
  readonly lane: Lane<Of> | null;
  answer: Answer | null;
}

interface Lane<Of extends Batch> {
  readonly thread: Thread<Answer>;
  /** Unanswered requests, the oldest first. */
  readonly pending: Open<Of>[];
  /** A lane that has never answered is not waited for: it may have failed to start. */
  hasAnswered: boolean;
}

const mostThreads = 8;
/** Batches that a lane has at once, so that it need not wait for the next one. */
const pendingAtOnce = 2;
/** For each lane, batches being read or waiting for earlier ones. */
const mostOpen = 4;
/** Batches read in this thread before others are started, because starting them takes longer. */
const batchesBeforeThreads = 8;
/** Milliseconds. A batch that takes longer is also read in this thread, and the later result is discarded. */
const patience = 500;

/**
 * Reads batches on all processors, this thread included, and yields the answers in order; a finished one may wait for
 * earlier ones. `threads`: besides this one; by default one fewer than the processors, at most 8.
 */
export function* readAll<Of extends Batch>(
  batches: Iterable<Of>,
  threads = Math.min(mostThreads, availableParallelism() - 1),
): Generator<{ readonly batch: Of; readonly answer: Answer }> {
  const source = batches[Symbol.iterator]();
  const answered = new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT));
  let lanes: readonly Lane<Of>[] = [];
  const open: Open<Of>[] = [];
  /** Starts the next batch; false if there is none. */
  const take = (lane: Lane<Of> | null): boolean => {
    const { value: batch, done } = source.next();
    if (done === true) return false;
    const one: Open<Of> = { batch, lane, answer: lane === null ? readBatch(batch) : null };
    open.push(one);
    lane?.pending.push(one);
    const { paths, sizes, wanted } = batch;
    lane?.thread.port.postMessage({ paths, sizes, wanted });
    return true;
  };
  let isMore = true;
  try {
    for (let count = 0; ; count++) {
      if (count === batchesBeforeThreads) lanes = startLanes(threads, answered.buffer);
      for (const lane of lanes) while (isMore && lane.pending.length < pendingAtOnce) isMore = take(lane);
      receive(lanes);
      const [head] = open;
      const isReady = head !== undefined && head.answer !== null;
      if (isMore && !isReady && open.length <= mostOpen * lanes.length) isMore = take(null);
      else if (head === undefined) return;
      else {
        const answer = head.answer ?? awaited(head, lanes, answered) ?? readBatch(head.batch);
        head.answer = answer;
        open.shift();
        yield { batch: head.batch, answer };
      }
    }
  } finally {
    for (const { thread } of lanes) thread.stop();
  }
}

function startLanes<Of extends Batch>(wanted: number, answered: SharedArrayBuffer): readonly Lane<Of>[] {
  const program = new URL("./hasher.js", import.meta.url);
  const task: Omit<Task, "port"> = { answered };
  const start = (): Lane<Of> => ({ thread: startThread(program, task), pending: [], hasAnswered: false });
  return canUseThreads ? startMany(wanted, start) : [];
}

/** Takes the answers that have arrived. Each lane answers in the order of its batches. */
function receive<Of extends Batch>(lanes: readonly Lane<Of>[]): void {
  for (const lane of lanes)
    for (let answer = lane.thread.receive(); answer !== undefined; answer = lane.thread.receive()) {
      lane.hasAnswered = true;
      const pending = lane.pending.shift();
      if (pending !== undefined) pending.answer ??= answer;
    }
}

/** Waits for an answer; null if it does not arrive in time. */
function awaited<Of extends Batch>(
  head: Open<Of>,
  lanes: readonly Lane<Of>[],
  answered: Int32Array<SharedArrayBuffer>,
): Answer | null {
  const end = performance.now() + patience;
  for (let left = patience; head.answer === null && head.lane?.hasAnswered === true && left > 0; ) {
    const before = Atomics.load(answered, 0);
    receive(lanes);
    if (head.answer === null) Atomics.wait(answered, 0, before, left);
    left = end - performance.now();
  }
  receive(lanes);
  return head.answer;
}
