/**
 * Data of the page, as its script reads it. Nodes are in the order of a walk, a directory before its contents: node 0
 * is the context. All text can be shown as it is.
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
  /** By node: distance back to its parent. */
  readonly parents: readonly number[];
  /** By node: bytes of what is not a directory. */
  readonly sizes: readonly number[];
  /** One letter per node: "d" directory, else "s" sent, "a" allowed and not sent, "x" excluded. */
  readonly states: string;
  /** One letter per node, how far it gets: "i" the final image, "s" a stage, "b" the builder only, "-" not known. */
  readonly reaches: string;
  /** By node: position in `touchSets`, in `copySets`; in `patterns` or -1. */
  readonly touches: readonly number[];
  readonly copies: readonly number[];
  readonly by: readonly number[];
  /** Positions of patterns that match the path or a directory above it, in order. */
  readonly touchSets: readonly (readonly number[])[];
  /** Positions of instructions that copy the path if it is allowed. */
  readonly copySets: readonly (readonly number[])[];
  /** The builder requests no files: what is allowed is sent. */
  readonly sendsAll: boolean;
  /** What it is compared with; null for a plain report. */
  readonly since: PageChanges | null;
}

/** What is sent differently from another side of `ctxcheck diff`. */
export interface PageChanges {
  readonly from: string;
  readonly files: number;
  readonly bytes: number;
  /** Nodes that are new or have another size, with the bytes they had. */
  readonly added: readonly number[];
  readonly resized: readonly (readonly [node: number, bytes: number])[];
  /** What is no longer sent, largest first, and how many files that is. */
  readonly removed: readonly (readonly [path: string, bytes: number])[];
  readonly removedFiles: number;
}

export interface PageFinding {
  readonly severity: "error" | "warning" | "info";
  readonly rule: string;
  readonly subject: string;
  readonly message: string;
  readonly fix: string | null;
  /** Nodes that it concerns. */
  readonly nodes: readonly number[];
}
