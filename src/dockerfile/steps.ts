import type { Bytes } from "../bytes.ts";
import type { FromInstruction, Instruction, InstructionReference } from "./instructions.ts";
import type { Mount } from "./mounts.ts";
import type { Platform } from "./platforms.ts";
import type { SourceType } from "./remote-source.ts";

/** One source of COPY or ADD, variables replaced. */
export interface CopySource {
  type: SourceType;
  /** As it is in the Dockerfile. */
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

export interface Destination {
  /** Cleaned and rooted. */
  path: Bytes;
  /** Ends with a slash (or is `.`): a directory, whatever is there. */
  directory: boolean;
  /** As written, it ends with a slash. */
  slash: boolean;
  /** False if it is relative to a working directory that only the base image knows; then `/` is assumed. */
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

/** A `--build-context`. */
export interface NamedContext {
  /** As given; found under its shortest form (without `docker.io/library/` and `:latest`). */
  name: string;
  /** "local": a directory of the client. "scratch": `docker-image://scratch`. "other": an image, Git, a URL. */
  kind: "local" | "scratch" | "other";
}

/** Where the file system of a stage begins, or what COPY --from names. */
export type Origin =
  | { kind: "scratch" }
  | { kind: "stage"; stage: Stage }
  | { kind: "named"; context: NamedContext }
  | { kind: "image"; name: string };

/** An instruction of a stage, with the stages it reads from (one for COPY --from, one for each mount of RUN). */
export interface Command {
  instruction: Instruction;
  sources: Stage[];
}

/**
 * A stage of the build while the plan is made (dockerfile2llb dispatchState). An image or a named context that only a
 * COPY --from or a mount names is a stage too, without a FROM.
 */
export interface Stage {
  from: FromInstruction | null;
  /** The name it begins with, variables replaced. */
  baseName: Bytes;
  /** Its name, or `stage-<index>`. */
  label: string;
  /** The line that blame falls on. */
  line: number;
  base: Stage | null;
  platform: Platform | null;
  /** The named context that takes the place of the whole stage. */
  replacedBy: NamedContext | null;
  origin: Origin | null;
  /** What it reads from, and the line that says so. */
  dependencies: Map<Stage, number>;
  commands: Command[];
  onbuildTaken: boolean;
  dispatched: boolean;
  /** What the instructions do to the file system; filled for the stages that the target needs. */
  steps: Step[];
}
