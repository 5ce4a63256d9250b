import type { Bytes } from "../bytes.ts";
import type { EntryType } from "../model.ts";

/** By their number in `type`. */
export const entryTypes: readonly EntryType[] = ["file", "directory", "symlink", "fifo", "socket", "device"];

/** Of a directory, in `first`: nobody has asked yet; it cannot be listed. */
export const notListed = -1;
export const notListable = -2;

/** What is known of an entry's lstat, in `state`. */
export const [statUnknown, statKnown, statFailed] = [0, 1, 2] as const;

/** The entries of a tree, by number: 36 bytes each, and the bytes of the name. What a directory holds stands together. */
export class Columns {
  count = 0;
  /** Where a name ends in `names`; it begins where the one before ends. */
  nameEnd = new Uint32Array(64);
  names = Buffer.alloc(512);
  parent = new Int32Array(64);
  type = new Uint8Array(64);
  state = new Uint8Array(64);
  /** As lstat tells it: 16 bits. */
  mode = new Uint16Array(64);
  size = new Float64Array(64);
  mtimeMs = new Float64Array(64);
  /** Of a directory: its first entry. Of a file with several names: which file it is, from 1; else 0. */
  first = new Int32Array(64);
  /** Of a directory: how many entries it has. */
  length = new Int32Array(64);

  add(parent: number, name: Bytes, type: EntryType): number {
    const id = this.count;
    if (id === this.parent.length) this.#grow(Math.ceil(id * growth));
    const end = this.#nameStart(id) + name.length;
    if (end > this.names.length) this.#growNames(Math.ceil(end * growth));
    // Faster than a call of Buffer for names as files have them.
    for (let at = 0, to = end - name.length; to < end; at++, to++) this.names[to] = name.charCodeAt(at);
    this.nameEnd[id] = end;
    this.parent[id] = parent;
    this.type[id] = entryTypes.indexOf(type);
    this.state[id] = statUnknown;
    this.first[id] = type === "directory" ? notListed : 0;
    this.length[id] = 0;
    this.count++;
    return id;
  }

  name(id: number): Bytes {
    return this.names.toString("latin1", this.#nameStart(id), this.nameEnd[id]);
  }

  /** The names of what a directory holds. */
  namesIn(first: number, length: number): Bytes[] {
    if (length === 0) return [];
    const start = this.#nameStart(first);
    const all = this.names.toString("latin1", start, this.nameEnd[first + length - 1]);
    const names: Bytes[] = [];
    let from = 0;
    for (let id = first; id < first + length; id++) {
      const end = (this.nameEnd[id] ?? 0) - start;
      names.push(all.slice(from, end));
      from = end;
    }
    return names;
  }

  /** The entry of this name in a directory that is listed; -1 where there is none. The entries are in byte order. */
  find(directory: number, name: Bytes): number {
    let [low, high] = [this.first[directory] ?? 0, 0];
    high = low + (this.length[directory] ?? 0);
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.name(middle) < name) low = middle + 1;
      else high = middle;
    }
    const end = (this.first[directory] ?? 0) + (this.length[directory] ?? 0);
    return low < end && this.name(low) === name ? low : -1;
  }

  /** Forgets the last entries. */
  truncate(count: number): void {
    this.count = count;
  }

  #nameStart(id: number): number {
    return id === 0 ? 0 : (this.nameEnd[id - 1] ?? 0);
  }

  #grow(length: number): void {
    const grown = <T extends Uint8Array | Uint16Array | Uint32Array | Int32Array | Float64Array>(
      to: T,
      from: T,
    ): T => {
      to.set(from);
      return to;
    };
    this.nameEnd = grown(new Uint32Array(length), this.nameEnd);
    this.parent = grown(new Int32Array(length), this.parent);
    this.type = grown(new Uint8Array(length), this.type);
    this.state = grown(new Uint8Array(length), this.state);
    this.mode = grown(new Uint16Array(length), this.mode);
    this.size = grown(new Float64Array(length), this.size);
    this.mtimeMs = grown(new Float64Array(length), this.mtimeMs);
    this.first = grown(new Int32Array(length), this.first);
    this.length = grown(new Int32Array(length), this.length);
  }

  #growNames(length: number): void {
    const names = Buffer.allocUnsafe(length);
    this.names.copy(names);
    this.names = names;
  }
}

const growth = 1.5;
