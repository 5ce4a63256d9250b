/** Keeps two threads in step: one reads ahead, up to a limit, and stops when nobody listens anymore. */
export interface Pace {
  /** Called by the reader with the number of entries: waits while too many are unused. False if it should stop. */
  delivered(entries: number): boolean;
  /** Called by the walk: returns how many messages were sent. */
  sent(): number;
  /** Called by the walk with the number of entries that it has used. */
  used(entries: number): void;
  stop(): void;
}

/** Entries that may wait for the walk: about 30 MB. */
const most = 400_000;

/** Indices in the shared memory. */
const messages = 0;
const waiting = 1;
const stopped = 2;

/** Bytes of shared memory. */
export const paceSize = 3 * Int32Array.BYTES_PER_ELEMENT;

export function paceIn(memory: SharedArrayBuffer): Pace {
  const shared = new Int32Array(memory);
  const isStopped = () => Atomics.load(shared, stopped) === 1;
  return {
    delivered: (entries) => {
      Atomics.add(shared, messages, 1);
      Atomics.add(shared, waiting, entries);
      for (let now = Atomics.load(shared, waiting); now > most && !isStopped(); ) {
        Atomics.wait(shared, waiting, now);
        now = Atomics.load(shared, waiting);
      }
      return !isStopped();
    },
    sent: () => Atomics.load(shared, messages),
    used: (entries) => {
      Atomics.sub(shared, waiting, entries);
      Atomics.notify(shared, waiting);
    },
    stop: () => {
      Atomics.store(shared, stopped, 1);
      Atomics.store(shared, waiting, 0);
      Atomics.notify(shared, waiting);
    },
  };
}
