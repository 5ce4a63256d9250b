import { type Bytes, compareBytes } from "../bytes.ts";
import { nameOf, parentOf } from "../context/links.ts";
import { ModeStats } from "../context/mode-stats.ts";
import { type Failure, type FileStats, isFailure, type Source } from "../context/source.ts";
import { Tree } from "../context/tree.ts";

/** Thrown if a newer edit makes the work in progress useless. */
export class Superseded extends Error {}

/** The files as an editor shows them: the texts of open documents, and the disk for everything else. */
export class EditedTree extends Tree {
  readonly #open: ReadonlyMap<Bytes, Bytes>;
  readonly #isSuperseded: () => boolean;

  /** `open`: texts by absolute path. `isSuperseded`: whether an edit is pending, which stops every walk. */
  constructor(from: Source, open: ReadonlyMap<Bytes, Bytes>, isSuperseded: () => boolean) {
    super(withOpen(from, open));
    this.#open = open;
    this.#isSuperseded = isSuperseded;
  }

  /** Updates the tree after a document was edited, opened or closed. */
  edited(path: Bytes): void {
    const text = this.#open.get(path);
    const known = this.known(path);
    if (text === undefined || known === null || isFailure(known)) {
      this.renew(new Map([[parentOf(path), new Set([nameOf(path)])]]));
    } else {
      this.resize(path, text.length);
      this.version++;
    }
  }

  override read(path: Bytes): { content: Bytes } | Failure {
    const text = this.#open.get(path);
    return text === undefined ? super.read(path) : { content: text };
  }

  override content(path: Bytes): { content: Bytes } | Failure {
    const text = this.#open.get(path);
    return text === undefined ? super.content(path) : { content: text };
  }

  /** Throws Superseded. */
  override entries(id: number, path: Bytes): ReturnType<Tree["entries"]> {
    if (this.#isSuperseded()) throw new Superseded();
    return super.entries(id, path);
  }
}

/** Lists unsaved documents as files, and gives each open file the length of its text. */
function withOpen(from: Source, open: ReadonlyMap<Bytes, Bytes>): Source {
  const isNew = (path: Bytes) => {
    if (!open.has(path)) return false;
    const stats = from.stats(path);
    return isFailure(stats) && stats.failed === "ENOENT";
  };
  return {
    ...from,
    list: (path) => {
      const listed = from.list(path);
      const added = [...open.keys()].filter((file) => parentOf(file) === path && isNew(file));
      if (isFailure(listed) || added.length === 0) return listed;
      const all = [...listed, ...added.map((file) => ({ name: nameOf(file), type: "file" as const }))];
      return all.sort((a, b) => compareBytes(a.name, b.name));
    },
    stats: (path) => {
      const [text, stats] = [open.get(path), from.stats(path)];
      if (text === undefined) return stats;
      if (isNew(path)) return new ModeStats({ ...unsaved, size: text.length });
      return isFailure(stats) || !stats.isFile()
        ? stats
        : new ModeStats({ ...numbersOf(stats), size: text.length });
    },
    realPath: (path) => {
      const directory = isNew(path) ? from.realPath(parentOf(path)) : null;
      return directory === null ? from.realPath(path) : `${directory}/${nameOf(path)}`;
    },
    denied: (path, type) => (isNew(path) ? null : from.denied(path, type)),
  };
}

const unsaved = { mode: 0o100644, mtimeMs: 0, nlink: 1, rdev: 0, identity: undefined };

const numbersOf = ({ mode, mtimeMs, nlink, rdev, identity }: FileStats) => ({
  mode,
  mtimeMs,
  nlink,
  rdev,
  identity,
});
