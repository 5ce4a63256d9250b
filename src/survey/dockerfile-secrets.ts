import type { Bytes } from "../bytes.ts";
import type { Stage } from "../dockerfile/steps.ts";
import type { BuildPlan } from "../plan/build-plan.ts";
import type { FileHit } from "../secrets/batch.ts";
import type { ContentOptions } from "../secrets/content.ts";

/**
 * Where a secret of the Dockerfile is stored: in the history of the image, or in the builder's cache of another stage.
 */
export type KeptIn = { readonly place: "history" | "cache"; readonly stage: string };

export interface DockerfileHit extends FileHit {
  readonly keptIn: KeptIn;
}

/** Comments are in no history. */
const comment = /^[ \t]*#/;

/**
 * Finds secrets in the Dockerfile itself: anyone who gets the image can read its instructions, whether a file is sent
 * or not.
 */
export async function scanDockerfile(plan: BuildPlan, options: ContentOptions): Promise<DockerfileHit[]> {
  const { dockerfile } = plan;
  if (dockerfile === null) return [];
  const { scanContent } = await import("../secrets/content.ts");
  const { profileName, path } = placeOf(dockerfile);
  const content = Buffer.from(dockerfile.content, "latin1");
  const lines = dockerfile.content.split("\n");
  return scanContent(profileName, content, options)
    .hits.filter(({ line }) => !comment.test(lines[line - 1] ?? ""))
    .map((hit) => ({ ...hit, path, keptIn: keptIn(plan, hit.line) }));
}

/** Treats it as a Dockerfile, whatever its name. */
function placeOf({ inContext, shown, name }: NonNullable<BuildPlan["dockerfile"]>) {
  const isNamed = /dockerfile|containerfile/i.test(name);
  const path: Bytes = inContext ?? shown;
  return { path, profileName: isNamed ? path : "Dockerfile" };
}

/** Instructions of the target and its base stages are in its history; those of other stages are only in the cache. */
function keptIn({ recipe }: BuildPlan, line: number): KeptIn {
  const request = recipe?.request;
  if (request === null || request === undefined) return { place: "history", stage: "" };
  const stage = request.stages.findLast((one) => one.from !== null && one.line <= line);
  if (stage === undefined) return { place: "cache", stage: "" };
  for (let at: Stage | null = request.target; at !== null; at = at.base) {
    if (at === stage) return { place: "history", stage: stage.label };
  }
  return { place: "cache", stage: stage.label };
}
