import type { Bytes } from "../bytes.ts";
import type { InstructionReference } from "../dockerfile/instructions.ts";
import type { MountUse, RunStep, Stage } from "../dockerfile/steps.ts";
import { cleanPath } from "../ignore/clean.ts";
import { unlessCopyFails } from "./copy-failure.ts";
import { type ImageTree, onceEach, walkTree } from "./image-tree.ts";
import { filesIn, type Landing } from "./landing.ts";
import { namedPath } from "./named-path.ts";
import { resolveInTree } from "./resolve-path.ts";
import type { Hop, Provenance, TreeNode } from "./tree-node.ts";

/** A RUN that can see a file, and so may put it, or its content, into what the final image is made from. */
export interface Sight {
  readonly line: number;
  readonly stage: string;
}

/** What the RUNs of the stages that are built can see, by path in its context: in their stage, and through mounts; of some paths, or of all. */
export function seenByRuns(landing: Landing, wanted: ReadonlySet<Bytes> | null = null): Map<Bytes, Sight> {
  const seen = new Map<Bytes, Sight>();
  for (const { path, sight } of sightsIn(landing))
    if (wanted?.has(path) !== false && !seen.has(path)) seen.set(path, sight);
  return seen;
}

/**
 * Yields sights; the first of a path counts. Skips directories that `leads` rejects, and those that `taking` notes as a
 * whole.
 */
export function* sightsIn(
  { stages, context }: Landing,
  leads: (node: TreeNode) => boolean = () => true,
  taking: (sightOf: (hop: Hop | null) => Sight | null) => (node: TreeNode) => boolean = () => () => false,
): Generator<{ path: Bytes; sight: Sight }> {
  const seen = ({ context: from, path }: Provenance, sight: Sight) => ({
    path: from === null ? path : namedPath(from.name, path),
    sight,
  });
  const [mounted, inherited] = [onceEach(), onceEach()];
  for (const landed of stages.values()) {
    const { stage } = landed;
    for (const run of runsOf(stage)) {
      const sight = sightOf(run, stage);
      for (const mount of run.mounts) {
        const tree = mount.fromStage === null ? context() : stages.get(mount.fromStage)?.tree;
        if (tree === undefined || !isFilled(mount)) continue;
        const takes = taking(() => sight);
        const shown = (node: TreeNode) => !takes(node) && leads(node) && mounted(node);
        for (const from of shownBy(tree, mount, shown)) yield seen(from, sight);
      }
    }
    // A whole directory that the stage did not change has been seen by the first RUN of whichever stage came first.
    const sightOfHop = sightsAfter(stage);
    if (sightOfHop === null) continue;
    const takes = taking(sightOfHop);
    const entersHidden = (node: TreeNode) => !takes(node) && leads(node);
    const enters = (node: TreeNode) => entersHidden(node) && (node.owner === landed.tree || inherited(node));
    for (const from of filesIn(landed, enters, entersHidden)) {
      const sight = sightOfHop(from.hop);
      if (sight !== null) yield seen(from, sight);
    }
  }
}

const runsOf = ({ steps }: Stage): RunStep[] => steps.filter((step) => step.kind === "RUN");

const sightOf = ({ instruction: { line } }: RunStep, { label }: Stage): Sight => ({ line, stage: label });

/** A bind mount shows files, and a cache is filled from what it names; other mounts show none. */
const isFilled = ({ type, fromStage }: MountUse): boolean =>
  type === "bind" || (type === "cache" && fromStage !== null);

/** Returns which RUN of a stage first sees what an instruction copied; null for a stage without a RUN. */
function sightsAfter(stage: Stage): ((hop: Hop | null) => Sight | null) | null {
  const [first] = runsOf(stage);
  if (first === undefined) return null;
  const after = runsAfter(stage);
  return (hop) => {
    const by = hop?.instruction;
    const run = by !== undefined && after.has(by) ? after.get(by) : first;
    return run == null ? null : sightOf(run, stage);
  };
}

/** Maps each instruction to the next RUN after it. */
function runsAfter({ steps }: Stage): Map<InstructionReference, RunStep | null> {
  const after = new Map<InstructionReference, RunStep | null>();
  let next: RunStep | null = null;
  for (const step of [...steps].reverse()) {
    after.set(step.instruction, next);
    if (step.kind === "RUN") next = step;
  }
  return after;
}

/** Yields the files that a mount shows. */
export function* shownBy(
  tree: ImageTree,
  { source }: Pick<MountUse, "source">,
  enters: (node: TreeNode) => boolean,
): Generator<Provenance> {
  const node = unlessCopyFails(() => resolveInTree(tree, cleanPath(`/${source}`)));
  if (node === null) return;
  if (node.type !== "directory" && node.from !== null) yield node.from;
  if (!enters(node)) return;
  for (const { node: below } of walkTree(node, "", undefined, enters)) {
    if (below.type !== "directory" && below.from !== null) yield below.from;
  }
}
