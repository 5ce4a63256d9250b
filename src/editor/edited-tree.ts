import type { Bytes } from "../bytes.ts";
import type { Failure, Source } from "../context/source.ts";
import { Tree } from "../context/tree.ts";

/** The files as an editor shows them: the text of what is open there, the disk for all else. */
export class EditedTree extends Tree {
  readonly #openText: (path: Bytes) => Bytes | undefined;

  /** `openText`: of a document that is open, by its absolute path. */
  constructor(from: Source, openText: (path: Bytes) => Bytes | undefined) {
    super(from);
    this.#openText = openText;
  }

  override read(path: Bytes): { content: Bytes } | Failure {
    const text = this.#openText(path);
    return text === undefined ? super.read(path) : { content: text };
  }
}
