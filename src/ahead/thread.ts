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

/** When run from the sources, as by the tests, a thread has no program to start. */
export const canUseThreads = !import.meta.url.endsWith(".ts");

/** A thread that reads ahead. */
export interface Reader {
  /** Returns what it has read of a directory, once each. Never waits. */
  find(directory: Bytes): Range | undefined;
  stop(): void;
}

/** What a thread needs to know. */
export interface ReadingTask<Build = object> {
  readonly build: Build;
  readonly measureExcluded: boolean;
  readonly begin: number;
  readonly claims: SharedArrayBuffer;
  readonly pace: SharedArrayBuffer;
  readonly port: MessagePort;
}

export type StartReader = (options: AheadOptions, claims: SharedArrayBuffer, begin: number) => Reader;

/** A thread, and this end of the port to it; the other end is `port` in its data. */
export interface Thread<Message> {
  readonly port: MessagePort;
  /** Returns the oldest message that has arrived; undefined if there is none. Never waits. */
  receive(): Message | undefined;
  stop(): void;
}

/** Throws if the process may not start one. */
export function startThread<Message>(program: URL, data: object): Thread<Message> {
  const { MessageChannel, receiveMessageOnPort, Worker } = threads();
  const { port1: port, port2 } = new MessageChannel();
  const worker = new Worker(program, { workerData: { ...data, port: port2 }, transferList: [port2] });
  // Out of memory, or missing from a bundle: slower, but never wrong.
  worker.on("error", () => {});
  worker.unref();
  const stop = () => {
    port.close();
    worker.terminate();
  };
  const receive = () => {
    const next: { message: Message } | undefined = receiveMessageOnPort(port);
    return next?.message;
  };
  return { port, receive, stop };
}

/** As many as the process may start. */
export function startMany<One>(wanted: number, start: (index: number) => One): readonly One[] {
  const started: One[] = [];
  try {
    while (started.length < wanted) started.push(start(started.length));
  } catch {}
  return started;
}

/** `program`: of the thread, next to this file in the package. */
export function startReader(
  { build, measureExcluded }: AheadOptions,
  claims: SharedArrayBuffer,
  begin: number,
  program: URL = new URL("./reader.js", import.meta.url),
): Reader {
  const memory = new SharedArrayBuffer(paceSize);
  const task: Omit<ReadingTask, "port"> = { build, measureExcluded, begin, claims, pace: memory };
  const thread = startThread<Batch>(program, task);
  const pace = paceIn(memory);
  const stop = () => {
    pace.stop();
    thread.stop();
  };
  return { find: finder(thread, pace), stop };
}

function finder(thread: Thread<Batch>, pace: Pace): Reader["find"] {
  const known = new Map<Bytes, Range>();
  let received = 0;
  const receive = () => {
    for (let sent = pace.sent(); received < sent; received++) {
      const batch = thread.receive();
      if (batch === undefined) return;
      for (const [directory, recorded] of directoriesOf(batch)) known.set(directory, recorded);
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
