import { appendTo } from "../append.ts";
import { type Bytes, compareBytes } from "../bytes.ts";

/** A file of the repository, its bytes, and the builds that send it, by position. */
export interface SentFile {
  /** Relative to the directory. */
  readonly path: Bytes;
  readonly bytes: number;
  readonly builds: readonly number[];
}

/** Records which builds send a file; a set of builds is stored once, however many files it sends. */
export class SendersByFile {
  readonly #sets: (readonly number[])[] = [[]];
  readonly #larger = new Map<string, number>();
  readonly #files = new Map<Bytes, { bytes: number; set: number }>();

  /** By build, the later ones that send the same. */
  readonly #sameAs = new Map<number, number[]>();

  /** Records that a build sends the same as an earlier one. */
  addSame(earlier: number, build: number): void {
    appendTo(this.#sameAs, earlier, build);
  }

  /** `build`: null for a file that a context includes and the build does not send. */
  add(path: Bytes, bytes: number, build: number | null): void {
    const file = this.#files.get(path);
    if (file === undefined) this.#files.set(path, { bytes, set: this.#with(0, build) });
    else {
      file.bytes = Math.max(file.bytes, bytes);
      file.set = this.#with(file.set, build);
    }
  }

  #with(set: number, build: number | null): number {
    const builds = this.#sets[set] ?? [];
    if (build === null || builds.at(-1) === build || builds.includes(build)) return set;
    const key = `${set} ${build}`;
    const known = this.#larger.get(key) ?? this.#sets.push([...builds, build].sort((a, b) => a - b)) - 1;
    this.#larger.set(key, known);
    return known;
  }

  /** Returns the files in byte order of their paths. */
  files(): SentFile[] {
    const sets = this.#sets.map((builds) =>
      builds.flatMap((build) => [build, ...(this.#sameAs.get(build) ?? [])]).sort((a, b) => a - b),
    );
    return [...this.#files]
      .map(([path, { bytes, set }]) => ({ path, bytes, builds: sets[set] ?? [] }))
      .sort((a, b) => compareBytes(a.path, b.path));
  }
}
