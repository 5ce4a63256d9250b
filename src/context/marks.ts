import type { WalkedEntry } from "../model.ts";

const [met, isAllowed, isSent, isEmpty] = [1, 2, 4, 8] as const;

/** What becomes of the entries of a tree, a byte each, by their number. */
export class Marks {
  #of = new Uint8Array(64);

  set(id: number, { allowed, sent, arrivesEmpty }: WalkedEntry): void {
    if (id >= this.#of.length) this.#grow(id);
    this.#of[id] = met | (allowed ? isAllowed : 0) | (sent ? isSent : 0) | (arrivesEmpty ? isEmpty : 0);
  }

  allowed(id: number): boolean {
    return ((this.#of[id] ?? 0) & isAllowed) !== 0;
  }

  sent(id: number): boolean {
    return ((this.#of[id] ?? 0) & isSent) !== 0;
  }

  arrivesEmpty(id: number): boolean {
    return ((this.#of[id] ?? 0) & isEmpty) !== 0;
  }

  /** The entries, below `count`, of which others make something else: in a set or not, with or without content. */
  *differing(other: Marks, count: number): Generator<number> {
    for (let id = 0; id < count; id++) {
      if (((this.#of[id] ?? 0) | met) !== ((other.#of[id] ?? 0) | met)) yield id;
    }
  }

  #grow(id: number): void {
    const grown = new Uint8Array(Math.max(id + 1, this.#of.length * 2));
    grown.set(this.#of);
    this.#of = grown;
  }
}
