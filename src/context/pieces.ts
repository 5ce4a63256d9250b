import { closeSync, constants, fstatSync, openSync, readSync } from "node:fs";
import { type Bytes, toBuffer } from "../bytes.ts";
import { CtxcheckError } from "../errors.ts";
import { isFailure, type Source } from "./source.ts";

const flags = constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0);
const buffer = Buffer.allocUnsafeSlow(1 << 20);

/** The content of a file on the disk, piece by piece; a piece is valid until the next. Throws what node:fs throws. */
export function* diskPieces(path: Bytes): Generator<Buffer> {
  const handle = openSync(toBuffer(path), flags);
  try {
    const stats = fstatSync(handle);
    if (!stats.isFile()) throw new CtxcheckError("unreadable", "a file was replaced while it was read");
    // What is not on a disk has no size before it is read; elsewhere the end needs no read of its own.
    for (let done = 0; stats.size === 0 || done < stats.size; ) {
      const count = readSync(handle, buffer, 0, buffer.length, null);
      if (count === 0) break;
      done += count;
      yield buffer.subarray(0, count);
    }
  } finally {
    closeSync(handle);
  }
}

/** The same of any source, in the order of the paths: where the files of a commit are read, many at once. */
export function* contentsOf(
  source: Source,
  paths: Iterable<Bytes>,
): Generator<{ readonly path: Bytes; readonly pieces: Iterable<Buffer> }> {
  const { pieces, heads } = source;
  if (pieces !== undefined) {
    for (const path of paths) {
      const content = pieces(path);
      yield { path, pieces: isFailure(content) ? diskPieces(path) : content };
    }
  } else if (heads !== undefined) {
    for (const { path, content } of heads(paths, mostOfCommit)) yield { path, pieces: [content] };
  } else for (const path of paths) yield { path, pieces: diskPieces(path) };
}

/** Bytes: git gives larger ones in no way that fits into memory. */
const mostOfCommit = 2 ** 31 - 1;
