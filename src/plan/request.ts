import { resolve } from "node:path";
import type { Builder, IgnoreText } from "../builders/builder.ts";
import { type Bytes, fromText } from "../bytes.ts";
import { contextTree } from "../context/context-tree.ts";
import { linkTree } from "../context/link-tree.ts";
import { isFailure, type Source, type TreeRoot } from "../context/source.ts";
import type { Tree } from "../context/tree.ts";
import { containersRequest } from "../dockerfile/containers-request.ts";
import { followLinks } from "../dockerfile/follow-links.ts";
import { readDockerfile } from "../dockerfile/read.ts";
import {
  type BuildOptions,
  type ContextRequest,
  connectBuild,
  type PathRequest,
  requestOf,
} from "../dockerfile/request.ts";
import type { NamedContext } from "../dockerfile/steps.ts";
import type { IgnoreEntry } from "../ignore/parse.ts";
import { compilePatterns, type Pattern } from "../ignore/pattern.ts";
import type { BuildPlan, Requested } from "./build-plan.ts";
import type { DockerfilePlace } from "./dockerfile.ts";
import { hostPlatform } from "./host-platform.ts";
import type { BuildContext, PlanOptions } from "./options.ts";

/** A build, as far as it is settled before its patterns are read. */
type Place = Pick<BuildPlan, "builder" | "context" | "dockerfile" | "ignoreFile">;

interface ConnectedDockerfile extends Pick<Requested, "directories"> {
  /** Returns the complete request, once the ignore file has been read. */
  readonly request: () => ContextRequest;
}

/**
 * Reads the Dockerfile as far as BuildKit does before it reads the ignore file. Null if there is none, or the builder
 * sends everything. Throws CtxcheckError "dockerfile" if the builder refuses it.
 */
export function connectDockerfile(
  options: PlanOptions,
  builder: Builder,
  dockerfile: DockerfilePlace | null,
): ConnectedDockerfile | null {
  if (dockerfile === null || builder.sends === "everything") return null;
  const contexts = options.buildContexts.map((context) => namedContext(context, options.cwd, options.source));
  const directories = new Map(contexts.map(({ context, directory }) => [context, directory]));
  const given = { ...buildOptions(options), contexts: contexts.map(({ context }) => context) };
  if (builder.engine === "buildah" && builder.dialect !== undefined) {
    const request = containersRequest(dockerfile.content, given, builder.dialect);
    return { request: () => request, directories };
  }
  const build = connectBuild(readDockerfile(dockerfile.content, builder.dialect), given);
  return { request: () => requestOf(build), directories };
}

/** Returns the user's options, without the named contexts. */
export function buildOptions({ buildArgs, target, platform }: PlanOptions): BuildOptions {
  return {
    buildArgs,
    buildPlatform: hostPlatform,
    ...(target === undefined ? {} : { target }),
    ...(platform === undefined ? {} : { platform }),
  };
}

/** Returns what the build requests. Throws CtxcheckError "dockerfile", and whatever the transfer refuses. */
export function readRequest(
  connected: ConnectedDockerfile | null,
  place: Place,
  patterns: readonly Pattern[],
): Requested | null {
  const { builder, context, ignoreFile } = place;
  if (connected === null) {
    builder.carry?.(ignoreFile, []);
    return null;
  }
  const { directories } = connected;
  const request = connected.request();
  if (builder.take !== undefined) {
    return takeAgain({ request, patterns: null, directories }, builder, context, patterns);
  }
  const entries = { builder, context, ignoreFile, file: shownFile(place) };
  return { request, patterns: requestedPatterns(request, entries), directories };
}

const shownFile = ({ dockerfile }: Pick<BuildPlan, "dockerfile">) => dockerfile?.shown ?? "";

/** Sends a plan's requested paths with another ignore file. Throws CtxcheckError if they cannot travel. */
export function carryAgain(plan: BuildPlan, ignoreFile: IgnoreText): void {
  const { builder, requested } = plan;
  if (requested?.request.requested === false) return;
  builder.carry?.(ignoreFile, requested === null ? [] : requestedEntries(requested.request, shownFile(plan)));
}

/** Returns the same request under other patterns of the ignore file. Throws CtxcheckError "bad-pattern". */
export function takeAgain(
  requested: Requested,
  builder: Builder,
  context: TreeRoot,
  patterns: readonly Pattern[],
): Requested {
  if (builder.take === undefined) return requested;
  const steps = requested.request.stages.flatMap((stage) => stage.steps);
  return { ...requested, copiedPaths: builder.take(steps, contextTree(context), patterns) };
}

function namedContext(
  { name, value }: BuildContext,
  cwd: string,
  source: Source,
): { context: NamedContext; directory: Bytes } {
  const directory = fromText(resolve(cwd, value));
  const stats = source.stats(source.realPath(directory) ?? directory);
  const isLocal = !isFailure(stats) && stats.isDirectory();
  const kind = value === "docker-image://scratch" ? "scratch" : isLocal ? "local" : "other";
  return { context: { name, kind }, directory };
}

/** A directory that a builder requests from its client. */
interface RequestedDirectory {
  readonly builder: Builder;
  readonly context: TreeRoot & { readonly source: Tree };
  readonly ignoreFile: IgnoreText | null;
  /** What requests it, as shown to users. */
  readonly file: string;
}

/** Rules D2, D4, D7, D8: the paths travel to the client, which follows links and treats the result as patterns. */
export function requestedPatterns(
  request: PathRequest,
  { builder, context, ignoreFile, file }: RequestedDirectory,
): readonly Pattern[] | null {
  if (!request.requested) return [];
  const entries = requestedEntries(request, file);
  const carried = builder.carry?.(ignoreFile, entries) ?? entries;
  if (request.everything !== null) return null;
  const paths = carried.map(({ text }) => text);
  const tree = linkTree(context);
  const followed = followLinks(builder.followIn?.(tree) ?? tree, paths);
  if (followed === null) return null;
  return (builder.readRequested ?? compilePatterns)(entriesOf(followed, request, file));
}

/** Returns the paths that travel: none if everything is requested. */
const requestedEntries = (request: PathRequest, file: string) =>
  entriesOf(request.followPaths, request, file);

/** Returns paths as entries, each with the line that requests it, if known. */
function entriesOf(
  paths: readonly Bytes[],
  { paths: requests }: PathRequest,
  file: string,
): readonly IgnoreEntry[] {
  const lines = new Map(requests.map(({ path, instruction }) => [path.slice(1), instruction.line]));
  return paths.map((path) => ({ text: path, raw: path, file, line: lines.get(path) ?? 1, column: 1 }));
}
