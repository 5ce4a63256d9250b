import type { Bytes } from "../bytes.ts";
import type { WalkedEntry } from "../model.ts";
import { holdsAny } from "./totals.ts";

const [met, isAllowed, isSent, isEmpty, holdsSent] = [1, 2, 4, 8, 16] as const;

/** Bits that say nothing about the entry itself. */
const passed = met | holdsSent;

/** What another walk by the same patterns says about it. */
const asKnown = (mark: number): number => mark & (met | isAllowed);

/** Entries of a page, as a power of two. */
const pageBits = 10;
const pageMask = (1 << pageBits) - 1;

/** Decisions about the entries of a tree, one byte each, by id. One build among many meets few of them. */
export class Marks {
  readonly #pages: (Uint8Array | undefined)[] = [];
  readonly #known: readonly (Uint8Array | undefined)[];

  /** For a file sent under several names: the first of them, by the id of each of the others. */
  readonly #links = new Map<number, Bytes>();
  readonly #firstNames = new Set<Bytes>();

  /** `allowing`: marks of a walk by the same patterns, from which only what they allow is adopted. */
  constructor(allowing?: Marks | null) {
    this.#known = allowing ? allowing.#pages : [];
  }

  set(id: number, { allowed, sent, arrivesEmpty, below, linkOf }: WalkedEntry): void {
    const holds = below !== undefined && holdsAny(below.sent) ? holdsSent : 0;
    const at = id >> pageBits;
    const page = this.#pages[at] ?? this.#known[at]?.map(asKnown) ?? new Uint8Array(1 << pageBits);
    this.#pages[at] = page;
    page[id & pageMask] =
      met | (allowed ? isAllowed : 0) | (sent ? isSent : 0) | (arrivesEmpty ? isEmpty : 0) | holds;
    if (!sent || linkOf === "") return;
    this.#links.set(id, linkOf);
    this.#firstNames.add(linkOf);
  }

  allowed(id: number): boolean {
    return (this.#at(id) & isAllowed) !== 0;
  }

  sent(id: number): boolean {
    return (this.#at(id) & isSent) !== 0;
  }

  /** Whether something below it is sent. */
  holdsSent(id: number): boolean {
    return (this.#at(id) & holdsSent) !== 0;
  }

  /** For a file sent under several names: the first of them, else "". `path`: its own. */
  fileOf(id: number, path: Bytes): Bytes {
    return this.#links.get(id) ?? (this.#firstNames.has(path) ? path : "");
  }

  /** For a sent file: whether its content is sent, and was not sent under an earlier name. */
  sendsContent(id: number): boolean {
    return !this.arrivesEmpty(id) && !this.#links.has(id);
  }

  arrivesEmpty(id: number): boolean {
    return (this.#at(id) & isEmpty) !== 0;
  }

  /**
   * Yields the entries below `count` that the other marks treat differently: in a set or not, with or without content.
   */
  *differing(other: Marks, count: number): Generator<number> {
    for (let id = 0; id < count; id++) {
      if ((this.#at(id) | passed) !== (other.#at(id) | passed)) yield id;
    }
  }

  #at(id: number): number {
    const page = this.#pages[id >> pageBits];
    return page?.[id & pageMask] ?? asKnown(this.#known[id >> pageBits]?.[id & pageMask] ?? 0);
  }
}
