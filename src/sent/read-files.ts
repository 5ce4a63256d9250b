import type { Bytes } from "../bytes.ts";
import { diskPieces } from "../context/disk-pieces.ts";
import { contentsOf } from "../context/pieces.ts";
import { type Failure, isDirectory, type Source } from "../context/source.ts";
import { readAll } from "./lanes.ts";
import { type Answer, type Batch, digestOf, digestSize } from "./read-batch.ts";

export interface FileToRead {
  /** Absolute. */
  readonly place: Bytes;
  /** Bytes, as seen by the walk. */
  readonly size: number;
}

/** Items that are returned in order; some are files whose content is needed. */
export interface Reading<Of> {
  readonly source: Source;
  readonly items: Iterable<Of>;
  readonly fileOf: (item: Of) => FileToRead | null;
  readonly threads?: number | undefined;
}

/** Calls `take` for each item with the sha256 of its file, 32 bytes; null if it is no file to read. */
export function readDigests<Of>(
  reading: Reading<Of>,
  take: (item: Of, digest: Bytes | Failure | null) => void,
): void {
  if (!isDirectory(reading.source)) readHere(reading, take, digestOf);
  else
    readBatches(reading, "digests", take, ({ bytes }) => {
      const digests = Buffer.from(bytes.buffer).toString("latin1");
      return (_, at) => digests.slice(at * digestSize, (at + 1) * digestSize);
    });
}

/**
 * Calls `take` for each item with the content of its file; a piece is valid until the next is requested. Throws what
 * node:fs throws.
 */
export function readContents<Of>(
  reading: Reading<Of>,
  take: (item: Of, content: Iterable<Uint8Array> | Failure | null) => void,
): void {
  if (!isDirectory(reading.source)) readHere(reading, take, (pieces) => pieces);
  else
    readBatches(reading, "contents", take, ({ bytes }) => {
      let start = 0;
      return ({ place, size }) => {
        if (size > mostContent) return diskPieces(place, size);
        start += size;
        return [bytes.subarray(start - size, start)];
      };
    });
}

/** Reads an archive or a commit, which no other thread can read. */
function readHere<Of, Content>(
  reading: Reading<Of>,
  take: (item: Of, content: Content | Failure | null) => void,
  open: (pieces: Iterable<Uint8Array>) => Content,
): void {
  const contents = contentsOf(reading.source, placesOf(reading));
  let next = contents.next();
  for (const item of reading.items) {
    const file = reading.fileOf(item);
    if (file === null) take(item, null);
    else if (next.done === true || next.value.path !== file.place) take(item, { failed: "ENOENT" });
    else {
      take(item, open(next.value.pieces));
      next = contents.next();
    }
  }
}

function* placesOf<Of>({ items, fileOf }: Reading<Of>): Generator<Bytes> {
  for (const item of items) {
    const file = fileOf(item);
    if (file !== null) yield file.place;
  }
}

/** `open`: returns the function that gives the content of each file of a batch, in order. */
function readBatches<Of, Content>(
  reading: Reading<Of>,
  wanted: Batch["wanted"],
  take: (item: Of, content: Content | Failure | null) => void,
  open: (answer: Answer) => (file: FileToRead, at: number) => Content,
): void {
  for (const { batch, answer } of readAll(batchesOf(reading, wanted), reading.threads)) {
    const contentOf = open(answer);
    const failed = new Map(answer.failures.map(({ at, code }) => [at, { failed: code }]));
    let at = 0;
    for (const item of batch.items) {
      const file = reading.fileOf(item);
      const content = file === null ? null : contentOf(file, at);
      const isInBatch = file !== null && !isAlone(file, wanted);
      take(item, isInBatch ? (failed.get(at++) ?? content) : content);
    }
  }
}

/** Whether the content is too large for a message: it is read when it is handed out. */
const isAlone = ({ size }: FileToRead, wanted: Batch["wanted"]): boolean =>
  wanted === "contents" && size > mostContent;

interface ItemBatch<Of> extends Batch {
  readonly items: readonly Of[];
}

const mostFiles = 128;
/** Entries of a batch, most of which may be directories. */
const mostItems = 512;
/** Bytes of content in a batch. */
const mostContent = 1 << 19;

function* batchesOf<Of>({ items, fileOf }: Reading<Of>, wanted: Batch["wanted"]): Generator<ItemBatch<Of>> {
  const empty = () => ({ wanted, items: [] as Of[], paths: [] as Bytes[], sizes: [] as number[] });
  let [waiting, bytes] = [empty(), 0];
  for (const item of items) {
    const file = fileOf(item);
    const shared = file === null || isAlone(file, wanted) ? null : file;
    const isFull = waiting.paths.length === mostFiles || waiting.items.length === mostItems;
    if (isFull || (waiting.items.length > 0 && bytes + (shared?.size ?? 0) > mostContent)) {
      yield waiting;
      [waiting, bytes] = [empty(), 0];
    }
    waiting.items.push(item);
    if (shared === null) continue;
    waiting.paths.push(shared.place);
    waiting.sizes.push(shared.size);
    bytes += shared.size;
  }
  if (waiting.items.length > 0) yield waiting;
}
