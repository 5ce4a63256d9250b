import type { NodeType } from "../image/tree-node.ts";
import type { Unknown } from "../image/unknown.ts";
import type { Efficiency } from "./efficiency.ts";
import type { GoneReason } from "./layer-tree.ts";
import type { LayerSize } from "./read-layers.ts";

/** The outcome of a predicted path. */
export type PathState = "found" | "changed" | "hidden" | "removed" | "missing";

/** What `ctxcheck image --against` reports, version 1. Paths are text, sizes bytes, layers 1-based. */
export interface ImageComparison {
  readonly version: 1;
  /** As the user named it. */
  readonly image: string;
  readonly platform: string | null;
  readonly dockerfile: string;
  readonly builder: string;
  readonly layers: readonly ComparedLayer[];
  readonly totals: {
    readonly files: number;
    /** Of all layers, unpacked. */
    readonly bytes: number;
    /** Of all layers, as stored. */
    readonly storedBytes: number;
  };
  readonly counts: Readonly<Record<PathState, number>>;
  readonly paths: readonly PathOfImage[];
  /** What each COPY and ADD left in the image. */
  readonly instructions: readonly InstructionShare[];
  readonly wasted: Wasted & { readonly largest: readonly WastedPath[] };
  /** The figures of wagoodman/dive. */
  readonly efficiency: Efficiency;
  readonly unused: {
    readonly files: number;
    readonly bytes: number;
    readonly paths: readonly UnusedPath[];
    /** What an ignore file could exclude. */
    readonly candidates: readonly { readonly path: string; readonly files: number; readonly bytes: number }[];
    /** Whether the build was tried without all candidates, and no further instruction failed. */
    readonly proven: boolean;
  };
  /** What puts files into the image without the Dockerfile saying so. */
  readonly unknown: readonly Unknown[];
  /** Why the build would fail now. */
  readonly failures: readonly { readonly line: number; readonly message: string }[];
  readonly limits: readonly LimitCheck[];
}

/** The same while its paths, which may be many, are made as they are looked at. */
export type ComparedImage = Omit<ImageComparison, "paths"> & { readonly paths: Iterable<PathOfImage> };

export interface ComparedLayer extends LayerSize {
  readonly layer: number;
  /** The part that comes from a context. */
  readonly context: { readonly files: number; readonly bytes: number };
  /** The part that the image does not show. */
  readonly wasted: Wasted;
  /** Lines of the Dockerfile whose files it holds. */
  readonly lines: readonly number[];
}

/** Bytes of layers that the image's file system does not show, by reason. */
export type Wasted = { readonly bytes: number } & Readonly<Record<GoneReason, number>>;

export interface WastedPath {
  readonly path: string;
  readonly bytes: number;
  readonly layer: number;
  readonly by: number;
  readonly reason: GoneReason;
}

export interface PathOfImage {
  /** Absolute path in the image. */
  readonly path: string;
  readonly type: NodeType;
  readonly size: number;
  readonly state: PathState;
  readonly what: "type" | "content" | "target" | null;
  readonly layer: number | null;
  readonly by: number | null;
  /** Path in the context. */
  readonly source: string;
  /** Name of the `--build-context`; null for the build context. */
  readonly context: string | null;
  /** Line of the instruction that put it there last. */
  readonly line: number;
  /** False if the place depends on a base image or on a RUN. */
  readonly certain: boolean;
  /** Line of a later instruction that covers it, according to the Dockerfile. */
  readonly hiddenBy: number | null;
}

export interface InstructionShare {
  readonly line: number;
  readonly text: string;
  readonly layers: readonly number[];
  readonly files: number;
  readonly bytes: number;
  readonly wastedBytes: number;
}

export interface UnusedPath {
  readonly path: string;
  readonly bytes: number;
  /** Whether an earlier layer holds it. */
  readonly inLayer: boolean;
  readonly namedBy: number | null;
  readonly seenBy: { readonly line: number; readonly stage: string } | null;
}

/** A requested limit. Shares are 0 to 1. */
export interface LimitCheck {
  readonly option: "--max-image-size" | "--min-efficiency" | "--max-wasted";
  readonly unit: "bytes" | "share";
  readonly limit: number;
  readonly actual: number;
  readonly passed: boolean;
}
