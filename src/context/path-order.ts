import type { Bytes } from "../bytes.ts";
import type { WalkedEntry } from "../model.ts";

/** Whether a directory is listed, as far as known when the walk enters it. */
export type Listed = "yes" | "no" | "if-it-holds-any" | "known-when-left";

interface Level<T> {
  /** "" or with a trailing slash. */
  readonly path: Bytes;
  readonly parent: Level<T> | null;
  listed: Listed;
  readonly interrupted: boolean;
  /** Items that have to wait; null if they are handed on at once. */
  readonly kept: T[] | null;
  /** Directories that were left and whose turn has not come; the last one is next. */
  readonly waiting: { readonly path: Bytes; readonly kept: readonly T[] }[];
}

/**
 * Puts what a walk reports into byte order of the paths. A walk goes by names, `a`, `a/x`, `a.js`, and reports a
 * directory when it leaves it. Only two things have to wait: the contents of a directory if a name such as `a.js` comes
 * first, and the contents of a directory if only its end shows whether it is listed itself.
 */
export class PathOrder<T> {
  readonly #take: (item: T) => void;
  readonly #directory: (path: Bytes) => T;
  #level = newLevel<T>("", null, "no", false);

  /** `directory`: makes the item of a directory that is listed. */
  constructor(take: (item: T) => void, directory: (path: Bytes) => T) {
    this.#take = take;
    this.#directory = directory;
  }

  /** `next`: the name that the walk gets to after the directory, undefined if there is none. */
  enter(path: Bytes, next: Bytes | undefined, listed: Listed): void {
    const parent = this.#level;
    this.#release(parent, path);
    if (listed === "yes") this.#put(parent, this.#directory(path));
    const interrupted = next !== undefined && parent.path + next < `${path}/`;
    this.#level = newLevel(`${path}/`, parent, listed, interrupted);
  }

  /** `item`: null if it is not listed. */
  take({ path, entered }: WalkedEntry, item: T | null): void {
    if (entered) this.#leave(item);
    else if (item !== null) {
      this.#release(this.#level, path);
      this.#put(this.#level, item);
    }
  }

  /** Releases what still waits when the walk has ended. */
  end(): void {
    this.#release(this.#level, null);
  }

  #leave(item: T | null): void {
    const { path, parent, listed, interrupted, kept } = this.#level;
    this.end();
    if (parent === null) return;
    this.#level = parent;
    if (listed === "known-when-left" && item !== null) this.#put(parent, item);
    if (interrupted && kept !== null) parent.waiting.push({ path, kept });
    else for (const each of kept ?? []) this.#put(parent, each);
  }

  /** Releases what waits in a directory and comes before `path`; everything if that is null. */
  #release(level: Level<T>, path: Bytes | null): void {
    for (let last = level.waiting.at(-1); last !== undefined; last = level.waiting.at(-1)) {
      if (path !== null && path < last.path) return;
      level.waiting.pop();
      for (const each of last.kept) this.#put(level, each);
    }
  }

  #put(level: Level<T>, item: T): void {
    for (let at: Level<T> | null = level; at !== null; at = at.parent) {
      if (at.listed === "if-it-holds-any") this.#announce(at);
      if (at.kept !== null) {
        at.kept.push(item);
        return;
      }
    }
    this.#take(item);
  }

  #announce(level: Level<T>): void {
    level.listed = "yes";
    if (level.parent !== null) this.#put(level.parent, this.#directory(level.path.slice(0, -1)));
  }
}

function newLevel<T>(path: Bytes, parent: Level<T> | null, listed: Listed, interrupted: boolean): Level<T> {
  const waits = interrupted || listed === "known-when-left";
  return { path, parent, listed, interrupted, kept: waits ? [] : null, waiting: [] };
}
