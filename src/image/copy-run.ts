import type { Bytes } from "../bytes.ts";
import type { CopyStep, Stage } from "../dockerfile/steps.ts";
import type { CopyFailure } from "./copy-failure.ts";
import type { ImageTree } from "./image-tree.ts";
import type { ReadContent } from "./passwd.ts";

/** One COPY or ADD on the tree of its stage. */
export interface CopyRun {
  step: CopyStep;
  stage: Stage;
  tree: ImageTree;
  source: ImageTree;
  isArchive: (path: Bytes) => boolean;
  read: ReadContent;
  /** Receives what the build would fail on. */
  report: (failure: CopyFailure) => void;
}

/** What the names are counted by that wildcards of a build are held against. */
export const countedIn = ({ tree }: CopyRun): object => tree.room ?? tree;
