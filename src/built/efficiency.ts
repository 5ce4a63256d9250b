import type { Bytes } from "../bytes.ts";

/** dive's figures of an image, so that its CI rules can be used unchanged. */
export interface Efficiency {
  /** 0 to 1. */
  readonly score: number;
  /** Bytes, in all versions, of the paths that more than one layer writes or removes. */
  readonly wastedBytes: number;
  /** Bytes of all layers except the first, which is taken as the base image. */
  readonly userBytes: number;
  /** 0 to 1; relative to `userBytes`. */
  readonly wastedShare: number;
}

interface Path {
  least: number;
  sum: number;
}

/**
 * wagoodman/dive `filetree.Efficiency` and `image.Analyze`: the least size of each leaf path of the layers over the sum
 * of its sizes. A removed file counts 0 in the layer that removes it, a removed directory what it held.
 */
export class EfficiencyRule {
  /** Of a path that one layer ends in the bytes alone: that is most of them. */
  readonly #paths = new Map<Bytes, Path | number>();
  /** Bytes of the paths that a layer ends in; null for a whiteout of what is not there. */
  #leaves = new Map<Bytes, number | null>();
  #parents = new Set<Bytes>();
  #layers = 0;
  #layerBytes = 0;
  #userBytes = 0;

  /** `path`: clean, relative; `bytes`: from its header, or what a whiteout removes. */
  add(path: Bytes, bytes: number | null, isWhiteout: boolean): void {
    const slash = path.lastIndexOf("/");
    const name = path.slice(slash + 1);
    // AddPath omits these, and AddChild makes no node of them.
    if (name.startsWith(".wh..wh.")) return;
    for (let end = slash; end > 0; end = path.lastIndexOf("/", end - 1)) {
      const parent = path.slice(0, end);
      if (this.#parents.has(parent)) break;
      this.#parents.add(parent);
    }
    this.#leaves.set(path, bytes);
    if (!isWhiteout) this.#layerBytes += bytes ?? 0;
  }

  /**
   * Visits a layer in dive's order, up to a whiteout of something that does not exist, which ends dive's visit of the
   * layer.
   */
  endLayer(): void {
    const keyOf = (path: Bytes) => path.replaceAll("/", "\0");
    let end: Bytes | null = null;
    for (const [path, bytes] of this.#leaves)
      if (bytes === null && !this.#parents.has(path) && (end === null || keyOf(path) < end))
        end = keyOf(path);
    for (const [path, bytes] of this.#leaves)
      if (bytes !== null && !this.#parents.has(path) && (end === null || keyOf(path) < end))
        this.#note(withoutMark(path), bytes);
    if (this.#layers++ > 0) this.#userBytes += this.#layerBytes;
    this.#layerBytes = 0;
    this.#leaves = new Map();
    this.#parents = new Set();
  }

  #note(path: Bytes, bytes: number): void {
    const known = this.#paths.get(path);
    if (known === undefined) this.#paths.set(path, bytes);
    else if (typeof known === "number")
      this.#paths.set(path, { least: Math.min(known, bytes), sum: known + bytes });
    else {
      known.least = Math.min(known.least, bytes);
      known.sum += bytes;
    }
  }

  result(): Efficiency {
    let [least, sum, wastedBytes] = [0, 0, 0];
    for (const path of this.#paths.values()) {
      const isOnce = typeof path === "number";
      least += isOnce ? path : path.least;
      sum += isOnce ? path : path.sum;
      wastedBytes += isOnce ? 0 : path.sum;
    }
    const userBytes = this.#userBytes;
    return {
      score: sum === 0 ? 1 : least / sum,
      wastedBytes,
      userBytes,
      wastedShare: wastedBytes === 0 ? 0 : userBytes === 0 ? 1 : wastedBytes / userBytes,
    };
  }
}

/** What a whiteout removes. */
function withoutMark(path: Bytes): Bytes {
  const name = path.lastIndexOf("/") + 1;
  return path.startsWith(".wh.", name) ? path.slice(0, name) + path.slice(name + ".wh.".length) : path;
}
