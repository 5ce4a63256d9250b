import type { Bytes } from "../bytes.ts";
import { limits } from "../limits.ts";
import type { EntryType } from "../model.ts";
import { viaLink } from "./columns.ts";
import { Entries } from "./entries.ts";
import { cleaned, nameOf, parentOf } from "./links.ts";
import { ModeStats } from "./mode-stats.ts";
import { type Failure, type FileStats, isFailure, type ListedEntry, type Source } from "./source.ts";

/**
 * What a command knows about the files: each directory is listed once, and each entry lstat-ed at most once, on first
 * use; the answer is then reused, failures included. It is a source like those below it (disk, git), and also gives the
 * entries by number for walks. One tree serves all directories that a command uses: nested contexts share what they
 * have in common.
 */
export class Tree extends Entries implements Source {
  /** Listings of paths that do not exist or cannot be reached. */
  readonly #lost = new Map<Bytes, ListedEntry[] | Failure>();
  readonly #targets = new Map<Bytes, Bytes | Failure>();
  readonly #contents = new Map<Bytes, { content: Bytes } | Failure>();
  readonly #realPaths = new Map<Bytes, Bytes | null>();
  readonly #directories = new Map<Bytes, number | null>();
  readonly #denied = new Map<Bytes, Failure | null>();
  /** Paths that were requested, except names in `loose`, and the directories around them. */
  readonly #asked = new Set<Bytes>();
  /** Number of renewals. */
  version = 0;
  readonly origin?: NonNullable<Source["origin"]>;
  readonly heads?: NonNullable<Source["heads"]>;
  readonly pieces?: NonNullable<Source["pieces"]>;
  readonly given?: NonNullable<Source["given"]>;

  constructor(from: Source) {
    super(from);
    if (from.origin !== undefined) this.origin = from.origin;
    if (from.heads !== undefined) this.heads = from.heads.bind(from);
    if (from.pieces !== undefined) this.pieces = from.pieces.bind(from);
    if (from.given !== undefined) this.given = from.given;
  }

  list(path: Bytes): ListedEntry[] | Failure {
    const real = this.realPath(path);
    if (real === null) return this.#once(this.#lost, path, () => this.from.list(path));
    const id = this.open(real);
    if (this.typeAt(id) !== "directory") return { failed: "ENOTDIR" };
    const listing = this.entries(id, real);
    if (isFailure(listing)) return listing;
    return listing.names.map((name, at) => ({ name, type: this.typeAt(listing.first + at) }));
  }

  /** Whether a directory lists the name. */
  lists(directory: Bytes, name: Bytes): boolean {
    const id = this.#once(this.#directories, directory, () => this.#listedAt(directory));
    return id !== null && this.columns.find(id, name) >= 0;
  }

  /** Returns the number of a directory, listed; null if it cannot be. */
  #listedAt(directory: Bytes): number | null {
    const real = this.realPath(directory);
    if (real === null) return null;
    const id = this.open(real);
    return this.typeAt(id) !== "directory" || isFailure(this.entries(id, real)) ? null : id;
  }

  stats(path: Bytes): FileStats | Failure {
    const clean = cleaned(path);
    const id = this.find(clean);
    if (typeof id === "number") return this.statsAt(id, clean);
    if (id === viaLink) {
      const directory = this.realPath(parentOf(clean));
      if (directory !== null && directory !== parentOf(clean))
        return this.stats(`${directory}/${nameOf(clean)}`);
    }
    const names = this.loose.get(parentOf(clean)) ?? new Map<Bytes, FileStats | Failure>();
    const known = names.get(nameOf(clean)) ?? compact(this.from.stats(clean));
    this.loose.set(parentOf(clean), names.set(nameOf(clean), known));
    this.#note(parentOf(clean));
    return known;
  }

  /** Returns the lstat of an entry of a listed directory; null if its directory is not listed. */
  known(path: Bytes): FileStats | Failure | null {
    const id = this.find(cleaned(path));
    return typeof id === "number" ? this.statsAt(id, cleaned(path)) : null;
  }

  /**
   * Whether an answer may depend on the path: its directory was met, or the path or something below it was requested.
   */
  concerns(path: Bytes): boolean {
    if (this.find(parentOf(path)) !== null || this.#asked.has(path)) return true;
    return this.loose.get(parentOf(path))?.has(nameOf(path)) === true;
  }

  /** Returns the entry at an absolute path, without following links; null if it was not met. */
  idOf(path: Bytes): number | null {
    const found = this.find(cleaned(path));
    return found === viaLink ? null : found;
  }

  readlink(path: Bytes): Bytes | Failure {
    return this.#once(this.#targets, path, () => this.from.readlink(path));
  }

  read(path: Bytes): { content: Bytes } | Failure {
    const found = this.stats(path);
    if (isFailure(found)) return found;
    if (found.isDirectory()) return { failed: "EISDIR" };
    if (found.size > limits.wholeFile) return { failed: "EFBIG" };
    return found.isFile() ? this.content(path) : { failed: "EINVAL" };
  }

  content(path: Bytes): { content: Bytes } | Failure {
    return this.#once(this.#contents, path, () => this.from.content(path));
  }

  realPath(path: Bytes): Bytes | null {
    const clean = cleaned(path);
    return this.#once(this.#realPaths, clean, () => this.from.realPath(clean));
  }

  denied(path: Bytes, type: EntryType): Failure | null {
    return this.#once(this.#denied, path, () => this.from.denied(path, type));
  }

  /** Returns the first answer for a path, and reuses it. */
  #once<T>(answers: Map<Bytes, T>, path: Bytes, ask: () => T): T {
    const known = answers.get(path);
    if (known !== undefined) return known;
    const answer = ask();
    answers.set(path, answer);
    this.#note(path);
    return answer;
  }

  #note(path: Bytes): void {
    for (let at = path; !this.#asked.has(at); at = parentOf(at)) this.#asked.add(at);
  }

  /**
   * Handles changes: by directory (absolute, links resolved), the names of entries that appeared, disappeared or
   * changed; null if any may have. Only these directories are read again; everything else known is retained.
   */
  renew(changed: ReadonlyMap<Bytes, ReadonlySet<Bytes> | null>): void {
    this.version++;
    for (const known of [
      this.#lost,
      this.#targets,
      this.#contents,
      this.#realPaths,
      this.#directories,
      this.#denied,
      this.loose,
      this.#asked,
    ])
      known.clear();
    // A directory before those in it, so that a replaced directory is not read twice.
    for (const path of [...changed.keys()].sort()) this.relist(path, changed.get(path) ?? null);
  }
}

/** Takes a fifth of the memory of Node's lstat. */
const compact = (stats: FileStats | Failure): FileStats | Failure =>
  isFailure(stats) ? stats : new ModeStats(stats);

/** Reads the files of a command, each once and on demand. */
export const openTree = (from: Source): Tree => new Tree(from);
