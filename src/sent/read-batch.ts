import { createHash, hash } from "node:crypto";
import type { Bytes } from "../bytes.ts";
import { diskPieces, readAtOnce } from "../context/disk-pieces.ts";

/** Files of the disk to be read one after the other, here or in another thread. */
export interface Batch {
  /** Absolute. */
  readonly paths: readonly Bytes[];
  /** Bytes of each; -1 if unknown. */
  readonly sizes: readonly number[];
  /** What the contents take follows from the sizes. */
  readonly wanted: "digests" | "contents";
}

/** What was read of a batch. */
export interface Answer {
  /** A sha256 each, or the contents one behind the other. */
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** Files that cannot be read, or have another size than their content was to have; their bytes mean nothing. */
  readonly failures: readonly { readonly at: number; readonly code: string }[];
}

export const digestSize = 32;

export function readBatch({ paths, sizes, wanted }: Batch): Answer {
  const length = (size: number) => (wanted === "digests" ? digestSize : size);
  // One byte more: a file that has grown shows it there.
  const bytes = Buffer.allocUnsafeSlow(sizes.reduce((sum, size) => sum + length(size), 1));
  const failures: { at: number; code: string }[] = [];
  let start = 0;
  for (const [at, path] of paths.entries()) {
    const size = sizes[at] ?? -1;
    try {
      if (wanted === "digests") bytes.write(digestAt(path, size), start, "latin1");
      else if (!readAtOnce(path, size, bytes, start)) copyContent(path, bytes.subarray(start, start + size));
    } catch (error) {
      failures.push({ at, code: codeOf(error) });
    }
    start += length(size);
  }
  return { bytes, failures };
}

const whole = Buffer.allocUnsafeSlow(1 << 17);

/** Of a file on the disk. To begin a digest and to end it takes longer than to read a small file. */
function digestAt(path: Bytes, size: number): Bytes {
  const isSmall = size >= 0 && size < whole.length;
  return isSmall && readAtOnce(path, size, whole)
    ? hash("sha256", whole.subarray(0, size), "binary")
    : digestOf(diskPieces(path, size));
}

export function digestOf(pieces: Iterable<Uint8Array>): Bytes {
  const digest = createHash("sha256");
  for (const piece of pieces) digest.update(piece);
  return digest.digest("binary");
}

function copyContent(path: Bytes, into: Buffer): void {
  let done = 0;
  for (const piece of diskPieces(path, into.length)) {
    if (done + piece.length > into.length) throw changed;
    done += piece.copy(into, done);
  }
  if (done !== into.length) throw changed;
}

const changed = Object.assign(new Error("its size has changed"), { code: "changed" });

const codeOf = (error: unknown): string =>
  error instanceof Error && "code" in error ? String(error.code) : "EIO";
