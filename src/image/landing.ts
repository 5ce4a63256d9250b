import type { Bytes } from "../bytes.ts";
import type { InstructionReference } from "../dockerfile/instructions.ts";
import type { ContextRequest } from "../dockerfile/request.ts";
import type { NamedContext, Stage } from "../dockerfile/stages.ts";
import type { RunStep, Step } from "../dockerfile/steps.ts";
import { cleanPath } from "../ignore/clean.ts";
import type { EntryType } from "../model.ts";
import { requireNode } from "./check-source.ts";
import { makeDirectories } from "./copy-files.ts";
import type { Engine } from "./engine.ts";
import {
  CopyFailure,
  type HiddenFile,
  ImageTree,
  type NodeType,
  type Provenance,
  type TreeNode,
  walkTree,
} from "./image-tree.ts";
import type { ReadContent } from "./passwd.ts";
import { rootPath } from "./resolve-path.ts";
import { type CopyRelease, runCopy } from "./run-copy.ts";

/** One entry that a builder was sent. */
export interface SentEntry {
  path: Bytes;
  type: EntryType;
  /** Of a symbolic link. */
  target?: Bytes | null;
  /** Of a regular file, in bytes. */
  size?: number;
  /** The content was lost on the way. */
  arrivesEmpty?: boolean;
}

/** What the builder received, and what is known of it. */
export interface Received {
  context: Iterable<SentEntry>;
  named?: ReadonlyMap<NamedContext, Iterable<SentEntry>>;
  /** True for a file that ADD would unpack; by its name where nothing is said. */
  isArchive?: (path: Bytes) => boolean;
  /** What a file holds; nothing is known of it where this is left out. */
  read?: ReadContent;
}

/** A path of a stage that comes from a context. */
export interface LandedPath {
  /** Relative to the root of the stage. */
  imagePath: Bytes;
  type: NodeType;
  from: Provenance;
  /** `imagePath` is the directory into which ADD unpacks the archive. */
  unpacked: boolean;
}

/** What a failing build would stop on. */
export interface LandingProblem {
  instruction: InstructionReference;
  stage: Stage;
  /** BuildKit's words. */
  message: string;
}

export interface StageLanding {
  stage: Stage;
  /** In the order of a walk, made while they are read. Nothing in it is a path that only a base image or a RUN made. */
  paths: Iterable<LandedPath>;
  /** Copied by one instruction and covered by a later one: still in the image, in an earlier layer. */
  hidden: readonly HiddenFile[];
  /** Everything that is known of the file system. */
  tree: ImageTree;
}

export interface Landing {
  /** Of the stages that the target needs. */
  stages: Map<Stage, StageLanding>;
  image: StageLanding;
  problems: LandingProblem[];
}

/**
 * Where the files of the contexts end up, stage by stage (rules D19-D21, convert_copy.go, solver/llbsolver/file,
 * fsutil copy). What RUN makes, moves or removes is not known; base images are known by their usual directories only.
 */
export function landFiles(
  request: ContextRequest,
  received: Received,
  engine: Engine = buildkitEngine,
): Landing {
  const sources = new Sources(received);
  const problems: LandingProblem[] = [];
  const trees = new Map<Stage, ImageTree>();
  const needed = request.stages.filter((stage) => request.built.has(stage));
  for (const stage of needed) if (stage.base === null) trees.set(stage, sources.start(stage));
  const treeOf = (stage: Stage | null) =>
    stage === null
      ? sources.main()
      : (trees.get(stage) ?? (stage.base === null ? sources.start(stage) : new ImageTree()));
  for (const stage of needed) {
    const tree = stage.base === null ? treeOf(stage) : new ImageTree(treeOf(stage.base));
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
  };
}

const solver = (release: CopyRelease): Engine => ({
  workdir: (tree, path) => makeDirectories(tree, rootPath(tree, path)),
  copy: (run) => runCopy(run, release),
});

/** BuildKit's solver, as it is and as it was in 2020. */
export const buildkitEngine = solver({ missingNames: "root", brokenWildcard: "nothing" });
export const buildkitEngineOf2020 = solver({ missingNames: "refused", brokenWildcard: "refused" });

interface Place {
  stage: Stage;
  tree: ImageTree;
  /** Null for the build context. */
  treeOf: (stage: Stage | null) => ImageTree;
  isArchive: (path: Bytes) => boolean;
  read: ReadContent;
  problems: LandingProblem[];
  engine: Engine;
}

function runStep(step: Step, place: Place): void {
  const { stage, tree, treeOf, isArchive, read, problems, engine } = place;
  const report = (message: string) => problems.push({ instruction: step.instruction, stage, message });
  try {
    if (step.kind === "WORKDIR") engine.workdir(tree, step.path);
    else if (step.kind === "RUN") runCommand(step, tree, treeOf);
    else engine.copy({ step, stage, tree, source: treeOf(step.from), isArchive, read, report });
  } catch (error) {
    if (!(error instanceof CopyFailure)) throw error;
    report(error.message);
  }
  if (step.kind !== "WORKDIR" || step.path !== "/") tree.snapshot = {};
}

/** The command itself is not run; a bind mount of what is not there fails before it. */
function runCommand({ mounts }: RunStep, tree: ImageTree, treeOf: (stage: Stage | null) => ImageTree): void {
  tree.unknown = true;
  for (const { type, source, fromStage } of mounts) {
    const from = type === "bind" ? treeOf(fromStage) : null;
    if (from !== null && !from.unknown) requireNode(from, cleanPath(`/${source}`));
  }
}

function describeStage(stage: Stage, tree: ImageTree): StageLanding {
  return { stage, paths: { [Symbol.iterator]: () => landedPaths(tree) }, hidden: tree.hidden, tree };
}

function* landedPaths({ root }: ImageTree): Generator<LandedPath> {
  for (const { path, node } of walkTree(root)) {
    const { type } = node;
    if (node.from !== null) yield { imagePath: path, type, from: node.from, unpacked: false };
    for (const from of node.unpacked) yield { imagePath: path, type, from, unpacked: true };
  }
}

/** The trees that stages begin with and copy from. */
class Sources {
  readonly isArchive: (path: Bytes) => boolean;
  readonly read: ReadContent;
  private readonly received: Received;
  private mainTree: ImageTree | null = null;

  constructor(received: Received) {
    this.received = received;
    this.isArchive = received.isArchive ?? looksLikeArchive;
    this.read = received.read ?? (() => null);
  }

  main(): ImageTree {
    this.mainTree ??= contextTree(null, this.received.context);
    return this.mainTree;
  }

  start({ origin }: Stage): ImageTree {
    if (origin?.kind === "named" && origin.context.kind === "local") {
      return contextTree(origin.context, this.received.named?.get(origin.context) ?? []);
    }
    const isKnown =
      origin?.kind === "scratch" || (origin?.kind === "named" && origin.context.kind === "scratch");
    return isKnown ? new ImageTree() : imageTree();
  }
}

const archiveName = /\.(tar|tar\.(gz|bz2|xz|zst)|tgz|tbz2?|txz|tzst)$/i;

function looksLikeArchive(path: Bytes): boolean {
  return archiveName.test(path);
}

/** The tree of a context; what an entry needs around it is made where it is not an entry itself. */
export function contextTree(context: NamedContext | null, entries: Iterable<SentEntry>): ImageTree {
  const tree = new ImageTree();
  tree.snapshot = {};
  const directories = new Map<Bytes, TreeNode>([["", tree.root]]);
  for (const entry of entries) {
    const { path, type, target } = entry;
    const slash = path.lastIndexOf("/");
    const parent = path.slice(0, Math.max(slash, 0));
    const directory = directories.get(parent) ?? deepDirectory(tree, parent, directories);
    const node = tree.newNode(
      nodeType(type),
      { context, path, size: sizeOf(entry), hop: null },
      target ?? "",
    );
    directory.children.set(path.slice(slash + 1), node);
    if (type === "directory") directories.set(path, node);
  }
  return tree;
}

function sizeOf({ type, size, arrivesEmpty }: SentEntry): number {
  return type === "file" && arrivesEmpty !== true ? (size ?? 0) : 0;
}

function deepDirectory(tree: ImageTree, path: Bytes, directories: Map<Bytes, TreeNode>): TreeNode {
  makeDirectories(tree, `/${path}`);
  const directory = tree.ownDirectory(path) ?? tree.root;
  directories.set(path, directory);
  return directory;
}

/** A socket arrives as an empty file (rule D14). */
function nodeType(type: EntryType): NodeType {
  if (type === "directory" || type === "symlink") return type;
  return type === "file" || type === "socket" ? "file" : "other";
}

/** Directories that every image of a Linux distribution has. */
const usualDirectories = (
  "bin boot dev etc home lib media mnt opt proc root run sbin srv sys tmp usr usr/bin usr/include usr/lib usr/local " +
  "usr/local/bin usr/local/etc usr/local/lib usr/local/sbin usr/local/share usr/sbin usr/share usr/src var var/cache " +
  "var/lib var/log var/run var/spool var/tmp"
).split(" ");

function imageTree(): ImageTree {
  const tree = new ImageTree();
  tree.snapshot = {};
  tree.unknown = true;
  for (const path of usualDirectories) makeDirectories(tree, `/${path}`);
  return tree;
}
