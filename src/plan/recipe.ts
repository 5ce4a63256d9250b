import type { Builder } from "../builders/builder.ts";
import { readDockerfile } from "../dockerfile/read.ts";
import { type BuildOptions, connectBuild, requestOf } from "../dockerfile/request.ts";
import { sequentialRequest } from "../dockerfile/sequential.ts";
import { CtxcheckError, unlessReported } from "../errors.ts";
import type { Recipe, Requested } from "./build-plan.ts";
import type { DockerfilePlace } from "./dockerfile.ts";

/** Null without a Dockerfile, and for a builder whose treatment of one is unknown. */
export function readRecipe(
  builder: Builder,
  dockerfile: DockerfilePlace | null,
  requested: Requested | null,
  options: BuildOptions,
): Recipe | null {
  if (dockerfile !== null && builder.handsOver) return likelyRecipe(dockerfile, options);
  if (dockerfile === null || builder.engine === undefined) return null;
  if (requested !== null) return { request: requested.request, refusal: null };
  try {
    const read = readDockerfile(dockerfile.content, builder.dialect);
    return { request: sequentialRequest(read, options), refusal: null };
  } catch (error) {
    if (error instanceof CtxcheckError && error.code === "dockerfile")
      return { request: null, refusal: error };
    throw error;
  }
}

/** Whether the Engine refuses the Dockerfile depends on which of its builders reads it. */
const likelyRecipe = ({ content }: DockerfilePlace, options: BuildOptions): Recipe | null =>
  unlessReported(() => ({
    request: requestOf(connectBuild(readDockerfile(content), options)),
    refusal: null,
  }));
