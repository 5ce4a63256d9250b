import type { Bytes } from "../bytes.ts";
import type { FromInstruction, Instruction, InstructionReference } from "./instructions.ts";
import type { Mount } from "./mounts.ts";
import type { Platform } from "./platforms.ts";
import type { SourceType } from "./remote-source.ts";

/** One source of COPY or ADD, with variables replaced. */
export interface CopySource {
  type: SourceType;
  /** As it is in the Dockerfile. */
  written: Bytes;
  /** After variables are replaced and quotes removed. */
  text: Bytes;
  /** Variables in it without a value. */
  unset: readonly Bytes[];
  /** Cleaned and rooted: `/a/b`, `/` for everything. With `--parents`: the part before `/./`. */
  path: Bytes;
  /** `--parents`: the include pattern (the part after `/./`), else null. */
  pattern: Bytes | null;
  /** `--parents` without wildcards: the path that must exist, else null. */
  required: Bytes | null;
}

export interface Destination {
  /** Cleaned and rooted. */
  path: Bytes;
  /** Whether it ends with a slash (or is `.`): a directory, whatever exists there. */
  directory: boolean;
  /** Whether it ends with a slash, as written. */
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
  /** Files created by heredocs. */
  inline: { name: Bytes; content: Bytes }[];
  dest: Destination;
  /** `--chown` with variables replaced; "" if it is not given. */
  chown: Bytes;
  excludes: readonly Bytes[];
  parents: boolean;
  /** Whether it is copied onto an empty file system that is then merged: `--link`, and no `--chmod`. */
  link: boolean;
  /** Whether local archives are unpacked (ADD without `--unpack=false`). */
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
  /** Null for the build context. */
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
  /** As given; looked up by its shortest form (without `docker.io/library/` and `:latest`). */
  name: string;
  /** "local": a directory of the client. "scratch": `docker-image://scratch`. "other": an image, Git, a URL. */
  kind: "local" | "scratch" | "other";
}

/** Initial file system of a stage, or what COPY --from names. */
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
 * COPY --from or a mount names is also a stage, without a FROM.
 */
export interface Stage {
  from: FromInstruction | null;
  /** Name of its base, with variables replaced. */
  baseName: Bytes;
  /** Its name, or `stage-<index>`. */
  label: string;
  /** The line that errors refer to. */
  line: number;
  base: Stage | null;
  platform: Platform | null;
  /** The named context that replaces the whole stage. */
  replacedBy: NamedContext | null;
  origin: Origin | null;
  /** Stages that it reads from, with the line that says so. */
  dependencies: Map<Stage, number>;
  commands: Command[];
  onbuildTaken: boolean;
  dispatched: boolean;
  /** Effects of the instructions on the file system; filled for the stages that the target needs. */
  steps: Step[];
}
