import { availableParallelism } from "node:os";
import type { MessagePort } from "node:worker_threads";
import { canUseThreads, startMany, startThread, type Thread } from "../ahead/thread.ts";
import { type Answer, type Batch, readBatch } from "./read-batch.ts";

/** What the thread of a lane is given. */
export interface Task {
  readonly port: MessagePort;
  /** Counts answers of all lanes. */
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
  readonly asked: Open<Of>[];
  /** Nobody waits for one that has never answered: perhaps it cannot start. */
  hasAnswered: boolean;
}

const mostThreads = 8;
/** Batches that one lane has at once: it need not wait for the next. */
const askedAtOnce = 2;
/** For each lane, those that are read or wait for one before them. */
const mostOpen = 4;
/** Read here before threads are started: they take longer than that. */
const batchesBeforeThreads = 8;
/** Milliseconds. What takes longer is read here, too, and whoever comes second has read it for nothing. */
const patience = 500;

/**
 * Reads batches on all processors, by this thread, too, and gives the answers in their order; some wait for those before
 * them. `threads`: besides this one; by default one less than there are processors.
 */
export function* readAll<Of extends Batch>(
  batches: Iterable<Of>,
  threads = Math.min(mostThreads, availableParallelism() - 1),
): Generator<{ readonly batch: Of; readonly answer: Answer }> {
  const source = batches[Symbol.iterator]();
  const answered = new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT));
  let lanes: readonly Lane<Of>[] = [];
  const open: Open<Of>[] = [];
  /** False if there is nothing more. */
  const take = (lane: Lane<Of> | null): boolean => {
    const { value: batch, done } = source.next();
    if (done === true) return false;
    const one: Open<Of> = { batch, lane, answer: lane === null ? readBatch(batch) : null };
    open.push(one);
    lane?.asked.push(one);
    const { paths, sizes, wanted } = batch;
    lane?.thread.port.postMessage({ paths, sizes, wanted });
    return true;
  };
  let isMore = true;
  try {
    for (let count = 0; ; count++) {
      if (count === batchesBeforeThreads) lanes = startLanes(threads, answered.buffer);
      for (const lane of lanes) while (isMore && lane.asked.length < askedAtOnce) isMore = take(lane);
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
  const start = (): Lane<Of> => ({ thread: startThread(program, task), asked: [], hasAnswered: false });
  return canUseThreads ? startMany(wanted, start) : [];
}

/** Whatever has come. Each lane answers in the order of its questions. */
function receive<Of extends Batch>(lanes: readonly Lane<Of>[]): void {
  for (const lane of lanes)
    for (let answer = lane.thread.receive(); answer !== undefined; answer = lane.thread.receive()) {
      lane.hasAnswered = true;
      const asked = lane.asked.shift();
      if (asked !== undefined) asked.answer ??= answer;
    }
}

/** Null if it does not come in time. */
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
