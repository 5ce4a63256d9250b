import { blockSize } from "./block.ts";
import { hole } from "./content.ts";
import { entryReader, type TarEntry } from "./entries.ts";
import type { Wanted } from "./file.ts";
import { refuseArchive } from "./limits.ts";

const nothing = Buffer.alloc(0);

/** A stream of which only the last bytes read are retained. Positions are bytes from its beginning. */
export class ForwardBytes {
  readonly #pieces: AsyncIterator<Buffer>;
  #head: Buffer = nothing;
  /** Position of the first byte of the head. */
  #position = 0;

  constructor(stream: AsyncIterable<Buffer>) {
    this.#pieces = stream[Symbol.asyncIterator]();
  }

  /** Returns the bytes if they are available; null if the stream has to be waited for. */
  peek({ position, length }: Wanted): Buffer | null {
    const from = position - this.#position;
    return from + length <= this.#head.length ? this.#head.subarray(from, from + length) : null;
  }

  /** Returns the bytes, fewer at the end of the stream. Valid until the next call. */
  async read(wanted: Wanted): Promise<Buffer> {
    await this.#skipTo(wanted.position);
    while (this.#head.length < wanted.length && (await this.#more()));
    return this.#head.subarray(0, wanted.length);
  }

  /** Yields the bytes in pieces; the stream is read further only when the next piece is requested. */
  async *range({ position, length }: Wanted): AsyncGenerator<Buffer> {
    for (let done = 0; done < length; ) {
      await this.#skipTo(position + done);
      if (this.#head.length === 0 && !(await this.#more())) refuseArchive("it ends too early");
      const piece = this.#head.subarray(0, length - done);
      done += piece.length;
      yield piece;
    }
  }

  /** Ends the source of the stream. */
  async close(): Promise<void> {
    await this.#pieces.return?.();
  }

  /** The padding of the last block may be missing. */
  async #skipTo(position: number): Promise<void> {
    while (position - this.#position > this.#head.length) {
      this.#position += this.#head.length;
      this.#head = nothing;
      if (await this.#more()) continue;
      if (position - this.#position >= blockSize) refuseArchive("it ends too early");
      this.#position = position;
    }
    this.#head = this.#head.subarray(position - this.#position);
    this.#position = position;
  }

  async #more(): Promise<boolean> {
    const next = await this.#pieces.next();
    if (next.done === true) return false;
    this.#head = this.#head.length === 0 ? next.value : Buffer.concat([this.#head, next.value]);
    return true;
  }
}

/** Yields the entries of a stream; the content of one can be read until the next is requested. Throws ArchiveError. */
export async function* streamEntries(bytes: ForwardBytes): AsyncGenerator<TarEntry> {
  const reader = entryReader(Number.MAX_SAFE_INTEGER);
  let next = reader.next(nothing);
  while (next.done !== true) {
    if ("flag" in next.value) {
      yield next.value;
      next = reader.next(nothing);
    } else next = reader.next(bytes.peek(next.value) ?? (await bytes.read(next.value)));
  }
}

/** Yields the content of an entry, holes filled with zeros. */
export async function* streamContent(bytes: ForwardBytes, entry: TarEntry): AsyncGenerator<Buffer> {
  let done = 0;
  let { position } = entry;
  for (const { offset, length } of entry.spans ?? [{ offset: 0, length: entry.size }]) {
    yield* hole(offset - done);
    yield* bytes.range({ position, length });
    position += length;
    done = offset + length;
  }
  yield* hole(entry.size - done);
}
