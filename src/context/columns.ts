import type { Bytes } from "../bytes.ts";
import type { EntryType } from "../model.ts";
import { ModeStats } from "./mode-stats.ts";
import type { Packed, Range } from "./packed.ts";
import type { FileStats } from "./source.ts";

/** Indexed by `type`. */
export const entryTypes: readonly EntryType[] = ["file", "directory", "symlink", "fifo", "socket", "device"];
export const directoryType = entryTypes.indexOf("directory");

/** For a directory, in `first`: not listed yet; cannot be listed. */
export const notListed = -1;
export const notListable = -2;

/** State of an entry's lstat, in `state`. */
export const [statUnknown, statKnown, statFailed] = [0, 1, 2] as const;

/** In place of an entry: the path leads through a symbolic link. */
export const viaLink = "via-link";

/**
 * The entries of a tree, by number: 36 bytes each, plus the bytes of the name. The entries of a directory are adjacent.
 */
export class Columns implements Packed {
  count = 0;
  nameEnd: Uint32Array<ArrayBuffer>;
  names: Buffer<ArrayBuffer>;
  parent: Int32Array<ArrayBuffer>;
  type: Uint8Array<ArrayBuffer>;
  state: Uint8Array<ArrayBuffer>;
  mode: Uint16Array<ArrayBuffer>;
  size: Float64Array<ArrayBuffer>;
  mtimeMs: Float64Array<ArrayBuffer>;
  first: Int32Array<ArrayBuffer>;
  /** For a directory: its number of entries. */
  length: Int32Array<ArrayBuffer>;
  readonly identities: string[] = [];
  readonly devices = new Map<number, number>();
  readonly #files = new Map<string, number>();

  /** `capacity`: entries it has room for before it grows. */
  constructor(capacity: number) {
    this.nameEnd = new Uint32Array(capacity);
    this.names = Buffer.alloc(capacity * 12);
    this.parent = new Int32Array(capacity);
    this.type = new Uint8Array(capacity);
    this.state = new Uint8Array(capacity);
    this.mode = new Uint16Array(capacity);
    this.size = new Float64Array(capacity);
    this.mtimeMs = new Float64Array(capacity);
    this.first = new Int32Array(capacity);
    this.length = new Int32Array(capacity);
  }

  add(parent: number, name: Bytes, type: EntryType): number {
    const id = this.#make(parent, name.length);
    const end = this.nameEnd[id] ?? 0;
    // For names of usual length, faster than a call of Buffer.
    for (let at = 0, to = end - name.length; to < end; at++, to++) this.names[to] = name.charCodeAt(at);
    this.type[id] = entryTypes.indexOf(type);
    this.state[id] = statUnknown;
    this.first[id] = type === "directory" ? notListed : 0;
    return id;
  }

  /** Adds the contents of a directory; returns the first entry. */
  copy(parent: number, { from, first, length }: Range): number {
    const begin = this.count;
    for (let old = first; old < first + length; old++) {
      const start = old === 0 ? 0 : (from.nameEnd[old - 1] ?? 0);
      const bytes = (from.nameEnd[old] ?? 0) - start;
      const id = this.#make(parent, bytes);
      for (let at = start, to = (this.nameEnd[id] ?? 0) - bytes; at < start + bytes; at++, to++)
        this.names[to] = from.names[at] ?? 0;
      this.type[id] = from.type[old] ?? 0;
      this.state[id] = from.state[old] ?? 0;
      this.mode[id] = from.mode[old] ?? 0;
      this.size[id] = from.size[old] ?? 0;
      this.mtimeMs[id] = from.mtimeMs[old] ?? 0;
      const file = from.first[old] ?? 0;
      this.first[id] = file > 0 ? this.#fileOf(from.identities[file - 1] ?? "") : file;
      const device = from.devices.get(old);
      if (device !== undefined) this.devices.set(id, device);
    }
    return begin;
  }

  /** Stores the lstat of an entry. */
  keep(id: number, stats: FileStats): void {
    this.state[id] = statKnown;
    this.mode[id] = stats.mode;
    this.size[id] = stats.size;
    this.mtimeMs[id] = stats.mtimeMs;
    if (stats.rdev !== 0) this.devices.set(id, stats.rdev);
    if (stats.nlink !== 1 && this.type[id] !== directoryType)
      this.first[id] = this.#fileOf(stats.identity ?? `entry ${id}`);
  }

  /** Returns the stored lstat. */
  stats(id: number): FileStats {
    return new ModeStats({
      mode: this.mode[id] ?? 0,
      size: this.size[id] ?? 0,
      mtimeMs: this.mtimeMs[id] ?? 0,
      nlink: this.fileAt(id) > 0 ? 2 : 1,
      rdev: this.devices.get(id) ?? 0,
    });
  }

  /** For a file with several names whose lstat is known: its number, 1-based; else 0. */
  fileAt(id: number): number {
    return this.type[id] === directoryType ? 0 : (this.first[id] ?? 0);
  }

  #fileOf(identity: string): number {
    const known = this.#files.get(identity);
    if (known !== undefined) return known;
    this.identities.push(identity);
    this.#files.set(identity, this.identities.length);
    return this.identities.length;
  }

  name(id: number): Bytes {
    return this.names.toString("latin1", this.#nameStart(id), this.nameEnd[id]);
  }

  nameLength(id: number): number {
    return (this.nameEnd[id] ?? 0) - this.#nameStart(id);
  }

  /** Returns the names of a directory's entries. */
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

  /** Returns the entry with this name in a listed directory; -1 if there is none. The entries are in byte order. */
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

  #nameStart(id: number): number {
    return id === 0 ? 0 : (this.nameEnd[id - 1] ?? 0);
  }

  #make(parent: number, bytes: number): number {
    const id = this.count;
    if (id === this.parent.length) this.#grow(Math.ceil(id * growth));
    const end = this.#nameStart(id) + bytes;
    if (end > this.names.length) this.#growNames(Math.ceil(end * growth));
    this.nameEnd[id] = end;
    this.parent[id] = parent;
    this.length[id] = 0;
    this.count++;
    return id;
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
    const names = Buffer.alloc(length);
    this.names.copy(names);
    this.names = names;
  }
}

const growth = 1.5;
