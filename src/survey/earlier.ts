import type { Bytes } from "../bytes.ts";
import {
  addOutcome,
  addResult,
  type BatchOutcome,
  type BatchResult,
  emptyResult,
  noOutcome,
  type ScanFile,
} from "../secrets/batch.ts";

type Found = Pick<BatchResult, "hits" | "problems" | "cleared">;
type Hear = (files: readonly ScanFile[], outcome: BatchOutcome) => void;

type Search = (files: Iterable<ScanFile>, onBatch: Hear) => Promise<BatchResult>;

/** Known results for the files below one directory, by path. */
interface Searched {
  readonly outcomes: Map<Bytes, number>;
  /** Files about which there is more to report. */
  readonly found: Map<Bytes, Found>;
}

/**
 * Earlier searches with the same options, for other builds or before a change. Each file is read once, and the result
 * is as if all were read now.
 */
export class EarlierScan {
  /** Keyed by the directory that paths are relative to; "" for named contexts. */
  readonly #searched = new Map<Bytes, Searched>();

  /** Discards results for these absolute paths, or all of them if the paths are unknown. */
  forget(paths: readonly Bytes[] | null): void {
    if (paths === null) this.#searched.clear();
    this.#searched.delete("");
    for (const [root, { outcomes }] of this.#searched)
      for (const path of paths ?? []) if (path.startsWith(root)) outcomes.delete(path.slice(root.length));
  }

  readonly #lists = new WeakMap<object, BatchResult>();

  /** Returns the result for the same list, searched once. */
  async scanList(list: object, files: Iterable<ScanFile>, search: Search): Promise<BatchResult> {
    const result = this.#lists.get(list) ?? (await this.scan(files, search));
    this.#lists.set(list, result);
    return result;
  }

  /** Searches only files without a known result. */
  async scan(files: Iterable<ScanFile>, search: Search): Promise<BatchResult> {
    const known = emptyResult();
    const result = await search(this.#unknown(files, known), (batch, outcome) => this.#keep(batch, outcome));
    if (known.counts.files === 0) return result;
    addResult(known, result);
    const { sorted } = await import("../secrets/scan.ts");
    return sorted(known);
  }

  *#unknown(files: Iterable<ScanFile>, known: BatchResult): Generator<ScanFile> {
    for (const file of files) {
      const [root, key] = keyOf(file);
      const searched = this.#searched.get(root);
      const outcome = searched?.outcomes.get(key) ?? noOutcome;
      if (outcome === noOutcome) yield file;
      else {
        addOutcome(known.counts, outcome);
        const found = searched?.found.get(key);
        if (found !== undefined) addResult(known, { ...found, counts: emptyResult().counts });
      }
    }
  }

  #keep(batch: readonly ScanFile[], { each, hits, problems, cleared }: BatchOutcome): void {
    const said = new Set([...[...hits, ...problems].map(({ path }) => path), ...cleared]);
    for (const [at, file] of batch.entries()) {
      const { path } = file;
      const [root, key] = keyOf(file);
      const searched = this.#searched.get(root) ?? { outcomes: new Map(), found: new Map() };
      this.#searched.set(root, searched);
      searched.outcomes.set(key, each[at] ?? noOutcome);
      searched.found.delete(key);
      if (said.has(path))
        searched.found.set(key, {
          hits: hits.filter((hit) => hit.path === path),
          problems: problems.filter((problem) => problem.path === path),
          cleared: cleared.filter((one) => one === path),
        });
    }
  }
}

/** Returns the directory that a path is relative to, and its key. Rules look at the path, too. */
function keyOf({ path, absolute }: ScanFile): [root: Bytes, key: Bytes] {
  return absolute.endsWith(`/${path}`)
    ? [absolute.slice(0, absolute.length - path.length), path]
    : ["", `${absolute} ${path}`];
}
