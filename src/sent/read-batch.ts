import { createHash } from "node:crypto";
import { diskPieces } from "../context/disk-pieces.ts";

/** Files of the disk to be read one after the other, here or in another thread. */
export interface Batch {
  /** Absolute, with NUL between them: no path holds that. */
  readonly paths: string;
  /** Bytes of each; -1 where nobody knows. */
  readonly sizes: Float64Array<ArrayBuffer>;
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
  const isDigest = wanted === "digests";
  const length = (size: number) => (isDigest ? digestSize : size);
  const bytes = Buffer.alloc(sizes.reduce((sum, size) => sum + length(size), 0));
  const failures: { at: number; code: string }[] = [];
  const names = paths.split("\0");
  let start = 0;
  for (const [at, size] of sizes.entries()) {
    const into = bytes.subarray(start, start + length(size));
    start += into.length;
    try {
      if (isDigest) digestOf(diskPieces(names[at] ?? "", size)).copy(into);
      else copyContent(names[at] ?? "", size, into);
    } catch (error) {
      failures.push({ at, code: codeOf(error) });
    }
  }
  return { bytes, failures };
}

export function digestOf(pieces: Iterable<Uint8Array>): Buffer {
  const hash = createHash("sha256");
  for (const piece of pieces) hash.update(piece);
  return hash.digest();
}

function copyContent(path: string, size: number, into: Buffer): void {
  let done = 0;
  for (const piece of diskPieces(path, size)) {
    if (done + piece.length > size) throw changed;
    done += piece.copy(into, done);
  }
  if (done !== size) throw changed;
}

const changed = Object.assign(new Error("its size is another one now"), { code: "changed" });

const codeOf = (error: unknown): string =>
  error instanceof Error && "code" in error ? String(error.code) : "EIO";
