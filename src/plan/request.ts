import { existsSync, statSync } from "node:fs";
import { resolve } from "node:path";
import type { Builder } from "../builders/builder.ts";
import type { Takings } from "../builders/taking.ts";
import { type Bytes, fromText } from "../bytes.ts";
import { contextTree } from "../context/context-tree.ts";
import { linkTree } from "../context/link-tree.ts";
import { followLinks } from "../dockerfile/follow-links.ts";
import { readDockerfile } from "../dockerfile/read.ts";
import { type ContextRequest, contextRequest, type PathRequest } from "../dockerfile/request.ts";
import type { RequestedPath } from "../dockerfile/stage-run.ts";
import type { NamedContext } from "../dockerfile/stages.ts";
import type { IgnoreEntry } from "../ignore/parse.ts";
import { compilePatterns, type Pattern } from "../ignore/pattern.ts";
import type { DockerfilePlace } from "./dockerfile.ts";
import type { BuildContext, PlanOptions } from "./options.ts";

/** What the Dockerfile asks of the context. */
export interface Requested {
  readonly request: ContextRequest;
  /** As patterns of the paths; null where everything is asked for, empty where nothing is. */
  readonly patterns: readonly Pattern[] | null;
  /** What its instructions take, for a builder that filters while it copies. */
  readonly takings?: Takings;
  /** Where the local named contexts lie: absolute. */
  readonly directories: ReadonlyMap<NamedContext, Bytes>;
}

/**
 * Null where there is no Dockerfile, or a builder that sends everything. Throws CtxcheckError "dockerfile" where the
 * builder refuses it.
 */
export function readRequest(
  options: PlanOptions,
  builder: Builder,
  root: Bytes,
  dockerfile: DockerfilePlace | null,
  patterns: readonly Pattern[],
): Requested | null {
  if (dockerfile === null || builder.asks === "everything") return null;
  const contexts = options.buildContexts.map((context) => namedContext(context, options.cwd));
  const directories = new Map(contexts.map(({ context, directory }) => [context, directory]));
  const request = contextRequest(readDockerfile(dockerfile.content), {
    buildArgs: options.buildArgs,
    contexts: contexts.map(({ context }) => context),
    ...(options.target === undefined ? {} : { target: options.target }),
    ...(options.platform === undefined ? {} : { platform: options.platform }),
  });
  if (builder.take !== undefined)
    return takeAgain({ request, patterns: null, directories }, builder, root, patterns);
  return { request, patterns: requestedPatterns(request, builder, root, dockerfile.shown), directories };
}

/** The same request under other patterns of the ignore file. Throws CtxcheckError "bad-pattern". */
export function takeAgain(
  requested: Requested,
  builder: Builder,
  root: Bytes,
  patterns: readonly Pattern[],
): Requested {
  if (builder.take === undefined) return requested;
  const steps = requested.request.stages.flatMap((stage) => stage.steps);
  return { ...requested, takings: builder.take(steps, contextTree(root), patterns) };
}

function namedContext({ name, value }: BuildContext, cwd: string): { context: NamedContext; directory: Bytes } {
  const directory = resolve(cwd, value);
  const isLocal = existsSync(directory) && statSync(directory).isDirectory();
  const kind = value === "docker-image://scratch" ? "scratch" : isLocal ? "local" : "other";
  return { context: { name, kind }, directory: fromText(directory) };
}

/** Rules D2, D4, D7, D8: the paths travel to the client; it follows links and takes what comes of it as patterns. */
export function requestedPatterns(
  request: PathRequest,
  builder: Builder,
  root: Bytes,
  file: string,
): readonly Pattern[] | null {
  if (!request.requested) return [];
  if (request.everything !== null) return null;
  const entries = entriesOf(request.followPaths, request.paths, file);
  const carried = builder.carryRequested?.(entries) ?? entries;
  const paths = carried.map(({ text }) => text);
  const followed = followLinks(linkTree(root), paths);
  if (followed === null) return null;
  return (builder.readRequested ?? compilePatterns)(entriesOf(followed, request.paths, file));
}

/** Paths as entries, each with the line that asks for it where that is known. */
function entriesOf(
  paths: readonly Bytes[],
  requests: readonly RequestedPath[],
  file: string,
): readonly IgnoreEntry[] {
  const lines = new Map(requests.map(({ path, instruction }) => [path.slice(1), instruction.line]));
  return paths.map((path) => ({
    text: path,
    raw: path,
    file,
    line: lines.get(path) ?? 1,
    column: 1,
  }));
}
