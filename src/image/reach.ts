import type { Bytes } from "../bytes.ts";
import { onceEach, type Provenance, type TreeNode } from "./image-tree.ts";
import { type Landing, landedPaths, type StageLanding } from "./landing.ts";
import { namedPath } from "./named-path.ts";
import { type Sight, seenByRuns } from "./seen-by-run.ts";

/** How far a path of the context gets, or of a named one (`namedPath`). */
export interface Reach {
  /** The final image; a stage that it is made from; the builder only, which was sent it. */
  readonly where: "image" | "stage" | "builder";
  /** The instruction that puts it there: line in the Dockerfile. Null for the builder. */
  readonly line: number | null;
  /** "" for the builder. */
  readonly stage: string;
  /** Not in the image as a file, but a RUN of a stage that is built can see it. */
  readonly seenBy?: Sight;
}

/**
 * How far each path gets; of a directory, the first file in it that gets farthest. Where the build would fail it is not
 * said of a path that it gets nowhere.
 */
export function reachOf(landing: Landing, paths: Iterable<Bytes>): Map<Bytes, Reach> {
  const wanted = new Set(paths);
  const reached = new Map<Bytes, Reach>();
  const enters = onceEach();
  const note = (stage: StageLanding, where: Reach["where"]) =>
    noteStage(stage, where, { wanted, reached, enters });
  note(landing.image, "image");
  if (landing.problems.length > 0) return reached;
  for (const stage of landing.stages.values()) {
    if (stage !== landing.image) note(stage, "stage");
  }
  const seen = seenIn(landing, wanted);
  for (const path of wanted) {
    const reach: Reach = reached.get(path) ?? { where: "builder", line: null, stage: "" };
    const seenBy = seen.get(path);
    reached.set(path, reach.where === "image" || seenBy === undefined ? reach : { ...reach, seenBy });
  }
  return reached;
}

/** Of a directory: where one of its files is seen. */
function seenIn(landing: Landing, wanted: ReadonlySet<Bytes>): Map<Bytes, Sight> {
  const found = new Map<Bytes, Sight>();
  for (const [path, sight] of seenByRuns(landing)) {
    for (const around of path.includes("//") ? [path] : withParents(path))
      if (wanted.has(around) && !found.has(around)) found.set(around, sight);
  }
  return found;
}

interface Search {
  readonly wanted: ReadonlySet<Bytes>;
  readonly reached: Map<Bytes, Reach>;
  /** What stages share is looked at in the first of them. */
  readonly enters: (node: TreeNode) => boolean;
}

function noteStage(
  { stage, tree, hidden }: StageLanding,
  where: Reach["where"],
  { wanted, reached, enters }: Search,
): void {
  const noteOne = (from: Provenance) => {
    const reach = { where, line: from.hop?.instruction.line ?? null, stage: stage.label };
    const { context } = from;
    for (const path of context === null ? withParents(from.path) : [namedPath(context.name, from.path)])
      if (wanted.has(path) && !reached.has(path)) reached.set(path, reach);
  };
  for (const { type, unpacked, from } of landedPaths(tree, enters))
    if (unpacked || type !== "directory") noteOne(from);
  for (const { from } of hidden) noteOne(from);
}

/** The path, then the directories around it, the nearest first. */
function* withParents(path: Bytes): Generator<Bytes> {
  for (let end = path.length; end > 0; end = path.lastIndexOf("/", end - 1)) yield path.slice(0, end);
}
