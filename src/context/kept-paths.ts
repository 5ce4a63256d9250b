import type { Bytes } from "../bytes.ts";

const chunkLength = 1 << 16;

/**
 * Paths of a walk, to be read again in their original order. Stored as bytes, with a directory once for the paths in it
 * that follow: about 20 bytes a path instead of a string's 150.
 */
export class KeptPaths implements Iterable<Bytes> {
  /** Paths so far. */
  count = 0;
  readonly #full: Buffer[] = [];
  #chunk = Buffer.alloc(0);
  #used = 0;
  #directory: Bytes = "";

  add(path: Bytes): void {
    const slash = path.lastIndexOf("/") + 1;
    const directory = path.slice(0, slash);
    if (directory !== this.#directory) {
      this.#directory = directory;
      this.#write(directory === "" ? root : directory);
    }
    this.#write(path.slice(slash));
    this.count++;
  }

  *[Symbol.iterator](): Generator<Bytes> {
    let directory = "";
    for (const part of [...this.#full, this.#chunk.subarray(0, this.#used)]) {
      for (let start = 0; start < part.length; ) {
        const end = part.indexOf(0, start);
        const piece = part.toString("latin1", start, end);
        start = end + 1;
        if (!piece.endsWith("/")) yield directory + piece;
        else directory = piece === root ? "" : piece;
      }
    }
  }

  /** Starts small: most contexts of a repository with many builds are small. */
  #nextLength(): number {
    return Math.min(chunkLength, 1_024 + 4 * this.#chunk.length);
  }

  /** A NUL ends each piece; a trailing slash distinguishes a directory from a name. */
  #write(piece: Bytes): void {
    if (this.#used + piece.length + 1 > this.#chunk.length) {
      this.#full.push(this.#chunk.subarray(0, this.#used));
      this.#chunk = Buffer.allocUnsafe(Math.max(this.#nextLength(), piece.length + 1));
      this.#used = 0;
    }
    this.#used += this.#chunk.write(piece, this.#used, "latin1");
    this.#chunk[this.#used++] = 0;
  }
}

const root = "/";
