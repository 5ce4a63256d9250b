import type { Bytes } from "../bytes.ts";
import { onceEach } from "./image-tree.ts";
import { filesIn, type Landing, type StageLanding } from "./landing.ts";
import { namedPath } from "./named-path.ts";
import { type Sight, sightsIn } from "./seen-by-run.ts";
import type { Hop, Provenance, TreeNode } from "./tree-node.ts";

/** How far a path of the context gets, or of a named context (`namedPath`). */
export interface Reach {
  /** The final image; a stage that it is made from; or only the builder, which received it. */
  readonly where: "image" | "stage" | "builder";
  /** Line of the instruction that puts it there; null for the builder. */
  readonly line: number | null;
  /** "" for the builder. */
  readonly stage: string;
  /** A RUN of a built stage that can see it, if it is not in the image as a file. */
  readonly seenBy?: Sight;
}

/**
 * Returns how far each path gets; for a directory, the first of its files that gets farthest. If the build would fail,
 * only paths that reach the image are returned.
 */
export function reachOf(landing: Landing, paths: Iterable<Bytes>): Map<Bytes, Reach> {
  const wanted = new Set(paths);
  const reached = new Map<Bytes, Reach>();
  const [leads, once] = [leadsTo(wanted, (path) => !reached.has(path)), onceEach()];
  const note = (stage: StageLanding, where: Reach["where"]) => {
    const reachOf = (hop: Hop | null) => ({
      where,
      line: hop?.instruction.line ?? null,
      stage: stage.stage.label,
    });
    const takes = takingAll(wanted, reached, reachOf);
    const entersHidden = (node: TreeNode) => !takes(node) && leads(node);
    const enters = (node: TreeNode) => entersHidden(node) && once(node);
    noteStage(stage, { wanted, reached, reachOf, enters, entersHidden });
  };
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

/** For a directory: where one of its files is seen. */
function seenIn(landing: Landing, wanted: ReadonlySet<Bytes>): Map<Bytes, Sight> {
  const found = new Map<Bytes, Sight>();
  const leads = leadsTo(wanted, (one) => !found.has(one));
  for (const { path, sight } of sightsIn(landing, leads, (sightOf) => takingAll(wanted, found, sightOf))) {
    for (const around of path.includes("//") ? [path] : withParents(path))
      if (wanted.has(around) && !found.has(around)) found.set(around, sight);
  }
  return found;
}

/**
 * Whether a directory of an image may hold what comes from the wanted paths of the context, or from below those that
 * are still open: one that holds a whole directory of the context is known by that directory's path.
 */
export function leadsTo(
  wanted: ReadonlySet<Bytes>,
  isOpen: (path: Bytes) => boolean,
): (node: TreeNode) => boolean {
  const sorted = [...wanted].sort();
  return ({ whole }) => {
    if (whole === null || whole.context !== null || whole.path === "") return true;
    const prefix = `${whole.path}/`;
    if (sorted[indexFrom(sorted, prefix)]?.startsWith(prefix)) return true;
    return [...withParents(whole.path)].some((path) => wanted.has(path) && isOpen(path));
  };
}

/**
 * Notes everything wanted from a directory that went one way as a whole, so that its contents need not be examined.
 * False if a directory around it still needs its first file.
 */
function takingAll<T>(
  wanted: ReadonlySet<Bytes>,
  known: Map<Bytes, T>,
  noteOf: (hop: Hop | null) => T | null,
): (node: TreeNode) => boolean {
  const sorted = [...wanted].sort();
  return ({ all }) => {
    if (all === null || all.path === "") return false;
    const [, ...around] = withParents(all.path);
    if (around.some((path) => wanted.has(path) && !known.has(path))) return false;
    const prefix = `${all.path}/`;
    const note = noteOf(all.hop);
    const add = (path: Bytes) => {
      if (note !== null && !known.has(path)) known.set(path, note);
    };
    if (wanted.has(all.path)) add(all.path);
    for (let at = indexFrom(sorted, prefix); sorted[at]?.startsWith(prefix); at++) add(sorted[at] ?? "");
    return true;
  };
}

/** Returns the index of the first path that is not less than `from`. */
function indexFrom(sorted: readonly Bytes[], from: Bytes): number {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((sorted[middle] ?? "") < from) low = middle + 1;
    else high = middle;
  }
  return low;
}

interface Search {
  readonly wanted: ReadonlySet<Bytes>;
  readonly reached: Map<Bytes, Reach>;
  readonly reachOf: (hop: Hop | null) => Reach;
  /** What stages share is examined in the first of them. */
  readonly enters: (node: TreeNode) => boolean;
  readonly entersHidden: (node: TreeNode) => boolean;
}

function noteStage(landed: StageLanding, { wanted, reached, reachOf, enters, entersHidden }: Search): void {
  const noteOne = (from: Provenance) => {
    const reach = reachOf(from.hop);
    const { context } = from;
    for (const path of context === null ? withParents(from.path) : [namedPath(context.name, from.path)])
      if (wanted.has(path) && !reached.has(path)) reached.set(path, reach);
  };
  for (const from of filesIn(landed, enters, entersHidden)) noteOne(from);
}

/** Yields the path, then the directories around it, nearest first. */
export function* withParents(path: Bytes): Generator<Bytes> {
  for (let end = path.length; end > 0; end = path.lastIndexOf("/", end - 1)) yield path.slice(0, end);
}
