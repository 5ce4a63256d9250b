import type { Bytes } from "../bytes.ts";
import { diskPieces } from "../context/disk-pieces.ts";
import { contentsOf } from "../context/pieces.ts";
import { type Failure, isDirectory, type Source } from "../context/source.ts";
import { readAll } from "./lanes.ts";
import { type Batch, digestOf, digestSize } from "./read-batch.ts";

export interface FileToRead {
  /** Absolute. */
  readonly place: Bytes;
  /** Bytes, as the walk met it. */
  readonly size: number;
}

/** Sha256 of each file, in their order: 32 bytes. */
export function* digestsOf(
  source: Source,
  files: Iterable<FileToRead>,
  threads?: number,
): Generator<Bytes | Failure> {
  if (!isDirectory(source)) {
    yield* digestsHere(source, [...files]);
    return;
  }
  for (const { batch, answer } of readAll(batchesOf(files, "digests"), threads)) {
    const digests = Buffer.from(answer.bytes.buffer).toString("latin1");
    const failed = new Map(answer.failures.map(({ at, code }) => [at, { failed: code }]));
    for (const at of batch.sizes.keys())
      yield failed.get(at) ?? digests.slice(at * digestSize, (at + 1) * digestSize);
  }
}

/** An archive, a commit: no other thread can read it. */
function* digestsHere(source: Source, files: readonly FileToRead[]): Generator<Bytes | Failure> {
  const found = new Map<Bytes, Bytes>();
  const places = files.map(({ place }) => place);
  for (const { path, pieces } of contentsOf(source, places))
    found.set(path, digestOf(pieces).toString("latin1"));
  for (const { place } of files) yield found.get(place) ?? { failed: "ENOENT" };
}

/** The content of each file, in their order; a piece is valid until the next is requested. Throws what node:fs throws. */
export function* contentsInOrder(
  source: Source,
  files: Iterable<FileToRead>,
  threads?: number,
): Generator<Iterable<Uint8Array> | Failure> {
  if (!isDirectory(source)) {
    for (const { pieces } of contentsOf(source, placesOf(files))) yield pieces;
    return;
  }
  for (const { batch, answer } of readAll(batchesOf(files, "contents"), threads)) {
    if (batch.large !== null) yield diskPieces(batch.large.place, batch.large.size);
    const failed = new Map(answer.failures.map(({ at, code }) => [at, { failed: code }]));
    let start = 0;
    for (const [at, size] of batch.sizes.entries()) {
      yield failed.get(at) ?? [answer.bytes.subarray(start, start + size)];
      start += size;
    }
  }
}

function* placesOf(files: Iterable<FileToRead>): Generator<Bytes> {
  for (const { place } of files) yield place;
}

interface FileBatch extends Batch {
  /** One whose content goes through no message; there is no other in the batch then. */
  readonly large: FileToRead | null;
}

const mostFiles = 128;
/** Bytes. */
const mostContent = 1 << 19;

function* batchesOf(files: Iterable<FileToRead>, wanted: Batch["wanted"]): Generator<FileBatch> {
  let [waiting, bytes]: [FileToRead[], number] = [[], 0];
  const batch = (large: FileToRead | null): FileBatch => {
    const paths = waiting.map(({ place }) => place).join("\0");
    const sizes = Float64Array.from(waiting, ({ size }) => size);
    [waiting, bytes] = [[], 0];
    return { paths, sizes, wanted, large };
  };
  for (const file of files) {
    const isLarge = wanted === "contents" && file.size > mostContent;
    const isFull = waiting.length === mostFiles || bytes + file.size > mostContent;
    if (waiting.length > 0 && (isLarge || isFull)) yield batch(null);
    if (isLarge) yield batch(file);
    else {
      waiting.push(file);
      bytes += file.size;
    }
  }
  if (waiting.length > 0) yield batch(null);
}
