import type { Bytes } from "../bytes.ts";
import type { Failure, Source } from "../context/source.ts";
import { Tree } from "../context/tree.ts";

/** Something newer is asked for: what is under way is of no use. */
export class Superseded extends Error {}

interface Edits {
  /** The text of a document that is open, by its absolute path. */
  readonly openText: (path: Bytes) => Bytes | undefined;
  /** Whether an edit waits: whoever walks is stopped. */
  readonly isSuperseded: () => boolean;
}

/** The files as an editor shows them: the text of what is open there, the disk for all else. */
export class EditedTree extends Tree {
  readonly #edits: Edits;

  constructor(from: Source, edits: Edits) {
    super(from);
    this.#edits = edits;
  }

  override read(path: Bytes): { content: Bytes } | Failure {
    const text = this.#edits.openText(path);
    return text === undefined ? super.read(path) : { content: text };
  }

  override content(path: Bytes): { content: Bytes } | Failure {
    const text = this.#edits.openText(path);
    return text === undefined ? super.content(path) : { content: text };
  }

  /** Throws Superseded. */
  override entries(id: number, path: Bytes): ReturnType<Tree["entries"]> {
    if (this.#edits.isSuperseded()) throw new Superseded();
    return super.entries(id, path);
  }
}
