import type { BuilderName } from "../builders/builder.ts";

/** What is asked for: which build. Paths are text, relative to `cwd`. */
export interface PlanOptions {
  readonly context: string;
  readonly cwd: string;
  readonly builder: BuilderName;
  /** The Dockerfile, as `docker build -f` takes it; "-" for one on stdin. */
  readonly file: string | undefined;
  /** Use this ignore file instead of the one that the builder would find. */
  readonly ignoreFile: string | undefined;
}
