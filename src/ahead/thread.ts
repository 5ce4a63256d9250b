import { createRequire } from "node:module";
import type { MessagePort } from "node:worker_threads";
import type { Bytes } from "../bytes.ts";
import type { Range } from "../context/packed.ts";
import { type Batch, directoriesOf } from "./batch.ts";
import type { AheadOptions } from "./options.ts";
import { type Pace, paceIn, paceSize } from "./pace.ts";

const require = createRequire(import.meta.url);

/** Loaded for the first thread: most contexts need none. */
function threads(): typeof import("node:worker_threads") {
  return require("node:worker_threads");
}

/** From the sources, as the tests run them, a thread has no program to start. */
export const canUseThreads = !import.meta.url.endsWith(".ts");

/** A thread that reads ahead. */
export interface Reader {
  /** What it has read of a directory; each is reported once. Never waits. */
  find(directory: Bytes): Range | undefined;
  stop(): void;
}

/** What a thread needs to know. */
export interface Errand<Build = object> {
  readonly build: Build;
  readonly measureExcluded: boolean;
  readonly begin: number;
  readonly claims: SharedArrayBuffer;
  readonly pace: SharedArrayBuffer;
  readonly port: MessagePort;
}

export type StartReader = (options: AheadOptions, claims: SharedArrayBuffer, begin: number) => Reader;

/** `program`: of the thread, beside this one in the package. */
export function startReader(
  { build, measureExcluded }: AheadOptions,
  claims: SharedArrayBuffer,
  begin: number,
  program: URL = new URL("./reader.js", import.meta.url),
): Reader {
  const { MessageChannel, Worker } = threads();
  const { port1, port2 } = new MessageChannel();
  const memory = new SharedArrayBuffer(paceSize);
  const errand: Errand = {
    build,
    measureExcluded,
    begin,
    claims,
    pace: memory,
    port: port2,
  };
  const worker = new Worker(program, {
    workerData: errand,
    transferList: [port2],
  });
  // Out of memory, or not there at all in a bundle: slower then, never wrong.
  worker.on("error", () => {});
  worker.unref();
  const pace = paceIn(memory);
  const stop = () => {
    pace.stop();
    port1.close();
    worker.terminate();
  };
  return { find: finder(port1, pace), stop };
}

function finder(port: MessagePort, pace: Pace): Reader["find"] {
  const { receiveMessageOnPort } = threads();
  const known = new Map<Bytes, Range>();
  let received = 0;
  const receive = () => {
    for (let sent = pace.sent(); received < sent; received++) {
      const next: { message: Batch } | undefined = receiveMessageOnPort(port);
      if (next === undefined) return;
      for (const [directory, recorded] of directoriesOf(next.message)) known.set(directory, recorded);
    }
  };
  return (directory) => {
    receive();
    const found = known.get(directory);
    if (found !== undefined) {
      known.delete(directory);
      pace.used(found.length);
    }
    return found;
  };
}
