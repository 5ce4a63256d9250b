import type { Bytes } from "../bytes.ts";
import type { EntryType } from "../model.ts";
import {
  Columns,
  directoryType,
  entryTypes,
  notListable,
  notListed,
  statFailed,
  statUnknown,
  viaLink,
} from "./columns.ts";
import { cleaned, insideOf, nameOf, parentOf } from "./links.ts";
import { isRegular } from "./mode-stats.ts";
import { type Failure, type FileStats, isFailure, type Source } from "./source.ts";

/** The contents of a directory: adjacent entries from `first` on, and their names in byte order. */
export interface Listing {
  readonly first: number;
  readonly names: readonly Bytes[];
}

/** The entries of a tree by number, read one directory at a time. */
export class Entries {
  #from: Source;
  protected readonly columns = new Columns(64);
  /** Directories that were opened, by their real path. */
  readonly #roots = new Map<Bytes, number>();
  /** Failures of listings and of lstat, by entry. */
  readonly #unlisted = new Map<number, Failure>();
  readonly #unknown = new Map<number, Failure>();
  /** What is known of paths whose directory is not listed: by directory, then by name. */
  protected readonly loose = new Map<Bytes, Map<Bytes, FileStats | Failure>>();

  constructor(from: Source) {
    this.#from = from;
  }

  /** The source that it reads. */
  get from(): Source {
    return this.#from;
  }

  /** Reads through another source while `use` runs. */
  reading<T>(through: Source, use: () => T): T {
    const from = this.#from;
    this.#from = through;
    try {
      return use();
    } finally {
      this.#from = from;
    }
  }

  /** Returns the directory at an absolute path with its links resolved. */
  open(path: Bytes): number {
    const clean = cleaned(path);
    const found = this.find(clean);
    if (found !== null && found !== viaLink) return found;
    const id = this.columns.add(-1, "", "directory");
    this.#roots.set(clean, id);
    const stats = this.loose.get(parentOf(clean))?.get(nameOf(clean));
    if (stats !== undefined) this.#keep(id, stats);
    return id;
  }

  /** Returns the contents of a directory; `path`: its own, absolute. */
  entries(id: number, path: Bytes): Listing | Failure {
    const columns = this.columns;
    const first = columns.first[id] ?? notListed;
    if (first >= 0) return { first, names: columns.namesIn(first, columns.length[id] ?? 0) };
    return first === notListed ? this.#list(id, path) : (this.#unlisted.get(id) ?? { failed: "EIO" });
  }

  /** Number of entries so far: all ids are below it. */
  get count(): number {
    return this.columns.count;
  }

  /** Returns the entries of a listed directory; none for any other. */
  rangeOf(id: number): { readonly first: number; readonly end: number } {
    const first = this.columns.first[id] ?? 0;
    return { first, end: first + (this.columns.length[id] ?? 0) };
  }

  /** Returns the same with their names. */
  listed(id: number): Listing {
    const { first, end } = this.rangeOf(id);
    return { first, names: this.columns.namesIn(first, end - first) };
  }

  /** Returns the path of an entry below a directory around it. */
  pathAt(id: number, below: number): Bytes {
    const { parent } = this.columns;
    const names: Bytes[] = [];
    for (let at = id; at !== below && at >= 0; at = parent[at] ?? -1) names.push(this.columns.name(at));
    return names.reverse().join("/");
  }

  /** Returns the bytes of a regular file whose lstat is known; else 0. */
  sizeAt(id: number): number {
    const { mode, size } = this.columns;
    return isRegular(mode[id] ?? 0) ? (size[id] ?? 0) : 0;
  }

  nameLengthAt(id: number): number {
    return this.columns.nameLength(id);
  }

  typeAt(id: number): EntryType {
    return entryTypes[this.columns.type[id] ?? 0] ?? "file";
  }

  /** Returns the lstat of an entry; `path`: its own, absolute. */
  statsAt(id: number, path: Bytes): FileStats | Failure {
    const columns = this.columns;
    if (columns.state[id] === statUnknown) this.#keep(id, this.#from.stats(path));
    if (columns.state[id] === statFailed) return this.#unknown.get(id) ?? { failed: "EIO" };
    return columns.stats(id);
  }

  /** For a file with several names whose lstat is known: its number, 1-based; else 0. */
  fileAt(id: number): number {
    return this.columns.fileAt(id);
  }

  /** Whether a file with several names was met. */
  get hasLinks(): boolean {
    return this.columns.identities.length > 0;
  }

  /** Entries that are obsolete: what was listed again. */
  dead = 0;
  /** Lists a directory again. Entries with one of these names (null: any) are forgotten with all below them. */
  protected relist(path: Bytes, names: ReadonlySet<Bytes> | null): void {
    const columns = this.columns;
    const isKept = (name: Bytes) => names !== null && !names.has(name);
    for (const root of this.#roots.keys()) {
      const below = insideOf(path, root);
      if (below !== null && !isKept(below.split("/", 1)[0] ?? "")) this.#roots.delete(root);
    }
    const id = this.find(path);
    if (typeof id !== "number" || columns.type[id] !== directoryType) return;
    const [before, length] = [columns.first[id] ?? notListed, columns.length[id] ?? 0];
    columns.state[id] = statUnknown;
    columns.first[id] = notListed;
    columns.length[id] = 0;
    if (before === notListed || isFailure(this.#list(id, path))) return;
    for (let old = before; old >= 0 && old < before + length; old++) {
      const entry = isKept(columns.name(old)) ? columns.find(id, columns.name(old)) : -1;
      if (entry >= 0 && columns.type[entry] === columns.type[old]) this.#move(old, entry);
    }
    this.dead += length;
  }

  /** Sets the size of a known file, in bytes. */
  protected resize(path: Bytes, size: number): void {
    const id = this.find(path);
    if (typeof id === "number" && isRegular(this.columns.mode[id] ?? 0)) this.columns.size[id] = size;
  }

  #list(id: number, path: Bytes): Listing | Failure {
    const columns = this.columns;
    const known = this.#from.ready?.(path);
    if (known !== undefined) {
      const first = columns.copy(id, known);
      columns.first[id] = first;
      columns.length[id] = known.length;
      this.#adopt(id, path);
      return this.listed(id);
    }
    const listed = this.#from.list(path);
    if (isFailure(listed)) {
      columns.first[id] = notListable;
      this.#unlisted.set(id, listed);
      return listed;
    }
    const first = columns.count;
    for (const { name, type, stats } of listed) {
      const entry = columns.add(id, name, type);
      if (stats !== undefined && stats !== null) this.#keep(entry, stats);
    }
    columns.first[id] = first;
    columns.length[id] = listed.length;
    this.#adopt(id, path);
    return { first, names: listed.map(({ name }) => name) };
  }

  /** Applies what is already known about the entries of a directory that was just listed. */
  #adopt(id: number, path: Bytes): void {
    const columns = this.columns;
    for (const [name, stats] of this.loose.get(path) ?? []) {
      const entry = columns.find(id, name);
      if (entry >= 0) this.#keep(entry, stats);
    }
    for (const [root, opened] of this.#roots) {
      if (parentOf(root) !== path || root === path) continue;
      const entry = columns.find(id, nameOf(root));
      if (entry < 0 || columns.type[entry] !== directoryType) continue;
      this.#move(opened, entry);
      this.#roots.set(root, entry);
    }
  }

  /** Copies everything known about an entry to another for the same thing. */
  #move(from: number, to: number): void {
    const columns = this.columns;
    const { first, length, state, mode, size, mtimeMs } = columns;
    for (const column of [first, length, state, mode, size, mtimeMs]) column[to] = column[from] ?? 0;
    for (const known of [this.#unlisted, this.#unknown]) {
      const failure = known.get(from);
      if (failure !== undefined) known.set(to, failure);
    }
    const device = columns.devices.get(from);
    if (device !== undefined) columns.devices.set(to, device);
    const begin = first[to] ?? notListed;
    if (columns.type[to] === directoryType && begin >= 0)
      columns.parent.fill(to, begin, begin + (length[to] ?? 0));
  }

  #keep(id: number, stats: FileStats | Failure): void {
    const columns = this.columns;
    if (columns.state[id] !== statUnknown) return;
    if (isFailure(stats)) {
      columns.state[id] = statFailed;
      this.#unknown.set(id, stats);
      return;
    }
    columns.keep(id, stats);
  }

  /** Null if its directory is not listed, or it does not exist. */
  protected find(path: Bytes): number | typeof viaLink | null {
    let top = path;
    let id = this.#roots.get(top);
    while (id === undefined && top !== "/") {
      top = parentOf(top);
      id = this.#roots.get(top);
    }
    if (id === undefined) return null;
    if (top === path) return id;
    for (const name of path.slice(top === "/" ? 1 : top.length + 1).split("/")) {
      if (this.columns.type[id] !== directoryType) return this.typeAt(id) === "symlink" ? viaLink : null;
      if ((this.columns.first[id] ?? notListed) < 0) return null;
      id = this.columns.find(id, name);
      if (id < 0) return null;
    }
    return id;
  }
}
