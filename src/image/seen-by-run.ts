import type { Bytes } from "../bytes.ts";
import type { Stage } from "../dockerfile/stages.ts";
import type { MountUse, RunStep } from "../dockerfile/steps.ts";
import { cleanPath } from "../ignore/clean.ts";
import { CopyFailure, type ImageTree, type Provenance, walkTree } from "./image-tree.ts";
import type { Landing, StageLanding } from "./landing.ts";
import { namedPath } from "./named-path.ts";
import { resolveInTree } from "./resolve-path.ts";

/** A RUN that can see a file, and so may put it, or what it holds, into what the final image is made from. */
export interface Sight {
  readonly line: number;
  readonly stage: string;
}

/** What the RUNs of the stages that are built can see, by path in its context: in their stage, and through mounts. */
export function seenByRuns({ stages, context }: Landing): Map<Bytes, Sight> {
  const seen = new Map<Bytes, Sight>();
  const note = (from: Provenance, sight: Sight) => {
    const path = from.context === null ? from.path : namedPath(from.context.name, from.path);
    if (!seen.has(path)) seen.set(path, sight);
  };
  for (const landed of stages.values()) {
    const { stage } = landed;
    for (const run of runsOf(stage)) {
      const sight = { line: run.instruction.line, stage: stage.label };
      for (const mount of run.mounts) {
        const tree = mount.fromStage === null ? context() : stages.get(mount.fromStage)?.tree;
        if (tree !== undefined && isFilled(mount)) for (const from of shownBy(tree, mount)) note(from, sight);
      }
    }
    for (const { from, sight } of inStage(landed)) note(from, sight);
  }
  return seen;
}

const runsOf = ({ steps }: Stage): RunStep[] => steps.filter((step) => step.kind === "RUN");

/** A cache is filled from what it names; nothing else shows files. */
const isFilled = ({ type, fromStage }: MountUse): boolean =>
  type === "bind" || (type === "cache" && fromStage !== null);

/** What lies in a stage while one of its RUNs goes on: what came before it, and all that its base has. */
function* inStage({ stage, paths, hidden }: StageLanding): Generator<{ from: Provenance; sight: Sight }> {
  const runs = runsOf(stage);
  if (runs.length === 0) return;
  const files = function* () {
    for (const { type, unpacked, from } of paths) if (unpacked || type !== "directory") yield from;
    for (const { from } of hidden) yield from;
  };
  for (const from of files()) {
    const at = stage.steps.findIndex(({ instruction }) => instruction === from.hop?.instruction);
    const run = runs.find((one) => stage.steps.indexOf(one) > at);
    if (run !== undefined) yield { from, sight: { line: run.instruction.line, stage: stage.label } };
  }
}

/** The files that a mount shows. */
export function* shownBy(tree: ImageTree, { source }: Pick<MountUse, "source">): Generator<Provenance> {
  const node = quietly(() => resolveInTree(tree, cleanPath(`/${source}`)));
  if (node === null) return;
  if (node.type !== "directory" && node.from !== null) yield node.from;
  for (const { node: below } of walkTree(node)) {
    if (below.type !== "directory" && below.from !== null) yield below.from;
  }
}

function quietly<T>(find: () => T | null): T | null {
  try {
    return find();
  } catch (error) {
    if (error instanceof CopyFailure) return null;
    throw error;
  }
}
