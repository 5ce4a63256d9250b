import type { BuilderName } from "../builders/builder.ts";
import type { Bytes } from "../bytes.ts";
import type { Tree } from "../context/tree.ts";

/** What is requested: which build. Paths are text, relative to `cwd`. */
export interface PlanOptions {
  readonly context: string;
  readonly cwd: string;
  /** The files, as a command sees them: one tree for the whole command. */
  readonly source: Tree;
  /** Where a context that is not a directory is in the source: absolute. */
  readonly root?: Bytes | undefined;
  readonly builder: BuilderName;
  /** Podman hands buildah another list of patterns than buildah's own client does. */
  readonly client?: "podman" | undefined;
  /** Where the client runs, if not on this kind of system. */
  readonly os?: "windows" | undefined;
  /** The Dockerfile, as `docker build -f` takes it; "-" for one on stdin. */
  readonly file: string | undefined;
  /** Use this ignore file instead of the one that the builder would find. */
  readonly ignoreFile: string | undefined;
  /** Replaces the text of the ignore file; `path` is absolute, links resolved. */
  readonly amend?: (content: Bytes, path: Bytes) => Bytes;
  /** Lines to try: as if they stood at the end of the ignore file. */
  readonly added?: readonly Bytes[] | undefined;
  /** The text of a Dockerfile on stdin. */
  readonly stdinDockerfile: Bytes | undefined;
  /** The stage to build; the last where undefined. */
  readonly target: string | undefined;
  readonly buildArgs: ReadonlyMap<Bytes, Bytes>;
  readonly buildContexts: readonly BuildContext[];
  /** Such as linux/arm64. */
  readonly platform: string | undefined;
  /** Where a compose or bake file or a workflow defines it: what is written there is not repeated on a command line. */
  readonly definedAt?: string | undefined;
  /**
   * The other builds of the same ignore file, where they are known from their definitions: advice has to suit them, too,
   * and no Dockerfile is searched for.
   */
  readonly siblings?: readonly PlanOptions[];
  /** How many threads read ahead of a walk, once it turns out to be long; where undefined, as many as pay. */
  readonly threads?: number;
}

/** A `--build-context name=value`. */
export interface BuildContext {
  readonly name: string;
  /** A directory, or an image, Git or URL reference. */
  readonly value: string;
}
