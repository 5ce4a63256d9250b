/**
 * What the page shows, as its script reads it. Nodes are in the order of a walk, a directory before what it holds: node
 * 0 is the context. Everything is text that can be shown as it is.
 */
export interface PageData {
  readonly title: string;
  readonly facts: readonly string[];
  readonly dockerfile: string | null;
  readonly ignoreFile: string | null;
  readonly instructions: readonly { readonly line: number; readonly text: string; readonly stage: string }[];
  readonly patterns: readonly { readonly line: number; readonly text: string; readonly exception: boolean }[];
  readonly findings: readonly PageFinding[];
  readonly names: readonly string[];
  /** By how much the parent stands before the node. */
  readonly parents: readonly number[];
  /** Bytes of a file that is not a directory. */
  readonly sizes: readonly number[];
  /** A letter a node: "d" directory, else "s" sent, "a" allowed and not sent, "x" excluded. */
  readonly states: string;
  /** A letter a node, how far it gets: "i" the final image, "s" a stage, "b" the builder only, "-" not known. */
  readonly reaches: string;
  /** By node: position in `touchSets`, in `copySets`; in `patterns` or -1. */
  readonly touches: readonly number[];
  readonly copies: readonly number[];
  readonly by: readonly number[];
  /** Positions of patterns that match the path or a directory above it, in order. */
  readonly touchSets: readonly (readonly number[])[];
  /** Positions of instructions that copy the path where it is allowed. */
  readonly copySets: readonly (readonly number[])[];
  /** The builder requests no files: what is allowed is sent. */
  readonly sendsAll: boolean;
  /** What it is compared with; null for a plain report. */
  readonly since: PageChanges | null;
}

/** What is sent otherwise than by another side of `ctxcheck diff`. */
export interface PageChanges {
  readonly from: string;
  readonly files: number;
  readonly bytes: number;
  /** Nodes that are new, or have another size, with the bytes that they had. */
  readonly added: readonly number[];
  readonly resized: readonly (readonly [node: number, bytes: number])[];
  /** What is not sent any more, the largest first, and how many there are. */
  readonly removed: readonly (readonly [path: string, bytes: number])[];
  readonly removedFiles: number;
}

export interface PageFinding {
  readonly severity: "error" | "warning" | "info";
  readonly rule: string;
  readonly subject: string;
  readonly message: string;
  readonly fix: string | null;
  /** Nodes that it is about. */
  readonly nodes: readonly number[];
}
