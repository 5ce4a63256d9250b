import type { Builder } from "../builders/builder.ts";
import type { CopiedPaths } from "../builders/copied-path.ts";
import type { Bytes } from "../bytes.ts";
import type { ContextRequest } from "../dockerfile/request.ts";
import type { NamedContext } from "../dockerfile/steps.ts";
import type { CtxcheckError } from "../errors.ts";
import type { Pattern } from "../ignore/pattern.ts";
import type { BuildSpec } from "./build-spec.ts";
import type { ContextDirectory } from "./context.ts";
import type { DockerfilePlace } from "./dockerfile.ts";
import type { IgnoreFile } from "./ignore-file.ts";

/** A build and the rules that apply to it. */
export interface BuildPlan {
  readonly builder: Builder;
  readonly context: ContextDirectory;
  /** Null if the build has none. */
  readonly dockerfile: DockerfilePlace | null;
  /** Null if the builder finds none: nothing is excluded. */
  readonly ignoreFile: IgnoreFile | null;
  readonly patterns: readonly Pattern[];
  /** Whether the builder receives the whole context without applying an ignore file (rules A9, A10, I1). */
  readonly unfiltered: boolean;
  /** Null if no Dockerfile says what is requested, or the builder sends everything allowed. */
  readonly requested: Requested | null;
  /** The image that reads the Dockerfile in place of Docker's own frontend: what it requests is unknown. */
  readonly frontend: string | null;
  /** What the Dockerfile does; null without one, and for builders whose behavior is unknown. */
  readonly recipe: Recipe | null;
  /** The place that defines the build; null if a command line does. */
  readonly definedAt: string | null;
  readonly spec: BuildSpec;
  readonly threads: number | undefined;
}

/** What the Dockerfile requests from the context. */
export interface Requested {
  readonly request: ContextRequest;
  /** The requested paths as patterns; null if everything is requested, empty if nothing is. */
  readonly patterns: readonly Pattern[] | null;
  /** What the instructions take, for a builder that filters while it copies. */
  readonly copiedPaths?: CopiedPaths;
  /** Absolute paths of the local named contexts. */
  readonly directories: ReadonlyMap<NamedContext, Bytes>;
}

/**
 * What the instructions do, stage by stage, as the builder reads them; or why it refuses them after the context is
 * sent.
 */
export type Recipe =
  | { readonly request: ContextRequest; readonly refusal: null }
  | { readonly request: null; readonly refusal: CtxcheckError };
