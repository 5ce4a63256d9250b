import type { Bytes } from "../bytes.ts";
import { ModeStats } from "../context/mode-stats.ts";
import { type Failure, type FileStats, isFailure, type ListedEntry } from "../context/source.ts";
import type { EntryType } from "../model.ts";

/** Some directories and what they hold, as it travels between threads. */
export interface Batch {
  readonly directories: readonly Bytes[];
  /** Of each directory, how many entries it has. */
  readonly counts: Int32Array<ArrayBuffer>;
  /** Of all entries, in order, with NUL between them: no name holds that. */
  readonly names: Bytes;
  /** By their place in `types`. */
  readonly types: Uint8Array<ArrayBuffer>;
  /** Five numbers an entry: mode, size, mtimeMs, nlink, rdev. NaN where nobody asked, or the answer was a failure. */
  readonly stats: Float64Array<ArrayBuffer>;
  /** Of files with several names, by their place: which file it is. */
  readonly identities: ReadonlyMap<number, string>;
}

const types: readonly EntryType[] = ["file", "directory", "symlink", "fifo", "socket", "device"];
const numbers = 5;

/** Gathers what is read until it is worth a message. */
export class BatchMaker {
  #directories: Bytes[] = [];
  #counts: number[] = [];
  #names: Bytes[] = [];
  #types: number[] = [];
  #stats: number[] = [];
  #identities = new Map<number, string>();

  /** Entries so far. */
  get length(): number {
    return this.#names.length;
  }

  /** `stats`: of each entry, null where nobody asked. */
  add(
    directory: Bytes,
    entries: readonly ListedEntry[],
    stats: readonly (FileStats | Failure | null)[],
  ): void {
    this.#directories.push(directory);
    this.#counts.push(entries.length);
    entries.forEach(({ name, type }, at) => {
      this.#names.push(name);
      this.#types.push(types.indexOf(type));
      const known = stats[at] ?? null;
      if (known !== null && !isFailure(known) && known.identity !== undefined)
        this.#identities.set(this.#types.length - 1, known.identity);
      if (known === null || isFailure(known)) this.#stats.push(Number.NaN, 0, 0, 0, 0);
      else this.#stats.push(known.mode, known.size, known.mtimeMs, known.nlink, known.rdev);
    });
  }

  /** What was gathered; then it is empty again. */
  take(): Batch {
    const batch = {
      directories: this.#directories,
      counts: Int32Array.from(this.#counts),
      names: this.#names.join("\0"),
      types: Uint8Array.from(this.#types),
      stats: Float64Array.from(this.#stats),
      identities: this.#identities,
    };
    this.#identities = new Map();
    this.#directories = [];
    this.#counts = [];
    this.#names = [];
    this.#types = [];
    this.#stats = [];
    return batch;
  }
}

/** What one directory of a batch holds. */
export interface Recorded {
  readonly from: Received;
  readonly first: number;
  readonly count: number;
}

interface Received extends Batch {
  readonly split: readonly Bytes[];
}

export function* directoriesOf(batch: Batch): Generator<[Bytes, Recorded]> {
  const from = { ...batch, split: batch.names.split("\0") };
  let first = 0;
  for (const [index, directory] of batch.directories.entries()) {
    const count = batch.counts[index] ?? 0;
    yield [directory, { from, first, count }];
    first += count;
  }
}

export function entriesOf({
  from: { split, types: kinds, stats, identities },
  first,
  count,
}: Recorded): ListedEntry[] {
  const entries: ListedEntry[] = [];
  for (let at = first; at < first + count; at++) {
    const type = types[kinds[at] ?? 0] ?? "file";
    const known = Number.isNaN(stats[at * numbers]) ? null : statsAt(stats, at * numbers, identities.get(at));
    entries.push({ name: split[at] ?? "", type, stats: known });
  }
  return entries;
}

function statsAt(stats: Float64Array, at: number, identity: string | undefined): FileStats {
  const [mode = 0, size = 0, mtimeMs = 0, nlink = 1, rdev = 0] = stats.subarray(at, at + numbers);
  return new ModeStats({ mode, size, mtimeMs, nlink, rdev, identity });
}
