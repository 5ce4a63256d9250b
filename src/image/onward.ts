import type { Bytes } from "../bytes.ts";
import type { ContextRequest } from "../dockerfile/request.ts";
import { basesOf, stageName } from "../dockerfile/stages.ts";
import type { Stage } from "../dockerfile/steps.ts";
import { onceEach } from "./image-tree.ts";
import { type Landing, landedPaths, type StageLanding } from "./landing.ts";
import { shownBy } from "./seen-by-run.ts";
import type { Hop, Provenance, TreeNode } from "./tree-node.ts";

/** Files, and what they hold, each once. */
export interface FileCount {
  readonly files: number;
  readonly bytes: number;
}

/** What becomes of what a COPY or ADD puts into a stage that is not part of the final image. */
export interface Onward {
  /** In the final image, in whatever layer. */
  readonly image: FileCount;
  /** Not there, but taken on by a COPY `--from` or a mount of another stage. */
  readonly named: FileCount;
  /** Not named again: only a RUN of the stage can use it, or move it somewhere else. */
  readonly rest: FileCount;
  /** Lines of these RUN instructions, a hundred at most. */
  readonly runs: readonly number[];
}

type Goal = keyof typeof goals;
const goals = { rest: 0, named: 1, image: 2 };

/** An instruction that copies from the build context into a stage on the way. */
interface Copying {
  readonly line: number;
  readonly stage: Stage;
  /** How far each file gets, by its path in the context: there may be very many. */
  readonly gets: Map<Bytes, Goal>;
  /** The same for what those hold that are sent under several names: by the first of these. */
  readonly holds: Map<Bytes, Goal>;
  readonly counts: Record<Goal, { files: number; bytes: number }>;
}

/** True where a stage that the build needs is not part of the final image, and takes something of the context. */
export function hasOnward({ stages, target, paths }: ContextRequest): boolean {
  const image = basesOf(target);
  return stages.length > 1 && paths.some(({ kind, stage }) => isCopy(kind) && !image.has(stage));
}

const isCopy = (kind: string): boolean => kind === "COPY" || kind === "ADD";

/** By line and name of the stage. Nothing is said of a build that would fail. */
export function onwardOf(landing: Landing, { target, built }: ContextRequest): Map<string, Onward> {
  if (landing.problems.length > 0) return new Map();
  const stages = [...built];
  const image = basesOf(target);
  const copying = new Map<string, Copying>();
  const enters = onceEach();
  for (const landed of landing.stages.values()) {
    const inImage = landed === landing.image;
    for (const from of provenances(landed, inImage ? undefined : enters)) note(from, inImage, image, copying);
  }
  for (const from of mounted(landing, stages)) note(from, false, image, copying, true);
  const runs = runsOf(stages);
  return new Map([...copying].map(([key, one]) => [key, { ...one.counts, runs: runsAfter(one, runs) }]));
}

export const onwardKey = (line: number, stage: string): string => `${line}:${stage}`;

function* provenances(
  { tree, hidden }: StageLanding,
  enters?: (node: TreeNode) => boolean,
): Generator<Provenance> {
  for (const { type, unpacked, from } of landedPaths(tree, enters))
    if (unpacked || type !== "directory") yield from;
  for (const { from } of hidden) yield from;
}

/** What bind mounts show of other stages. */
function* mounted({ stages: landed }: Landing, stages: readonly Stage[]): Generator<Provenance> {
  const enters = onceEach();
  const steps = stages.flatMap((stage) => stage.steps);
  for (const mount of steps.flatMap((step) => (step.kind === "RUN" ? step.mounts : []))) {
    const tree = mount.fromStage === null ? undefined : landed.get(mount.fromStage)?.tree;
    if (tree !== undefined && mount.type === "bind") yield* shownBy(tree, mount, enters);
  }
}

function note(
  { context, path, size, file, hop }: Provenance,
  inImage: boolean,
  image: ReadonlySet<Stage>,
  copying: Map<string, Copying>,
  isMounted = false,
): void {
  const first = hop?.first ?? hop;
  if (context !== null || first === null || image.has(first.stage)) return;
  const key = onwardKey(first.instruction.line, stageName(first.stage));
  const one = copying.get(key) ?? startCopying(first);
  copying.set(key, one);
  const to = inImage ? "image" : isMounted || first !== hop ? "named" : "rest";
  move(one.gets, path, to, (goal, sign) => {
    one.counts[goal].files += sign;
    if (file === "") one.counts[goal].bytes += sign * size;
  });
  if (file === "") return;
  move(one.holds, file, to, (goal, sign) => {
    one.counts[goal].bytes += sign * size;
  });
}

function startCopying({ instruction: { line }, stage }: Hop): Copying {
  const zero = () => ({ files: 0, bytes: 0 });
  return {
    line,
    stage,
    gets: new Map(),
    holds: new Map(),
    counts: { rest: zero(), named: zero(), image: zero() },
  };
}

/** A file counts once, where it gets farthest. */
function move(gets: Map<Bytes, Goal>, key: Bytes, to: Goal, count: (goal: Goal, sign: 1 | -1) => void): void {
  const from = gets.get(key);
  if (from !== undefined && goals[from] >= goals[to]) return;
  gets.set(key, to);
  count(to, 1);
  if (from !== undefined) count(from, -1);
}

/** The lines of its RUN instructions, and of those of the stages that are built on it, by stage. */
interface Runs {
  readonly own: ReadonlyMap<Stage, readonly number[]>;
  readonly built: ReadonlyMap<Stage, readonly number[]>;
}

/** Enough to be named, and to say that there are more. */
const mostRuns = 100;

function runsOf(stages: readonly Stage[]): Runs {
  const own = new Map(
    stages.map((stage) => [
      stage,
      stage.steps.flatMap(({ kind, instruction }) => (kind === "RUN" ? [instruction.line] : [])),
    ]),
  );
  const built = new Map<Stage, number[]>();
  // A stage comes after its base, so that what is built on it is complete when its own turn comes.
  for (const stage of [...stages].sort((a, b) => b.line - a.line)) {
    if (stage.base === null) continue;
    const lines = [...(built.get(stage.base) ?? []), ...(own.get(stage) ?? []), ...(built.get(stage) ?? [])];
    built.set(stage.base, firstLines(lines));
  }
  return { own, built };
}

const firstLines = (lines: readonly number[]): number[] =>
  [...new Set(lines)].sort((a, b) => a - b).slice(0, mostRuns);

/** In the stage itself below the line, and in the needed stages that are built on it. */
function runsAfter({ line, stage }: Copying, { own, built }: Runs): number[] {
  const below = (own.get(stage) ?? []).filter((at) => at > line);
  return firstLines([...below, ...(built.get(stage) ?? [])]);
}
