import type { Bytes } from "../bytes.ts";
import type { InstructionReference } from "../dockerfile/instructions.ts";
import type { ContextRequest } from "../dockerfile/request.ts";
import type { RunStep, Stage, Step } from "../dockerfile/steps.ts";
import { cleanPath } from "../ignore/clean.ts";
import { requireNode } from "./check-source.ts";
import { CopyFailure } from "./copy-failure.ts";
import { makeDirectories } from "./copy-files.ts";
import type { Engine } from "./engine.ts";
import { type HiddenFile, ImageTree, Room, walkTree } from "./image-tree.ts";
import type { ReadContent } from "./passwd.ts";
import { rootPath } from "./resolve-path.ts";
import { type CopyRelease, runCopy } from "./run-copy.ts";
import { type Received, Sources } from "./start-trees.ts";
import type { NodeType, Provenance, TreeNode } from "./tree-node.ts";

/** A path of a stage that comes from a context. */
export interface LandedPath {
  /** Relative to the root of the stage. */
  imagePath: Bytes;
  type: NodeType;
  from: Provenance;
  /** Whether `imagePath` is the directory into which ADD unpacks the archive. */
  unpacked: boolean;
}

/** A failure that stops the build. */
export interface LandingProblem {
  instruction: InstructionReference;
  stage: Stage;
  /** In BuildKit's words. */
  message: string;
}

export interface StageLanding {
  stage: Stage;
  /** In walk order, produced on demand. Paths that only a base image or a RUN made are not included. */
  paths: Iterable<LandedPath>;
  /** Copied by one instruction and covered by a later one: still in the image, in an earlier layer. */
  hidden: Iterable<HiddenFile>;
  /** Everything known about the file system. */
  tree: ImageTree;
}

export interface Landing {
  /** By stage, for the stages that the target needs. */
  stages: Map<Stage, StageLanding>;
  image: StageLanding;
  problems: LandingProblem[];
  /** The build context as received. */
  context: () => ImageTree;
}

/**
 * Determines where the files of the contexts end up, stage by stage (rules D19-D21, convert_copy.go,
 * solver/llbsolver/file, fsutil copy). What RUN makes, moves or removes is unknown; base images are known only by their
 * usual directories.
 */
export function landFiles(
  request: ContextRequest,
  received: Received,
  engine: Engine = buildkitEngine,
): Landing {
  const sources = new Sources(received);
  const problems: LandingProblem[] = [];
  const trees = new Map<Stage, ImageTree>();
  const room = new Room();
  const needed = request.stages.filter((stage) => request.built.has(stage));
  for (const stage of needed) if (stage.base === null) trees.set(stage, sources.start(stage));
  const treeOf = (stage: Stage | null) =>
    stage === null
      ? sources.main()
      : (trees.get(stage) ?? (stage.base === null ? sources.start(stage) : new ImageTree()));
  for (const stage of needed) {
    const tree = new ImageTree(treeOf(stage.base ?? stage), room);
    trees.set(stage, tree);
    const { isArchive, read } = sources;
    const place = { stage, tree, treeOf, isArchive, read, problems, engine };
    for (const step of stage.steps) runStep(step, place);
  }
  const stages = new Map([...trees].map(([stage, tree]) => [stage, describeStage(stage, tree)]));
  return {
    stages,
    image: stages.get(request.target) ?? describeStage(request.target, new ImageTree()),
    problems,
    context: () => sources.main(),
  };
}

const solver = (release: CopyRelease): Engine => ({
  workdir: (tree, path) => makeDirectories(tree, rootPath(tree, path)),
  copy: (run) => runCopy(run, release),
});

/** BuildKit's solver, current and of 2020. */
export const buildkitEngine = solver({ missingNames: "root", brokenWildcard: "nothing", losesPipes: false });
export const buildkitEngineOf2020 = solver({
  missingNames: "refused",
  brokenWildcard: "refused",
  losesPipes: true,
});

interface Place {
  stage: Stage;
  tree: ImageTree;
  /** Null is the build context. */
  treeOf: (stage: Stage | null) => ImageTree;
  isArchive: (path: Bytes) => boolean;
  read: ReadContent;
  problems: LandingProblem[];
  engine: Engine;
}

function runStep(step: Step, place: Place): void {
  const { stage, tree, treeOf, isArchive, read, problems, engine } = place;
  // A base image or a RUN may have made something at the destination.
  const report = ({ message, about }: CopyFailure) => {
    if (about === "source" || !tree.mayHold(targetOf(step)))
      problems.push({ instruction: step.instruction, stage, message });
  };
  try {
    if (step.kind === "WORKDIR") engine.workdir(tree, step.path);
    else if (step.kind === "RUN") runCommand(step, tree, treeOf);
    else engine.copy({ step, stage, tree, source: treeOf(step.from), isArchive, read, report });
  } catch (error) {
    if (!(error instanceof CopyFailure)) throw error;
    report(error);
  }
  if (step.kind !== "WORKDIR" || step.path !== "/") tree.snapshot = {};
}

const targetOf = (step: Step): Bytes =>
  step.kind === "WORKDIR" ? step.path : step.kind === "RUN" ? "/" : step.dest.path;

/** Does not run the command itself; a bind mount of something missing fails before it. */
function runCommand({ mounts }: RunStep, tree: ImageTree, treeOf: (stage: Stage | null) => ImageTree): void {
  tree.unknown = true;
  for (const { type, source, fromStage } of mounts) {
    const from = type === "bind" ? treeOf(fromStage) : null;
    const path = cleanPath(`/${source}`);
    if (from !== null && !(fromStage !== null && from.mayHold(path))) requireNode(from, path);
  }
}

function describeStage(stage: Stage, tree: ImageTree): StageLanding {
  const paths = { [Symbol.iterator]: () => landedPaths(tree) };
  return { stage, paths, hidden: tree.hidden, tree };
}

/** Yields the files of a stage, those covered by a later instruction after the visible ones. */
export function* filesIn(
  { tree }: StageLanding,
  enters: (node: TreeNode) => boolean,
  entersHidden: (node: TreeNode) => boolean,
): Generator<Provenance> {
  for (const { type, unpacked, from } of landedPaths(tree, enters))
    if (unpacked || type !== "directory") yield from;
  for (const { from } of tree.hiddenFiles(entersHidden)) yield from;
}

/** Skips directories that `enters` rejects, with all their contents. */
export function* landedPaths(
  { root }: ImageTree,
  enters?: (node: TreeNode) => boolean,
): Generator<LandedPath> {
  if (enters?.(root) === false) return;
  for (const from of root.unpacked) yield { imagePath: "", type: root.type, from, unpacked: true };
  for (const { path, node } of walkTree(root, "", undefined, enters)) {
    const { type } = node;
    if (node.from !== null) yield { imagePath: path, type, from: node.from, unpacked: false };
    for (const from of node.unpacked) yield { imagePath: path, type, from, unpacked: true };
  }
}
