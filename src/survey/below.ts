import { append } from "../append.ts";
import type { Bytes } from "../bytes.ts";
import type { Marks } from "../context/marks.ts";
import { emptySums, type Sums } from "../context/totals.ts";
import type { Tree } from "../context/tree.ts";
import type { Pattern } from "../ignore/pattern.ts";
import type { Problem, WalkedEntry } from "../model.ts";

/** What patterns exclude, in the order of their first match. */
export interface Kept {
  files: number;
  directories: number;
  notEntered: number;
  readonly byPattern: Map<Pattern, { files: number; directories: number; bytes: number }>;
}

export const nothingKept = (): Kept => ({ files: 0, directories: 0, notEntered: 0, byPattern: new Map() });

/** Counts an entry that the ignore file excludes. */
export function addKept(
  kept: Kept,
  { allowed, below, entered, by, excludedBytes, because }: WalkedEntry,
): void {
  if (allowed || because === "socket-skipped" || because === "special-skipped") return;
  const isDirectory = below !== undefined;
  const [files, directories] = isDirectory ? [0, 1] : [1, 0];
  kept.files += files;
  kept.directories += directories;
  if (isDirectory && !entered) kept.notEntered++;
  if (by !== null) addBy(kept, by, { files, directories, bytes: excludedBytes });
}

/** Adds what is excluded below a directory. */
export function joinKept(kept: Kept, inside: Kept): void {
  kept.files += inside.files;
  kept.directories += inside.directories;
  kept.notEntered += inside.notEntered;
  for (const [pattern, counts] of inside.byPattern) addBy(kept, pattern, counts);
}

type Counts = { readonly files: number; readonly directories: number; readonly bytes: number };

function addBy({ byPattern }: Kept, pattern: Pattern, { files, directories, bytes }: Counts): void {
  const counted = byPattern.get(pattern) ?? { files: 0, directories: 0, bytes: 0 };
  counted.files += files;
  counted.directories += directories;
  counted.bytes += bytes;
  byPattern.set(pattern, counted);
}

/** Contents of a directory, for a build that requests nothing of it. */
export interface Below {
  readonly sums: Sums;
  readonly kept: Kept;
  /** What is worth reporting although not sent, in the order of the walk. */
  readonly notable: readonly WalkedEntry[];
}

/** Listener of a walk that skips directories. */
export interface Passing {
  /** Called in place of the entries below a directory. */
  passes?(below: Below): void;
}

interface Inside {
  readonly kept: Kept;
  readonly notable: WalkedEntry[];
  /**
   * More than the patterns decides about it. `isOpen`: no build may skip it. `isReadInVain`: no build whose builder
   * enters it may skip it.
   */
  isOpen: boolean;
  isReadInVain: boolean;
}

/**
 * What the patterns of an ignore file decide about each directory, stored from one walk for other builds with the same
 * patterns: a directory of which such a build requests nothing is not walked again.
 */
export class KnownBelow {
  readonly #tree: Tree;
  readonly #isNotable: (entry: WalkedEntry) => boolean;
  readonly #open = new Map<Bytes, Inside>();
  readonly #known = new Map<number, Below & Pick<Inside, "isReadInVain">>();
  /** Marks of the walk that it is stored from, once that has finished. */
  marks: Marks | null = null;

  constructor(tree: Tree, isNotable: (entry: WalkedEntry) => boolean) {
    this.#tree = tree;
    this.#isNotable = isNotable;
  }

  /** Starts recording a walk and discards one that did not finish. */
  begin(): void {
    this.#open.clear();
    this.#known.clear();
  }

  /** `isRead`: whether the builder enters the directory. */
  below(id: number, isRead: boolean): Below | null {
    const known = this.#known.get(id);
    return known === undefined || (isRead && known.isReadInVain) ? null : known;
  }

  /** Records an entry, a directory after its contents. */
  entry(entry: WalkedEntry, id: number): void {
    const { path, name, below, allowed } = entry;
    const around = this.#inside(path.slice(0, Math.max(0, path.length - name.length - 1)));
    if (below !== undefined && entry.entered) {
      this.#close(id, path, around, { ...emptySums(), allowed: below.allowed, excluded: below.excluded });
      if (!allowed) around.isReadInVain = true;
    }
    addKept(around.kept, entry);
    if (entry.arrivesEmpty || this.#tree.fileAt(id) !== 0) around.isOpen = true;
    if (this.#isNotable(entry)) around.notable.push(asUnrequested(entry));
  }

  /** Records that something could not be read. */
  problem({ path }: Problem): void {
    this.#inside(path).isOpen = true;
    this.#inside(path.slice(0, Math.max(0, path.lastIndexOf("/")))).isOpen = true;
  }

  #close(id: number, path: Bytes, around: Inside, sums: Sums): void {
    const inside = this.#inside(path);
    this.#open.delete(path);
    const { kept, notable, isOpen, isReadInVain } = inside;
    if (!isOpen) this.#known.set(id, { sums, kept, notable, isReadInVain });
    joinKept(around.kept, kept);
    append(around.notable, notable);
    around.isOpen ||= isOpen;
    around.isReadInVain ||= isReadInVain;
  }

  #inside(directory: Bytes): Inside {
    const known = this.#open.get(directory);
    if (known !== undefined) return known;
    const made = { kept: nothingKept(), notable: [], isOpen: false, isReadInVain: false };
    this.#open.set(directory, made);
    return made;
  }
}

const asUnrequested = (entry: WalkedEntry): WalkedEntry => ({
  ...entry,
  sent: false,
  sentBytes: 0,
  because: entry.allowed ? "not-requested" : entry.because,
});
