import type { NodeType } from "../image/tree-node.ts";
import type { Unknown } from "../image/unknown.ts";
import type { Efficiency } from "./efficiency.ts";
import type { GoneReason } from "./layer-tree.ts";
import type { LayerSize } from "./read-layers.ts";

/** What became of a path that was predicted. */
export type PathState = "found" | "changed" | "hidden" | "removed" | "missing";

/** What `ctxcheck image --against` tells, version 1. Paths are text, sizes bytes, layers numbered from 1. */
export interface ImageComparison {
  readonly version: 1;
  /** As it was named. */
  readonly image: string;
  readonly platform: string | null;
  readonly dockerfile: string;
  readonly builder: string;
  readonly layers: readonly ComparedLayer[];
  readonly totals: {
    readonly files: number;
    /** Of all layers, unpacked. */
    readonly bytes: number;
    /** Of all layers, as they are stored. */
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
    /** The build was tried without all candidates, and every instruction finds what it copies. */
    readonly proven: boolean;
  };
  /** What puts files into the image that the Dockerfile does not tell. */
  readonly unknown: readonly Unknown[];
  /** Why the build would fail today. */
  readonly failures: readonly { readonly line: number; readonly message: string }[];
  readonly limits: readonly LimitCheck[];
}

/** The same while its paths, which may be many, are made as they are looked at. */
export type ComparedImage = Omit<ImageComparison, "paths"> & { readonly paths: Iterable<PathOfImage> };

export interface ComparedLayer extends LayerSize {
  readonly layer: number;
  /** What of it comes from a context. */
  readonly context: { readonly files: number; readonly bytes: number };
  /** What of it the image does not show. */
  readonly wasted: Wasted;
  /** Lines of the Dockerfile whose files it holds. */
  readonly lines: readonly number[];
}

/** Bytes of layers that the file system of the image does not show, by what took them away. */
export type Wasted = { readonly bytes: number } & Readonly<Record<GoneReason, number>>;

export interface WastedPath {
  readonly path: string;
  readonly bytes: number;
  readonly layer: number;
  readonly by: number;
  readonly reason: GoneReason;
}

export interface PathOfImage {
  /** In the image, absolute. */
  readonly path: string;
  readonly type: NodeType;
  readonly size: number;
  readonly state: PathState;
  readonly what: "type" | "content" | "target" | null;
  readonly layer: number | null;
  readonly by: number | null;
  /** In the context. */
  readonly source: string;
  /** Name of the `--build-context`; null for the build context. */
  readonly context: string | null;
  /** Of the instruction that put it there last. */
  readonly line: number;
  /** False if the place depends on a base image or on a RUN. */
  readonly certain: boolean;
  /** Line of a later instruction that covers it, as the Dockerfile has it. */
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
  /** An earlier layer holds it. */
  readonly inLayer: boolean;
  readonly namedBy: number | null;
  readonly seenBy: { readonly line: number; readonly stage: string } | null;
}

/** A limit that was requested. Shares are 0 to 1. */
export interface LimitCheck {
  readonly option: "--max-image-size" | "--min-efficiency" | "--max-wasted";
  readonly unit: "bytes" | "share";
  readonly limit: number;
  readonly actual: number;
  readonly passed: boolean;
}
