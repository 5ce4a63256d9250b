import { fstatSync } from "node:fs";
import { Readable } from "node:stream";
import { Worker } from "node:worker_threads";

/** What an editor sends, and whether an edit is in it that nobody has read yet. */
export interface Incoming {
  readonly stream: Readable;
  readonly isSuperseded: () => boolean;
}

/** A decision about a tree is not interrupted by what arrives: another thread reads it, and counts the edits. */
const reader = `
const { workerData, parentPort } = require("node:worker_threads");
const input = new (require("node:net").Socket)({ fd: 0, readable: true, writable: false });
input.on("data", (chunk) => {
  const edits = chunk.includes('"textDocument/did') ? 1 : 0;
  Atomics.add(workerData, 0, edits);
  parentPort.postMessage([chunk, edits]);
});
const end = () => parentPort.postMessage([null, 0]);
input.on("end", end).on("error", end);
`;

/** Of stdin; a file there has all that it will ever hold, and `otherwise` reads it. */
export function readIncoming(otherwise: () => AsyncIterable<Uint8Array>): Incoming {
  const stats = fstatSync(0);
  if (!stats.isFIFO() && !stats.isSocket())
    return { stream: Readable.from(otherwise()), isSuperseded: () => false };
  const arrived = new Int32Array(new SharedArrayBuffer(4));
  const worker = new Worker(reader, { eval: true, workerData: arrived });
  const stream = new Readable({
    read: () => {},
    destroy: (_, done) => void worker.terminate().then(() => done()),
  });
  let read = 0;
  worker.on("message", ([chunk, edits]: [Uint8Array | null, number]) => {
    read += edits;
    stream.push(chunk);
  });
  return { stream, isSuperseded: () => Atomics.load(arrived, 0) > read };
}
