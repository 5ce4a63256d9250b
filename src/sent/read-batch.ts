import { createHash, hash } from "node:crypto";
import type { Bytes } from "../bytes.ts";
import { diskPieces, readAtOnce } from "../context/disk-pieces.ts";

/** Files on disk to be read one after another, in this thread or another. */
export interface Batch {
  /** Absolute. */
  readonly paths: readonly Bytes[];
  /** Bytes of each; -1 if unknown. */
  readonly sizes: readonly number[];
  /** The length of the contents follows from `sizes`. */
  readonly wanted: "digests" | "contents";
}

/** The result of reading a batch. */
export interface Answer {
  /** A sha256 for each file, or the contents concatenated. */
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** Files that cannot be read, or whose content does not have the expected size; their bytes are meaningless. */
  readonly failures: readonly { readonly at: number; readonly code: string }[];
}

export const digestSize = 32;

export function readBatch({ paths, sizes, wanted }: Batch): Answer {
  const length = (size: number) => (wanted === "digests" ? digestSize : size);
  // One extra byte reveals a file that has grown.
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

/**
 * Returns the digest of a file on disk. A small file is hashed in one call: starting and finishing a digest takes
 * longer than reading it.
 */
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
