import type { BuilderName } from "../builders/builder.ts";
import type { Bytes } from "../bytes.ts";
import type { Tree } from "../context/tree.ts";

/** Options that identify a build. Paths are text, relative to `cwd`. */
export interface PlanOptions {
  readonly context: string;
  readonly cwd: string;
  /** The files, as a command sees them: one tree for the whole command. */
  readonly source: Tree;
  /** Absolute path in the source of a context that is not a directory. */
  readonly root?: Bytes | undefined;
  readonly builder: BuilderName;
  /** Podman passes a different list of patterns to buildah than buildah's own client. */
  readonly client?: "podman" | undefined;
  /** The client's system, if not this kind. */
  readonly os?: "windows" | undefined;
  /** The Dockerfile, as in `docker build -f`; "-" for one on stdin. */
  readonly file: string | undefined;
  /** The ignore file to use instead of the one that the builder would find. */
  readonly ignoreFile: string | undefined;
  /** Replaces the text of the ignore file; `path` is absolute, links resolved. */
  readonly amend?: (content: Bytes, path: Bytes) => Bytes;
  /** Lines to try, as if they were at the end of the ignore file. */
  readonly added?: readonly Bytes[] | undefined;
  /** The text of a Dockerfile on stdin. */
  readonly stdinDockerfile: Bytes | undefined;
  /** The stage to build; the last if undefined. */
  readonly target: string | undefined;
  readonly buildArgs: ReadonlyMap<Bytes, Bytes>;
  readonly buildContexts: readonly BuildContext[];
  /** Such as linux/arm64. */
  readonly platform: string | undefined;
  /** The compose file, bake file or workflow that defines the build: what it sets is not on a command line. */
  readonly definedAt?: string | undefined;
  /**
   * The other builds with the same ignore file, if known from their definitions: advice has to suit them, too, and no
   * Dockerfile is searched.
   */
  readonly siblings?: readonly PlanOptions[];
  /** How many threads read ahead of a walk once it turns out to be long; if undefined, as many as are worthwhile. */
  readonly threads?: number;
}

/** A `--build-context name=value`. */
export interface BuildContext {
  readonly name: string;
  /** A directory, or an image, Git or URL reference. */
  readonly value: string;
}
