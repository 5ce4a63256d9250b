import { resolveNamed } from "../context/links.ts";
import { readDeciding } from "../context/source.ts";
import { unlessReported } from "../errors.ts";
import type { Pattern } from "../ignore/pattern.ts";
import type { BuildPlan } from "./build-plan.ts";

/**
 * Returns the patterns of the root's ignore file if the one next to the Dockerfile replaces it (rule A2). None if there
 * is no such file, or the builder would refuse it.
 */
export function replacedPatterns({ builder, context, ignoreFile }: BuildPlan): readonly Pattern[] {
  if (ignoreFile?.why !== "beside-dockerfile") return [];
  const { source, root } = context;
  const place = resolveNamed(source, root, ".dockerignore");
  const content = place === null ? null : readDeciding(source, place, ".dockerignore");
  if (content === null) return [];
  return unlessReported(() => builder.readPatterns(content, ".dockerignore", null)) ?? [];
}
