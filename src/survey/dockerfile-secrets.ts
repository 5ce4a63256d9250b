import type { Bytes } from "../bytes.ts";
import type { Stage } from "../dockerfile/steps.ts";
import type { BuildPlan } from "../plan/build-plan.ts";
import type { FileHit } from "../secrets/batch.ts";
import type { ContentOptions } from "../secrets/content.ts";

/** Where a secret of the Dockerfile is kept: in the history of the image, or in the builder's cache of another stage. */
export type KeptIn = { readonly place: "history" | "cache"; readonly stage: string };

export interface DockerfileHit extends FileHit {
  readonly keptIn: KeptIn;
}

/** A comment is in no history. */
const comment = /^[ \t]*#/;

/** Secrets that the Dockerfile itself holds: anyone who gets the image can read its instructions, even if no file is sent. */
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

/** Read as what it is, whatever its name. */
function placeOf({ inContext, shown, name }: NonNullable<BuildPlan["dockerfile"]>) {
  const isNamed = /dockerfile|containerfile/i.test(name);
  const path: Bytes = inContext ?? shown;
  return { path, profileName: isNamed ? path : "Dockerfile" };
}

/** Instructions of the target and of the stages it is made from are in its history; of another stage only the cache knows. */
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
