import { availableParallelism } from "node:os";
import type { Bytes } from "../bytes.ts";
import { disk } from "../context/disk.ts";
import type { Range } from "../context/packed.ts";
import { isFailure, type ListedEntry, type Source } from "../context/source.ts";
import { timedSource } from "../context/timed-source.ts";
import { once } from "../once.ts";
import { type Claims, claimsIn, claimsSize } from "./claims.ts";
import type { AheadOptions } from "./options.ts";
import { canUseThreads, type Reader, type StartReader, startMany, startReader } from "./thread.ts";

/**
 * How reading ahead starts: `reader` is null if there are no threads; none are considered before a walk has met some
 * entries.
 */
export interface Start {
  readonly reader: StartReader | null;
  readonly afterEntries: number;
}

const start: Start = { reader: canUseThreads ? startReader : null, afterEntries: 2_000 };

/**
 * Walks a tree while other threads read it from the end. Every answer is the disk's; only the time of reading differs.
 */
export function walkAhead<T>(options: AheadOptions, walk: () => T, { reader, afterEntries } = start): T {
  const { source: tree, root, watch } = options;
  const most = options.threads ?? (availableParallelism() > 1 ? undefined : 0);
  if (tree.from !== disk || reader === null || most === 0)
    return tree.reading(timedSource(tree.from, watch), walk);
  const claims = once(() => new SharedArrayBuffer(claimsSize));
  let readers: readonly Reader[] = [];
  const startAll = (paying: number) => {
    const threads = most ?? paying;
    readers = startMany(threads, (at) => reader(options, claims(), 1 - at / threads));
    return threads > 0;
  };
  const progress = once(() => estimate(claimsIn(claims())));
  const ready = (path: Bytes): Range | undefined => {
    const inside = path.length > root.length ? `${path.slice(root.length + 1)}/` : "";
    progress()(inside);
    for (const one of readers) {
      const known = one.find(inside);
      if (known !== undefined) return known;
    }
    return undefined;
  };
  try {
    const source = { ...disk, ready, list: measured(disk.list, afterEntries, startAll) };
    return tree.reading(timedSource(source, watch), walk);
  } finally {
    for (const one of readers) one.stop();
  }
}

/** Marks what the walk has read and left, so that nobody else reads it. The walk is depth-first. */
function estimate(claims: Claims): (directory: Bytes) => void {
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

/** Milliseconds to list a directory if the disk has to be waited for. */
const slow = 0.06;

/** With fewer entries left, starting a thread takes longer than it saves. */
const worthIt = 25_000;
const betweenGuesses = 1_000;

/**
 * Returns a listing that occasionally decides whether to start threads, and how many are worthwhile, until they are
 * started.
 */
function measured(
  list: Source["list"],
  afterEntries: number,
  start: (threads: number) => boolean,
): Source["list"] {
  const times: number[] = [];
  const guess = guessing();
  let [met, next] = [0, afterEntries];
  return (path) => {
    if (next === Number.POSITIVE_INFINITY) return list(path);
    const since = performance.now();
    const entries = list(path);
    times.push(performance.now() - since);
    if (isFailure(entries)) return entries;
    met += entries.length;
    const left = guess(path, entries);
    if (met < next) return entries;
    const isStarted = start(left() < worthIt && met < worthIt ? 0 : median(times) > slow ? 2 : 1);
    next = isStarted ? Number.POSITIVE_INFINITY : next + betweenGuesses;
    return entries;
  };
}

const median = (numbers: readonly number[]): number =>
  [...numbers].sort((a, b) => a - b)[numbers.length >> 1] ?? 0;

interface Begun {
  readonly path: Bytes;
  /** Entries met before it. */
  readonly before: number;
  /** Directories in it, and how many of them a depth-first walk has begun. */
  readonly directories: number;
  begun: number;
}

/**
 * Returns an estimate of the entries that a walk has left, assuming that the rest of each open directory is like its
 * beginning.
 */
function guessing(): (path: Bytes, entries: readonly ListedEntry[]) => () => number {
  const open: Begun[] = [];
  let met = 0;
  const leftIn = ({ before, directories, begun }: Begun): number =>
    begun < 3 ? 0 : ((met - before) / (begun - 1)) * (directories - begun + 1);
  return (path, entries) => {
    while (open.length > 0 && !path.startsWith(open.at(-1)?.path ?? "")) open.pop();
    const around = open.at(-1);
    if (around !== undefined) around.begun++;
    met += entries.length;
    const directories = entries.filter(({ type }) => type === "directory").length;
    open.push({ path: path.endsWith("/") ? path : `${path}/`, before: met, directories, begun: 0 });
    return () => open.reduce((most, one) => Math.max(most, leftIn(one)), 0);
  };
}
