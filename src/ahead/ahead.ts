import { availableParallelism } from "node:os";
import type { Bytes } from "../bytes.ts";
import { disk } from "../context/disk.ts";
import { isFailure, type Source, type TreeRoot } from "../context/source.ts";
import { entriesOf } from "./batch.ts";
import { type Claims, claimsIn, claimsSize } from "./claims.ts";
import type { AheadOptions } from "./options.ts";
import { canUseThreads, type Reader, type StartReader, startReader } from "./thread.ts";

/** How it begins: null where there are no threads; a walk of fewer entries is over before one has started. */
export interface Start {
  readonly reader: StartReader | null;
  readonly afterEntries: number;
}

const start: Start = { reader: canUseThreads ? startReader : null, afterEntries: 5_000 };

/**
 * Walks a tree of which other threads read the end while the walk reads the beginning. Every answer of `source` is the
 * disk's; only when it was asked differs.
 */
export function walkAhead<T>(
  tree: TreeRoot,
  options: AheadOptions,
  walk: (source: Source) => T,
  { reader, afterEntries } = start,
): T {
  const most = options.threads ?? (availableParallelism() > 1 ? undefined : 0);
  const isElsewhere = tree.source !== disk || options.amend !== undefined;
  if (isElsewhere || reader === null || most === 0) return walk(tree.source);
  const memory = new SharedArrayBuffer(claimsSize);
  let readers: readonly Reader[] = [];
  const startAll = (paying: number) => {
    const threads = most ?? paying;
    readers = started(threads, (begin) => reader(options, memory, begin));
    return threads > 0;
  };
  const progress = tellProgress(claimsIn(memory));
  const listDirectory = measured(tree.source.list, afterEntries, startAll);
  const list: Source["list"] = (path) => {
    const inside = path.length > tree.root.length ? `${path.slice(tree.root.length + 1)}/` : "";
    progress(inside);
    for (const one of readers) {
      const known = one.find(inside);
      if (known === undefined) continue;
      if (options.watch !== undefined) options.watch.calls.ahead++;
      return entriesOf(known);
    }
    return listDirectory(path);
  };
  try {
    return walk({ ...tree.source, list });
  } finally {
    for (const one of readers) one.stop();
  }
}

/** None where the process may not start threads. */
function started(count: number, startAt: (begin: number) => Reader): readonly Reader[] {
  try {
    return Array.from({ length: count }, (_, index) => startAt(1 - index / count));
  } catch {
    return [];
  }
}

/** What the walk reads, and has left, nobody else needs to read. It goes depth first. */
function tellProgress(claims: Claims): (directory: Bytes) => void {
  const open: Bytes[] = [];
  return (directory) => {
    for (let last = open.at(-1); last !== undefined && !directory.startsWith(last); last = open.at(-1)) {
      claims.finish(last);
      open.pop();
    }
    claims.take(directory);
    open.push(directory);
  };
}

/** Milliseconds that a directory takes to list where the disk has to be waited for. */
const slow = 0.06;

/** On a fast disk, starting a thread takes longer than to walk fewer entries. */
const entriesOnFastDisk = 25_000;

/** How many threads pay. On a slow disk several: they wait, and the processors are free meanwhile. */
function threadsFor(entries: number, listing: number): number {
  if (listing > slow) return 2;
  return entries >= entriesOnFastDisk ? 1 : 0;
}

/** Listing; asks twice whether threads should be started, with what was measured, until they are. */
function measured(
  list: Source["list"],
  afterEntries: number,
  start: (threads: number) => boolean,
): Source["list"] {
  const times: number[] = [];
  let met = 0;
  let next = afterEntries;
  return (path) => {
    if (met > entriesOnFastDisk) return list(path);
    const since = performance.now();
    const entries = list(path);
    times.push(performance.now() - since);
    met += isFailure(entries) ? 0 : entries.length;
    if (met >= next)
      next = start(threadsFor(met, median(times))) ? Number.POSITIVE_INFINITY : entriesOnFastDisk;
    return entries;
  };
}

const median = (numbers: readonly number[]): number =>
  [...numbers].sort((a, b) => a - b)[numbers.length >> 1] ?? 0;
