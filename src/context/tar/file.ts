import { closeSync, fstatSync, readSync } from "node:fs";

/** A part of an archive. Bytes. */
export interface Wanted {
  readonly position: number;
  readonly length: number;
}

/** What can be read of an archive. */
export interface ArchiveBytes {
  /** Bytes. */
  readonly size: number;
  /** Bytes at a position, fewer where it ends before. Valid until the next call. */
  read(position: number, length: number): Buffer;
}

/** An archive that can be read anywhere in it: a file, or a stream that was put into one. */
export class TarFile implements ArchiveBytes {
  /** Bytes. */
  readonly size: number;
  readonly #handle: number;
  /** What was read last: headers lie close together where files are small. */
  readonly #window = Buffer.allocUnsafe(1 << 16);
  #start = 0;
  #length = 0;

  /** `handle`: an open file; it is this one's from now on. */
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

  /** The same as bytes of their own. */
  copy(position: number, length: number): Buffer {
    const bytes = Buffer.allocUnsafe(Math.max(0, Math.min(length, this.size - position)));
    return bytes.subarray(0, this.fill(bytes, position));
  }

  /** Reads into a buffer until it is full or the file ends; how many bytes there are then. */
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
