import { type Bytes, compareBytes } from "../bytes.ts";
import { type BatchResult, emptyResult, type ScanFile } from "../secrets/batch.ts";

/** A search that was made before: files that did not change since are not read again. */
export class EarlierScan {
  #searched = new Set<Bytes>();
  #found: BatchResult = emptyResult();

  /** What stands at these paths, absolute, is not what was searched; everything where they are not known. */
  forget(paths: readonly Bytes[] | null): void {
    if (paths === null) this.#searched.clear();
    else for (const path of paths) this.#searched.delete(path);
  }

  /** Searches what is not known, and gives what is known of all files. The counts are of what was read now. */
  async scan(
    files: Iterable<ScanFile>,
    search: (files: Iterable<ScanFile>) => Promise<BatchResult>,
  ): Promise<BatchResult> {
    const all = [...files];
    const fresh = all.filter(({ absolute }) => !this.#searched.has(absolute));
    const found = await search(fresh);
    const [sent, read] = [pathsOf(all), pathsOf(fresh)];
    const together = <T extends Bytes | { readonly path: Bytes }>(
      before: readonly T[],
      now: readonly T[],
    ) => {
      const kept = before.filter((one) => sent.has(pathOf(one)) && !read.has(pathOf(one)));
      return [...kept, ...now].sort((a, b) => compareBytes(pathOf(a), pathOf(b)));
    };
    const { hits, problems, cleared } = this.#found;
    this.#found = {
      hits: together(hits, found.hits),
      problems: together(problems, found.problems),
      cleared: together(cleared, found.cleared),
      counts: found.counts,
    };
    this.#searched = new Set(all.map(({ absolute }) => absolute));
    return this.#found;
  }
}

const pathOf = (one: Bytes | { readonly path: Bytes }): Bytes => (typeof one === "string" ? one : one.path);
const pathsOf = (files: readonly ScanFile[]): ReadonlySet<Bytes> => new Set(files.map(({ path }) => path));
