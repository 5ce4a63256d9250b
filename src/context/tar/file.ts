import { closeSync, fstatSync, readSync } from "node:fs";

/** A part of an archive, in bytes. */
export interface Wanted {
  readonly position: number;
  readonly length: number;
}

/** Read access to an archive. */
export interface ArchiveBytes {
  /** Bytes. */
  readonly size: number;
  /** Returns the bytes at a position, fewer at the end of the archive. Valid until the next call. */
  read(position: number, length: number): Buffer;
}

/** An archive with random access: a file, or a stream that was stored in one. */
export class TarFile implements ArchiveBytes {
  /** Bytes. */
  readonly size: number;
  readonly #handle: number;
  /** The last bytes read: headers are close together if files are small. */
  readonly #window = Buffer.allocUnsafe(1 << 16);
  #start = 0;
  #length = 0;

  /** `handle`: an open file, which this object then owns. */
  constructor(handle: number) {
    this.#handle = handle;
    this.size = fstatSync(handle).size;
  }

  read(position: number, length: number): Buffer {
    if (length > this.#window.length) return this.copy(position, length);
    if (position < this.#start || position + length > this.#start + this.#length) {
      this.#length = this.fill(this.#window, position);
      this.#start = position;
    }
    const from = position - this.#start;
    return this.#window.subarray(from, Math.min(from + length, this.#length));
  }

  /** Returns a copy of the bytes. */
  copy(position: number, length: number): Buffer {
    const bytes = Buffer.allocUnsafe(Math.max(0, Math.min(length, this.size - position)));
    return bytes.subarray(0, this.fill(bytes, position));
  }

  /** Reads into a buffer until it is full or the file ends; returns the number of bytes read. */
  fill(buffer: Buffer, position: number): number {
    let done = 0;
    while (done < buffer.length) {
      const count = readSync(this.#handle, buffer, done, buffer.length - done, position + done);
      if (count === 0) break;
      done += count;
    }
    return done;
  }

  close(): void {
    closeSync(this.#handle);
  }
}
