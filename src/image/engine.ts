import type { Bytes } from "../bytes.ts";
import type { CopyRun } from "./copy-run.ts";
import type { ImageTree } from "./image-tree.ts";

/** What a builder's instructions do to files. Both throw or report CopyFailure if the build would fail. */
export interface Engine {
  workdir(tree: ImageTree, path: Bytes): void;
  copy(run: CopyRun): void;
}
