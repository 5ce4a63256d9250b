import { groupBy } from "../append.ts";
import type { Bytes } from "../bytes.ts";
import { nameOf } from "../context/links.ts";
import type { LinkTree } from "../dockerfile/follow-links.ts";
import type { ContextRequest } from "../dockerfile/request.ts";
import { basesOf } from "../dockerfile/stages.ts";
import type { CopyStep, Stage } from "../dockerfile/steps.ts";
import { containsWildcards } from "../dockerfile/wildcards.ts";
import { cleanPath } from "../ignore/clean.ts";
import type { CopyFinding } from "./copy-checks.ts";
import { CopyFailure } from "./copy-failure.ts";
import type { ImageTree } from "./image-tree.ts";
import type { Landing } from "./landing.ts";
import { resolveLink } from "./link-paths.ts";
import { withParents } from "./reach.ts";
import { resolveInTree } from "./resolve-path.ts";

/**
 * Returns sources of COPY --from that a stage would have from the context if the ignore file did not exclude them: a
 * RUN of the stage may make them, else the build fails.
 */
export function ignoredOnTheWay(
  { built }: ContextRequest,
  landing: Landing,
  links: LinkTree,
  failing: ReadonlySet<number | null>,
): CopyFinding[] {
  const context = landing.context();
  return [...built].flatMap((stage) =>
    stage.steps.flatMap((step): CopyFinding[] => {
      if ((step.kind !== "COPY" && step.kind !== "ADD") || step.from === null) return [];
      const { from } = step;
      const tree = landing.stages.get(from)?.tree;
      const fails = failing.has(step.instruction.line);
      return step.sources.flatMap((one): CopyFinding[] => {
        if (tree === undefined || containsWildcards(one.path) || isThere(tree, one.path)) return [];
        const path = copiedPaths(from, one.path).find(
          (found) => !isThere(context, found) && resolveLink(links, found) !== null,
        );
        if (path === undefined) return [];
        const { kind, instruction } = step;
        const found = { kind, instruction, stage, source: one.text, path: path.slice(1), fails };
        return [{ rule: "copy-ignored", ...found, similar: undefined, unset: [], from: from.label }];
      });
    }),
  );
}

/** Returns the paths of the context that the stage's copies would put at a path, the last copy first. */
function copiedPaths(stage: Stage, wanted: Bytes): Bytes[] {
  const byDest = known.get(stage) ?? groupBy(copiesOf(stage), ({ step }) => step.dest.path);
  known.set(stage, byDest);
  const dests = new Set([...withParents(wanted), "/"]);
  const own = [...dests].flatMap((dest) => byDest.get(dest) ?? []).sort((a, b) => b.at - a.at);
  return own.flatMap(({ step: { sources, dest } }) => {
    const below = dest.path === "/" ? wanted : wanted.slice(dest.path.length);
    const local = sources.filter(({ type, path }) => type === "local" && !containsWildcards(path));
    return local.flatMap(({ path }) => [
      cleanPath(`${path}${below}`),
      ...(below === `/${nameOf(path)}` ? [path] : []),
    ]);
  });
}

const known = new WeakMap<Stage, ReadonlyMap<Bytes, readonly { at: number; step: CopyStep }[]>>();

/** The copies from the context into a stage and those that it is built on, in their order. */
function copiesOf(stage: Stage): { at: number; step: CopyStep }[] {
  const steps = [...basesOf(stage)].flatMap((one) => one.steps);
  return steps.flatMap((step, at) =>
    (step.kind === "COPY" || step.kind === "ADD") && step.from === null && !step.parents
      ? [{ at, step }]
      : [],
  );
}

function isThere(tree: ImageTree, path: Bytes): boolean {
  try {
    return resolveInTree(tree, path) !== null;
  } catch (error) {
    if (error instanceof CopyFailure) return true;
    throw error;
  }
}
