import type { Bytes } from "../bytes.ts";
import { Columns } from "../context/columns.ts";
import type { Packed, Range } from "../context/packed.ts";
import { type Failure, type FileStats, isFailure } from "../context/source.ts";
import type { EntryType } from "../model.ts";

/** Some directories and their contents, as sent between threads. */
export interface Batch {
  /** Separated by NUL, which no name contains. */
  readonly directories: Bytes;
  /** Number of entries of each directory. They follow each other in the columns. */
  readonly counts: Int32Array<ArrayBuffer>;
  readonly entries: Packed;
}

/** Entries that are worth a message. */
export const batchSize = 2_000;

/** Collects what is read until it is worth a message. */
export class BatchMaker {
  #directories: Bytes[] = [];
  #counts: number[] = [];
  #columns = new Columns(batchSize);

  /** Entries collected so far. */
  get length(): number {
    return this.#columns.count;
  }

  /** Starts a directory with this many entries, which are added next. */
  open(directory: Bytes, entries: number): void {
    this.#directories.push(directory);
    this.#counts.push(entries);
  }

  /** `stats`: null if not needed. Failures are left to the walk. */
  add(name: Bytes, type: EntryType, stats: FileStats | Failure | null): void {
    const id = this.#columns.add(-1, name, type);
    if (stats !== null && !isFailure(stats)) this.#columns.keep(id, stats);
  }

  /** Returns what was collected, and starts empty again. */
  take(): Batch {
    const { nameEnd, names, type, state, mode, size, mtimeMs, first, identities, devices } = this.#columns;
    const batch = {
      directories: this.#directories.join("\0"),
      counts: Int32Array.from(this.#counts),
      entries: { nameEnd, names, type, state, mode, size, mtimeMs, first, identities, devices },
    };
    this.#directories = [];
    this.#counts = [];
    this.#columns = new Columns(batchSize);
    return batch;
  }
}

/** Returns the memory to transfer with a message. */
export const memoryOf = ({ counts, entries }: Batch): ArrayBuffer[] =>
  [
    counts,
    entries.nameEnd,
    entries.names,
    entries.type,
    entries.state,
    entries.mode,
    entries.size,
    entries.mtimeMs,
    entries.first,
  ].map(({ buffer }) => buffer);

export function* directoriesOf({ directories, counts, entries }: Batch): Generator<[Bytes, Range]> {
  const paths = directories.split("\0");
  let first = 0;
  for (const [index, length] of counts.entries()) {
    const directory = paths[index] ?? "";
    yield [directory, { from: entries, first, length }];
    first += length;
  }
}
