import type { Bytes } from "../bytes.ts";
import type { InstructionReference } from "./instructions.ts";
import type { Mount } from "./mounts.ts";
import type { SourceType } from "./remote-source.ts";
import type { Stage } from "./stages.ts";

/** One source of COPY or ADD, variables replaced. */
export interface CopySource {
  type: SourceType;
  /** As it stands in the Dockerfile. */
  written: Bytes;
  /** After variables are replaced and quotes removed. */
  text: Bytes;
  /** Variables in it that had no value. */
  unset: readonly Bytes[];
  /** Cleaned and rooted: `/a/b`, `/` for everything. With `--parents`: what stands before `/./`. */
  path: Bytes;
  /** `--parents`: the include pattern (what stands behind `/./`), else null. */
  pattern: Bytes | null;
  /** `--parents` without wildcards: the path that must exist, else null. */
  required: Bytes | null;
}

/** Where COPY or ADD puts things. */
export interface Destination {
  /** Cleaned and rooted. */
  path: Bytes;
  /** Ends with a slash (or is `.`): a directory, whatever is there. */
  directory: boolean;
  /** As written, it ends with a slash. */
  slash: boolean;
  /** False where it is relative to a working directory that only the base image knows; then `/` is assumed. */
  known: boolean;
}

export interface CopyStep {
  kind: "COPY" | "ADD";
  instruction: InstructionReference;
  comments: readonly Bytes[];
  /** What is copied from; null for the build context. */
  from: Stage | null;
  sources: CopySource[];
  /** The files that heredocs make. */
  inline: { name: Bytes; content: Bytes }[];
  dest: Destination;
  /** `--chown`, variables replaced; "" where it is not given. */
  chown: Bytes;
  excludes: readonly Bytes[];
  parents: boolean;
  /** Copied onto an empty file system and laid over: `--link`, and no `--chmod`. */
  link: boolean;
  /** Local archives are unpacked (ADD without `--unpack=false`). */
  unpack: boolean;
}

export interface WorkdirStep {
  kind: "WORKDIR";
  instruction: InstructionReference;
  /** Cleaned and rooted. */
  path: Bytes;
  known: boolean;
}

export interface MountUse extends Mount {
  /** null for the build context. */
  fromStage: Stage | null;
}

export interface RunStep {
  kind: "RUN";
  instruction: InstructionReference;
  mounts: MountUse[];
}

/** What an instruction does to the file system of its stage, in order. */
export type Step = CopyStep | WorkdirStep | RunStep;
