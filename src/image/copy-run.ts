import type { Bytes } from "../bytes.ts";
import type { CopyStep, Stage } from "../dockerfile/steps.ts";
import type { CopyFailure } from "./copy-failure.ts";
import type { ImageTree } from "./image-tree.ts";
import type { ReadContent } from "./passwd.ts";

/** A COPY or ADD on the tree of its stage. */
export interface CopyRun {
  step: CopyStep;
  stage: Stage;
  tree: ImageTree;
  source: ImageTree;
  isArchive: (path: Bytes) => boolean;
  read: ReadContent;
  /** Receives the failures of the build. */
  report: (failure: CopyFailure) => void;
}

/** Returns the key under which names compared with the wildcards of a build are counted. */
export const countedIn = ({ tree }: CopyRun): object => tree.room ?? tree;
