import { CtxcheckError } from "../../errors.ts";

/** Bounds on what an archive may cost, whatever it claims: it comes from a stranger. */
export const limits = {
  /** Entries, including directories that they imply. */
  entries: 1_000_000,
  /** Bytes of all names and link targets. */
  names: 256 * 1024 ** 2,
  /** Bytes of one path: PATH_MAX of Linux. */
  path: 4_096,
  /** Bytes of one name: NAME_MAX. */
  name: 255,
  /** Bytes after decompression, and of all contents including the holes of sparse files. */
  content: 16 * 1024 ** 3,
  /** Bytes of one pax header, long name or sparse map (archive/tar: maxSpecialFileSize). */
  special: 1024 ** 2,
} as const;

/** An archive that a builder would refuse, or that exceeds the limits: of a context, unless stated otherwise. */
export class ArchiveError extends CtxcheckError {
  readonly problem: string;

  constructor(problem: string, hint = repack) {
    super("context", `the archive cannot be used as a context: ${problem}`, hint);
    this.problem = problem;
  }
}

export const repack = "repack it with: tar -C <directory> -cf context.tar .";

export function refuseArchive(problem: string, hint?: string): never {
  throw new ArchiveError(problem, hint);
}

export function refuseSize(what: string): never {
  throw new ArchiveError(
    `it ${what}; ctxcheck stops there (docs/contexts.md)`,
    "unpack it into a directory of its own and name that",
  );
}

interface Counted {
  readonly flag: string;
  readonly name: string;
  readonly link: string;
  readonly size: number;
}

/** Counts what an archive has cost so far. Throws ArchiveError if that is too much. */
export class Meter {
  readonly #mostContent: number;
  #nodes = 0;
  #names = 0;
  #content = 0;

  /** `mostContent`: bytes of all contents. */
  constructor(mostContent: number = limits.content) {
    this.#mostContent = mostContent;
  }

  entry({ name, link, size, flag }: Counted): void {
    this.#names += name.length + link.length;
    if (flag === "0") this.#content += size;
    if (name.length > limits.path || link.length > limits.path)
      refuseArchive(`a name in it is longer than ${limits.path} bytes`);
    if (this.#names > limits.names) refuseSize(`has more than ${limits.names} bytes of names`);
    if (this.#content > this.#mostContent) refuseSize(`holds more than ${this.#mostContent} bytes`);
  }

  /** Counts a file or a directory, including one that no entry names; returns the number so far. */
  node(): number {
    if (++this.#nodes > limits.entries) refuseSize(`has more than ${limits.entries} entries`);
    return this.#nodes;
  }
}
