import type { Bytes } from "../bytes.ts";
import type { ImageTree } from "./image-tree.ts";
import type { CopyRun } from "./run-copy.ts";

/** What a builder's instructions do to files. Both throw CopyFailure, or report, where the build would fail. */
export interface Engine {
  workdir(tree: ImageTree, path: Bytes): void;
  copy(run: CopyRun): void;
}
