import type { Bytes } from "../bytes.ts";
import type { ContextRequest } from "../dockerfile/request.ts";
import { basesOf, stageName } from "../dockerfile/stages.ts";
import type { Stage } from "../dockerfile/steps.ts";
import type { Amount } from "../model.ts";
import { type ImageTree, onceEach } from "./image-tree.ts";
import { filesIn, type Landing } from "./landing.ts";
import { withParents } from "./reach.ts";
import { nodeAt } from "./resolve-path.ts";
import { shownBy } from "./seen-by-run.ts";
import type { All, Hop, Provenance, TreeNode } from "./tree-node.ts";

/** What becomes of the files that a COPY or ADD puts into a stage outside the final image. */
export interface Onward {
  /** In the final image, in whatever layer. */
  readonly image: Amount;
  /** Not there, but copied on by a COPY `--from` or a mount of another stage. */
  readonly named: Amount;
  /** Not named again: only a RUN of the stage can use it or move it. */
  readonly rest: Amount;
  /** Lines of these RUN instructions, at most a hundred. */
  readonly runs: readonly number[];
}

type Goal = keyof typeof goals;
const goals = { rest: 0, named: 1, image: 2 };

/** An instruction that copies from the build context into an intermediate stage. */
interface Copying {
  readonly line: number;
  readonly stage: Stage;
  /** How far each file gets, by its path in the context: there may be very many. */
  readonly gets: Map<Bytes, Goal>;
  /** How far a whole directory gets, by its path in the context: its files are not stored. */
  readonly whole: Map<Bytes, Goal>;
  /** The same for contents sent under several names, by the first name. */
  readonly holds: Map<Bytes, Goal>;
  readonly counts: Record<Goal, { files: number; bytes: number }>;
}

/** Whether a needed stage outside the final image copies something from the context. */
export function hasOnward({ stages, target, paths }: ContextRequest): boolean {
  const image = basesOf(target);
  return stages.length > 1 && paths.some(({ kind, stage }) => isCopy(kind) && !image.has(stage));
}

const isCopy = (kind: string): boolean => kind === "COPY" || kind === "ADD";

/** Returns the result by line and stage name; empty for a build that would fail. */
export function onwardOf(landing: Landing, { target, built }: ContextRequest): Map<string, Onward> {
  if (landing.problems.length > 0) return new Map();
  const stages = [...built];
  const image = basesOf(target);
  const copying = new Map<string, Copying>();
  const [once, onceMounted] = [onceEach(), onceEach()];
  /** Notes a whole directory at once. */
  const into = (to: Arrived, isNew: (node: TreeNode) => boolean) => (node: TreeNode) => {
    if (node.all === null) return isNew(node);
    noteAll(node.all, to, image, copying);
    return false;
  };
  for (const landed of landing.stages.values()) {
    const to = landed === landing.image ? "image" : "stage";
    const enters = into(to, to === "image" ? () => true : once);
    for (const from of filesIn(
      landed,
      enters,
      into(to, () => true),
    ))
      note(from, to, image, copying);
  }
  for (const from of mounted(landing, stages, into("mount", onceMounted)))
    note(from, "mount", image, copying);
  for (const one of copying.values()) countWhole(one, landing.context());
  const runs = runsOf(stages);
  return new Map([...copying].map(([key, one]) => [key, { ...one.counts, runs: runsAfter(one, runs) }]));
}

export const onwardKey = (line: number, stage: string): string => `${line}:${stage}`;

/** Yields what bind mounts show of other stages. */
function* mounted(
  { stages: landed }: Landing,
  stages: readonly Stage[],
  enters: (node: TreeNode) => boolean,
): Generator<Provenance> {
  const steps = stages.flatMap((stage) => stage.steps);
  for (const mount of steps.flatMap((step) => (step.kind === "RUN" ? step.mounts : []))) {
    const tree = mount.fromStage === null ? undefined : landed.get(mount.fromStage)?.tree;
    if (tree !== undefined && mount.type === "bind") yield* shownBy(tree, mount, enters);
  }
}

/** Where a file was found: in the final image, in another stage, in a mount of one. */
type Arrived = "image" | "stage" | "mount";

/** Null if it was not copied into an intermediate stage. */
function copyingOf(
  hop: Hop | null,
  image: ReadonlySet<Stage>,
  copying: Map<string, Copying>,
): Copying | null {
  const first = hop?.first ?? hop;
  if (first === null || image.has(first.stage)) return null;
  const key = onwardKey(first.instruction.line, stageName(first.stage));
  const one = copying.get(key) ?? startCopying(first);
  copying.set(key, one);
  return one;
}

const goalOf = (to: Arrived, hop: Hop | null): Goal =>
  to === "image" ? "image" : to === "mount" || (hop?.first ?? hop) !== hop ? "named" : "rest";

function note(
  { context, path, size, file, hop }: Provenance,
  to: Arrived,
  image: ReadonlySet<Stage>,
  copying: Map<string, Copying>,
): void {
  const one = context === null ? copyingOf(hop, image, copying) : null;
  if (one !== null) noteFile(one, { path, size, file }, goalOf(to, hop), true);
}

function noteAll(
  { path, hop }: All,
  to: Arrived,
  image: ReadonlySet<Stage>,
  copying: Map<string, Copying>,
): void {
  const one = copyingOf(hop, image, copying);
  if (one !== null) move(one.whole, path, goalOf(to, hop), () => {});
}

function noteFile(
  { gets, holds, counts }: Copying,
  { path, size, file }: Pick<Provenance, "path" | "size" | "file">,
  to: Goal,
  keeps: boolean,
): void {
  move(
    gets,
    path,
    to,
    (goal, sign) => {
      counts[goal].files += sign;
      if (file === "") counts[goal].bytes += sign * size;
    },
    keeps,
  );
  if (file === "") return;
  move(holds, file, to, (goal, sign) => {
    counts[goal].bytes += sign * size;
  });
}

/** Counts the files of directories taken as a whole, each once: a file gets at least as far as its directory. */
function countWhole(one: Copying, context: ImageTree): void {
  for (const [top, goal] of one.whole) {
    if (isBelowOne(top, one.whole)) continue;
    const open = [{ node: nodeAt(context, `/${top}`), path: top, goal }];
    for (let at = open.pop(); at !== undefined; at = open.pop()) {
      for (const [name, node] of at.node?.look() ?? []) {
        const path = at.path === "" ? name : `${at.path}/${name}`;
        const own = node.type === "directory" ? one.whole.get(path) : undefined;
        const to = own !== undefined && goals[own] > goals[at.goal] ? own : at.goal;
        if (node.type === "directory") open.push({ node, path, goal: to });
        else if (node.from !== null) noteFile(one, node.from, to, false);
      }
    }
  }
}

const isBelowOne = (path: Bytes, directories: ReadonlyMap<Bytes, Goal>): boolean =>
  path !== "" && ["", ...withParents(path)].some((one) => one !== path && directories.has(one));

function startCopying({ instruction: { line }, stage }: Hop): Copying {
  const zero = () => ({ files: 0, bytes: 0 });
  return {
    line,
    stage,
    gets: new Map(),
    whole: new Map(),
    holds: new Map(),
    counts: { rest: zero(), named: zero(), image: zero() },
  };
}

/** Counts a file once, where it gets farthest. */
function move(
  gets: Map<Bytes, Goal>,
  key: Bytes,
  to: Goal,
  count: (goal: Goal, sign: 1 | -1) => void,
  keeps = true,
): void {
  const from = gets.get(key);
  if (from !== undefined && goals[from] >= goals[to]) return;
  if (keeps) gets.set(key, to);
  count(to, 1);
  if (from !== undefined) count(from, -1);
}

/** By stage, the lines of its RUN instructions, and those of the stages built on it. */
interface Runs {
  readonly own: ReadonlyMap<Stage, readonly number[]>;
  readonly built: ReadonlyMap<Stage, readonly number[]>;
}

/** Enough to name, and to say that there are more. */
const mostRuns = 100;

function runsOf(stages: readonly Stage[]): Runs {
  const own = new Map(
    stages.map((stage) => [
      stage,
      stage.steps.flatMap(({ kind, instruction }) => (kind === "RUN" ? [instruction.line] : [])),
    ]),
  );
  const built = new Map<Stage, number[]>();
  // A stage comes after its base: in reverse order, everything built on a stage is complete when its turn comes.
  for (const stage of [...stages].sort((a, b) => b.line - a.line)) {
    if (stage.base === null) continue;
    const lines = [...(built.get(stage.base) ?? []), ...(own.get(stage) ?? []), ...(built.get(stage) ?? [])];
    built.set(stage.base, firstLines(lines));
  }
  return { own, built };
}

const firstLines = (lines: readonly number[]): number[] =>
  [...new Set(lines)].sort((a, b) => a - b).slice(0, mostRuns);

/** Returns the lines in the stage itself after `line`, and in the needed stages built on it. */
function runsAfter({ line, stage }: Copying, { own, built }: Runs): number[] {
  const below = (own.get(stage) ?? []).filter((at) => at > line);
  return firstLines([...below, ...(built.get(stage) ?? [])]);
}
