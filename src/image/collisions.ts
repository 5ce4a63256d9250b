import type { Bytes } from "../bytes.ts";
import { nameOf } from "../context/links.ts";
import type { InstructionReference } from "../dockerfile/instructions.ts";
import type { ContextRequest } from "../dockerfile/request.ts";
import type { CopyStep, Stage } from "../dockerfile/steps.ts";
import { unlessCopyFails } from "./copy-failure.ts";
import { resolveSources } from "./copy-files.ts";
import { type ImageTree, walkTree } from "./image-tree.ts";
import type { Landing } from "./landing.ts";
import { resolveInTree } from "./resolve-path.ts";

/** Files of the context that one instruction copies to a place and then overwrites with another. */
export interface Collision {
  readonly instruction: InstructionReference;
  readonly stage: Stage;
  readonly lost: readonly { readonly path: Bytes; readonly size: number; readonly by: Bytes }[];
}

/** Returns the collisions of instructions in built stages; only several sources, or a wildcard, can collide. */
export function collisionsOf({ built }: ContextRequest, landing: Landing): Collision[] {
  return [...built].flatMap((stage) =>
    stage.steps.flatMap((step): Collision[] => {
      if ((step.kind !== "COPY" && step.kind !== "ADD") || step.from !== null || step.parents) return [];
      const paths = sourcesOf(step, landing);
      const lost = paths.length < 2 ? [] : lostOf(paths, landing.context());
      return lost.length === 0 ? [] : [{ instruction: step.instruction, stage, lost }];
    }),
  );
}

function sourcesOf({ sources }: CopyStep, landing: Landing): Bytes[] {
  const local = sources.filter(({ type, pattern }) => type === "local" && pattern === null);
  if (local.length < 2 && !local.some(({ path }) => /[*?[]/.test(path))) return [];
  return local.flatMap(
    ({ path }) => unlessCopyFails(() => resolveSources(landing.context(), path, landing)) ?? [],
  );
}

/** A directory contributes its contents, everything else its own name. */
function lostOf(paths: readonly Bytes[], context: ImageTree): Collision["lost"][number][] {
  const placed = new Map<Bytes, { path: Bytes; size: number }>();
  const lost: Collision["lost"][number][] = [];
  const place = (name: Bytes, path: Bytes, size: number) => {
    const before = placed.get(name);
    if (before !== undefined && before.path !== path) lost.push({ ...before, by: path });
    placed.set(name, { path, size });
  };
  for (const path of paths) {
    const node = unlessCopyFails(() => resolveInTree(context, path));
    if (node == null) continue;
    const relative = path.slice(1);
    if (node.type !== "directory") place(nameOf(path), relative, node.from?.size ?? 0);
    else
      for (const { path: below, node: file } of walkTree(node))
        if (file.type !== "directory") place(below, `${relative}/${below}`, file.from?.size ?? 0);
  }
  return lost;
}
