import type { TarEntry } from "./entries.ts";
import type { TarFile } from "./file.ts";

const chunkLength = 1 << 20;
const zeros = Buffer.alloc(chunkLength);

/**
 * Yields the content of an entry in pieces, holes filled with zeros. Each piece is valid until the next is requested.
 */
export function* readContent(file: TarFile, entry: TarEntry): Generator<Buffer> {
  let done = 0;
  let { position } = entry;
  for (const { offset, length } of entry.spans ?? [{ offset: 0, length: entry.size }]) {
    yield* hole(offset - done);
    yield* stored(file, position, length);
    position += length;
    done = offset + length;
  }
  yield* hole(entry.size - done);
}

export function* hole(length: number): Generator<Buffer> {
  for (let left = length; left > 0; left -= chunkLength) yield zeros.subarray(0, Math.min(left, chunkLength));
}

function* stored(file: TarFile, position: number, length: number): Generator<Buffer> {
  const buffer = Buffer.allocUnsafe(Math.min(length, chunkLength));
  for (let done = 0; done < length; done += chunkLength) {
    const piece = buffer.subarray(0, Math.min(length - done, chunkLength));
    file.fill(piece, position + done);
    yield piece;
  }
}

/** Returns a copy of the first `most` bytes. */
export function headOf(file: TarFile, entry: TarEntry, most: number): Buffer {
  const head = Buffer.alloc(Math.min(entry.size, most));
  let done = 0;
  for (const piece of readContent(file, entry)) {
    done += piece.copy(head, done);
    if (done === head.length) break;
  }
  return head;
}
