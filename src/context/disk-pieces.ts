import { closeSync, fstatSync, readSync } from "node:fs";
import type { Bytes } from "../bytes.ts";
import { liesAt, moved, openPlace } from "../opened.ts";

// It stands alone: the thread that reads files loads little else.
const buffer = Buffer.allocUnsafeSlow(1 << 20);

/**
 * Reads a file of a known size with one call into memory that has room for a byte more: who finds that size, and no more,
 * has all of it. False otherwise. Throws what node:fs throws.
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
 * The content of a file on the disk, piece by piece; a piece is valid until the next. `size`: what it is thought to have,
 * -1 if unknown; who finds that needs no second call. Throws what node:fs throws.
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
        // A pipe, or a device, that took its place.
        if ((done !== size || size === 0) && !fstatSync(handle).isFile())
          throw Object.assign(new Error("it is no longer a file"), { code: "EINVAL" });
        return;
      }
    }
  } finally {
    closeSync(handle);
  }
}
