import { closeSync, fstatSync, readSync } from "node:fs";
import type { Bytes } from "../bytes.ts";
import { liesAt, moved, openPlace } from "../opened.ts";

// This module stands alone: the thread that reads files loads little else.
const buffer = Buffer.allocUnsafeSlow(1 << 20);

/**
 * Reads a file of a known size with one call, into memory with room for one more byte: if exactly that size is read, it
 * is all. False otherwise. Throws what node:fs throws.
 */
export function readAtOnce(path: Bytes, size: number, into: Buffer, start = 0): boolean {
  const handle = openPlace(path);
  try {
    if (!liesAt(handle, path)) throw moved();
    return readSync(handle, into, start, size + 1, null) === size && (size > 0 || fstatSync(handle).isFile());
  } finally {
    closeSync(handle);
  }
}

/**
 * Yields the content of a file on disk in pieces; a piece is valid until the next. `size`: the expected size, -1 if
 * unknown; if it is reached, no second call is needed. Throws what node:fs throws.
 */
export function* diskPieces(path: Bytes, size = -1): Generator<Buffer> {
  const handle = openPlace(path);
  try {
    if (!liesAt(handle, path)) throw moved();
    for (let done = 0; done !== size || size === 0; ) {
      const count = readSync(handle, buffer, 0, buffer.length, null);
      if (count > 0) yield buffer.subarray(0, count);
      done += count;
      if (count === 0) {
        // A pipe or a device has replaced it.
        if ((done !== size || size === 0) && !fstatSync(handle).isFile())
          throw Object.assign(new Error("it is no longer a file"), { code: "EINVAL" });
        return;
      }
    }
  } finally {
    closeSync(handle);
  }
}
