import type { Bytes } from "../bytes.ts";
import { limits } from "../limits.ts";
import type { EntryType } from "../model.ts";
import { viaLink } from "./columns.ts";
import { Entries } from "./entries.ts";
import { cleaned, nameOf, parentOf } from "./links.ts";
import { ModeStats } from "./mode-stats.ts";
import { type Failure, type FileStats, isFailure, type ListedEntry, type Source } from "./source.ts";

/**
 * What a command knows of the files: each directory is listed once and each entry is lstat-ed once at most, when somebody
 * first asks; the answer stands for everybody after, failures too. A source like those below it (disk, git), and the
 * entries by number for who walks. One tree serves all directories that a command looks at: contexts that lie in one
 * another share what they have in common.
 */
export class Tree extends Entries implements Source {
  /** Listings of what is not there, or cannot be reached. */
  readonly #lost = new Map<Bytes, ListedEntry[] | Failure>();
  readonly #targets = new Map<Bytes, Bytes | Failure>();
  readonly #contents = new Map<Bytes, { content: Bytes } | Failure>();
  readonly #realPaths = new Map<Bytes, Bytes | null>();
  readonly #denied = new Map<Bytes, Failure | null>();
  /** Paths that were requested, but for names in `loose`, and the directories around them. */
  readonly #asked = new Set<Bytes>();
  /** How often it was renewed. */
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
    const real = this.realPath(directory);
    if (real === null) return false;
    const id = this.open(real);
    if (this.rangeOf(id).end <= 0 && this.typeAt(id) === "directory") this.entries(id, real);
    return typeof this.find(`${real === "/" ? "" : real}/${name}`) === "number";
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

  /** What is known of an entry of a directory that was listed; null if it has not been listed. */
  known(path: Bytes): FileStats | Failure | null {
    const id = this.find(cleaned(path));
    return typeof id === "number" ? this.statsAt(id, cleaned(path)) : null;
  }

  /** Whether an answer may rest on what is at the path: its directory was met, or somebody requested it or below it. */
  concerns(path: Bytes): boolean {
    if (this.find(parentOf(path)) !== null || this.#asked.has(path)) return true;
    return this.loose.get(parentOf(path))?.has(nameOf(path)) === true;
  }

  /** The entry at an absolute path, no link followed; null if it has not been met. */
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

  /** The first answer stands. */
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
   * Something changed: of each directory, absolute with its links resolved, the names of entries that came, went or are
   * different; null if any may be. Only these directories are read again, and what is known of all else is kept.
   */
  renew(changed: ReadonlyMap<Bytes, ReadonlySet<Bytes> | null>): void {
    this.version++;
    for (const known of [
      this.#lost,
      this.#targets,
      this.#contents,
      this.#realPaths,
      this.#denied,
      this.loose,
      this.#asked,
    ])
      known.clear();
    // A directory before those in it: what came in the place of another is not read twice.
    for (const path of [...changed.keys()].sort()) this.relist(path, changed.get(path) ?? null);
  }
}

/** A fifth of what Node keeps of an lstat. */
const compact = (stats: FileStats | Failure): FileStats | Failure =>
  isFailure(stats) ? stats : new ModeStats(stats);

/** Reads the files of a command, each once and on demand. */
export const openTree = (from: Source): Tree => new Tree(from);
