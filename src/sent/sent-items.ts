import type { SentEntry } from "../builders/wire/wire.ts";
import type { Bytes } from "../bytes.ts";
import { KeptPaths } from "../context/kept-paths.ts";
import type { EntryType } from "../model.ts";

/** One entry as the builder receives it. */
export interface SentItem {
  readonly entry: SentEntry;
  /** Where it lies: absolute. */
  readonly place: Bytes;
}

const types: readonly EntryType[] = ["file", "directory", "symlink", "fifo", "device", "socket"];
/** Of an entry: mode, size, time, and its type with whether it arrives empty. */
const width = 4;
const arrives = types.length;

/** What a builder receives, in its order: some 60 bytes an entry, which is made anew when it is needed. */
export class SentItems implements Iterable<SentItem> {
  readonly #root: Bytes;
  readonly #paths = new KeptPaths();
  readonly #rare = new Map<number, Pick<SentEntry, "target" | "linkOf" | "device">>();
  #numbers = new Float64Array(64 * width);

  constructor(root: Bytes) {
    this.#root = root;
  }

  get length(): number {
    return this.#paths.count;
  }

  add({ path, type, mode, size, mtimeMs, arrivesEmpty, target, linkOf, device }: SentEntry): void {
    const at = this.#paths.count * width;
    if (at >= this.#numbers.length) {
      const grown = new Float64Array(2 * at);
      grown.set(this.#numbers);
      this.#numbers = grown;
    }
    this.#numbers[at] = mode;
    this.#numbers[at + 1] = size;
    this.#numbers[at + 2] = mtimeMs;
    this.#numbers[at + 3] = types.indexOf(type) + (arrivesEmpty ? arrives : 0);
    if (target !== "" || linkOf !== "" || type === "device")
      this.#rare.set(this.#paths.count, { target, linkOf, device });
    this.#paths.add(path);
  }

  *[Symbol.iterator](): Generator<SentItem> {
    let index = 0;
    for (const path of this.#paths) {
      const number = (which: number) => this.#numbers[index * width + which] ?? 0;
      const kind = number(3);
      const { target, linkOf, device } = this.#rare.get(index) ?? nothingRare;
      const entry = {
        path,
        type: types[kind % arrives] ?? "file",
        mode: number(0),
        size: number(1),
        mtimeMs: number(2),
        arrivesEmpty: kind >= arrives,
        target,
        linkOf,
        device,
      };
      index++;
      yield { entry, place: `${this.#root}/${path}` };
    }
  }
}

const nothingRare = { target: "", linkOf: "", device: { major: 0, minor: 0 } };
