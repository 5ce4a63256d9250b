import { workerData } from "node:worker_threads";
import type { Task } from "./lanes.ts";
import { type Batch, readBatch } from "./read-batch.ts";

const { port, answered }: Task = workerData;
const count = new Int32Array(answered);

port.on("message", (batch: Batch) => {
  const answer = readBatch(batch);
  port.postMessage(answer, [answer.bytes.buffer]);
  Atomics.add(count, 0, 1);
  Atomics.notify(count, 0);
});
