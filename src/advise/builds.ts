import { groupBy } from "../append.ts";
import { type Bytes, fromText, toText } from "../bytes.ts";
import { linkTree } from "../context/link-tree.ts";
import { isDirectory, isFailure } from "../context/source.ts";
import type { Tree } from "../context/tree.ts";
import { followLinks } from "../dockerfile/follow-links.ts";
import { readDockerfile } from "../dockerfile/read.ts";
import { containsWildcards } from "../dockerfile/wildcards.ts";
import { projectFiles } from "../ecosystems/index.ts";
import { CtxcheckError } from "../errors.ts";
import type { BuildPlan } from "../plan/build-plan.ts";
import { type Consumer, consumersOf } from "../plan/consumers.ts";
import type { PlanOptions } from "../plan/options.ts";
import { planBuild } from "../plan/plan.ts";
import { findDockerfiles } from "../survey/describe.ts";
import { type Commands, commandsOf } from "./commands.ts";

/** A Dockerfile that is built with the same ignore file. */
export interface KnownBuild {
  readonly shown: string;
  /** What its instructions request for any target, each instruction once. */
  readonly sources: readonly Source[];
  readonly commands: Commands;
  /**
   * Plans of those targets whose wildcards a trial has to match again, because what they match is not known by name.
   */
  readonly wildcards: readonly BuildPlan[];
  /** Named stages that no other target builds and whose requests were not read. */
  readonly unreadStages: number;
}

export interface Source {
  readonly consumer: Consumer;
  /** Paths and patterns that it names, and where links lead from them; "" for the whole context. */
  readonly paths: readonly Bytes[];
}

export interface KnownBuilds {
  readonly builds: readonly KnownBuild[];
  /** Dockerfiles that are apparently built in their own directory. */
  readonly elsewhere: readonly string[];
  /** Dockerfiles that were found but not used, with the reason. */
  readonly unread: readonly { readonly dockerfile: string; readonly reason: string }[];
}

const mostDockerfiles = 50;
const mostTargets = 20;

/** Finds every Dockerfile of the context that reads the same ignore file as `plan`, the plan's own first. */
export function knownBuilds(plan: BuildPlan, options: PlanOptions): KnownBuilds {
  if (options.siblings !== undefined) return definedBuilds(plan, [options, ...options.siblings]);
  const isOnDisk = isDirectory(plan.context.source);
  const found = isOnDisk ? findDockerfiles(plan.context.source, plan.context.root) : [];
  const own = plan.dockerfile === null ? [] : [options.file];
  const others = found
    .slice(0, mostDockerfiles)
    .filter((path) => path !== plan.dockerfile?.shown)
    .map((path) => `${toText(plan.context.root)}/${path}`);
  const builds: KnownBuild[] = [];
  const elsewhere: string[] = [];
  const unread: { dockerfile: string; reason: string }[] = [];
  const passOver = (dockerfile: string, reason: string) => unread.push({ dockerfile, reason });
  if (!isOnDisk)
    passOver("others", "Dockerfiles are searched on the disk only, not in a commit or an archive");
  for (const file of [...own, ...others]) {
    try {
      const build = readOnce(plan, { ...options, file });
      if (build === null) continue;
      if (isBuiltThere(build, plan)) elsewhere.push(build.shown);
      else builds.push(build);
    } catch (error) {
      if (!(error instanceof CtxcheckError)) throw error;
      passOver(shownFile(file, plan), error.message);
    }
  }
  const more = found.length - mostDockerfiles;
  if (more > 0) passOver(`${more} more`, `no more than ${mostDockerfiles} Dockerfiles are read`);
  return { builds, elsewhere, unread: [...unread, ...unreadStages(builds)] };
}

/** Reads the builds of the definitions, with the arguments and contexts that they specify. */
function definedBuilds(plan: BuildPlan, all: readonly PlanOptions[]): KnownBuilds {
  const builds: KnownBuild[] = [];
  const unread: { dockerfile: string; reason: string }[] = [];
  for (const options of all) {
    try {
      const build = readBuild(plan, options);
      if (build !== null) builds.push(build);
    } catch (error) {
      if (!(error instanceof CtxcheckError)) throw error;
      unread.push({ dockerfile: shownFile(options.file, plan), reason: error.message });
    }
  }
  return { builds, elsewhere: [], unread: [...unread, ...unreadStages(builds)] };
}

const unreadStages = (builds: readonly KnownBuild[]): KnownBuilds["unread"] =>
  builds.flatMap(({ shown, unreadStages: left }) =>
    left === 0
      ? []
      : [
          {
            dockerfile: `${left} more ${left === 1 ? "stage" : "stages"} of ${shown}`,
            reason: `no more than ${mostTargets} named stages of a Dockerfile are read`,
          },
        ],
  );

/**
 * Whether a Dockerfile below the root is meant for its own directory: what it names is there and not all of it here; or
 * it names nothing, and a project or an ignore file lies next to it.
 */
function isBuiltThere({ shown, sources }: KnownBuild, plan: BuildPlan): boolean {
  const directory = shown.slice(0, Math.max(0, shown.lastIndexOf("/")));
  if (directory === "" || shown === plan.dockerfile?.shown) return false;
  const { source, root } = plan.context;
  const exists = (path: Bytes) => !isFailure(source.stats(`${root}/${path}`));
  const beside = (path: Bytes) => `${fromText(directory)}/${path}`;
  const named = sources
    .flatMap(({ paths }) => paths)
    .filter((path) => path !== "" && !containsWildcards(path));
  if (named.length > 0) return !named.every(exists) && named.every((path) => exists(beside(path)));
  return [".dockerignore", ...projectFiles].some((name) => exists(beside(name)));
}

const readBefore = new WeakMap<Tree, Map<string, KnownBuild | null>>();

/** Cached: every build of a repository needs the requests of the others. */
function readOnce(plan: BuildPlan, options: PlanOptions): KnownBuild | null {
  const { source, root } = plan.context;
  const { file, buildArgs, buildContexts, platform, cwd, ignoreFile, added } = options;
  if (file === undefined || file === "-" || options.amend !== undefined) return readBuild(plan, options);
  const given = [
    file,
    options.client,
    options.os,
    [...buildArgs],
    buildContexts,
    platform,
    cwd,
    ignoreFile,
    added,
  ];
  const key = JSON.stringify([...given, plan.builder.name, root, plan.ignoreFile?.shown, source.version]);
  const before = readBefore.get(source) ?? new Map<string, KnownBuild | null>();
  const build = before.has(key) ? (before.get(key) ?? null) : readBuild(plan, options);
  readBefore.set(source, before.set(key, build));
  return build;
}

const shownFile = (file: string | undefined, { context, dockerfile }: BuildPlan): string =>
  file === undefined ? (dockerfile?.shown ?? "Dockerfile") : file.replace(`${toText(context.root)}/`, "");

/** Returns null if it is built with another ignore file. Builders that send everything copy like BuildKit. */
function readBuild(plan: BuildPlan, options: PlanOptions): KnownBuild | null {
  const first = planBuild({ ...options, builder: plan.builder.name, target: undefined });
  if (first.dockerfile === null || first.ignoreFile?.shown !== plan.ignoreFile?.shown) return null;
  const dockerfile = readDockerfile(first.dockerfile.content);
  // A stage without a name cannot be a target.
  const named = dockerfile.stages.flatMap(({ from }, index) =>
    from.name === "" ? [] : [{ target: from.name, index }],
  );
  const sources = new Map<string, Source>();
  const wildcards: BuildPlan[] = [];
  const built = new Set<number>();
  for (const target of [undefined, ...named.slice(0, mostTargets).map((stage) => stage.target)]) {
    const asked = planBuild({ ...options, builder: "buildkit", target });
    const keyed = sourcesOf(asked).map(
      (source) => [`${source.consumer.line} ${source.consumer.stageIndex}`, source] as const,
    );
    if (keyed.some(([key, { paths }]) => !sources.has(key) && paths.some(containsWildcards)))
      wildcards.push(asked);
    for (const [key, source] of keyed) sources.set(key, source);
    const request = asked.requested?.request;
    for (const [index, stage] of request?.stages.entries() ?? [])
      if (request?.built.has(stage)) built.add(index);
  }
  return {
    shown: first.dockerfile.shown,
    sources: [...sources.values()].sort((a, b) => a.consumer.line - b.consumer.line),
    commands: commandsOf(dockerfile, plan.context),
    wildcards,
    unreadStages: named.slice(mostTargets).filter(({ index }) => !built.has(index)).length,
  };
}

function sourcesOf(plan: BuildPlan): Source[] {
  const byLine = groupBy(plan.requested?.request.paths ?? [], ({ instruction }) => instruction.line);
  const links = linkTree(plan.context);
  return consumersOf(plan).map((consumer) => {
    const paths = (byLine.get(consumer.line) ?? []).map(({ path }) => path.slice(1));
    return { consumer, paths: [...paths, ...(followLinks(links, paths) ?? [])] };
  });
}
