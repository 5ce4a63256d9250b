import type { Builder, Folder } from "../builders/builder.ts";
import { onWindows, podman } from "../builders/clients.ts";
import { builderOf } from "../builders/index.ts";
import type { Bytes } from "../bytes.ts";
import type { Tree } from "../context/tree.ts";
import { foreignFrontend } from "../dockerfile/directives.ts";
import { wrongOption, wrongUse } from "../errors.ts";
import { withLast } from "../ignore/scope.ts";
import type { BuildPlan, Requested } from "./build-plan.ts";
import { type BuildSpec, buildSpec, keyOfBuild } from "./build-spec.ts";
import { isUnfiltered, locateContext } from "./context.ts";
import { type DockerfilePlace, locateDockerfile, readIn } from "./dockerfile.ts";
import { findIgnoreFile, type IgnoreFile } from "./ignore-file.ts";
import type { PlanOptions } from "./options.ts";
import { readRecipe } from "./recipe.ts";
import { buildOptions, carryAgain, connectDockerfile, readRequest, takeAgain } from "./request.ts";

/** The last plans over a tree, by their options. */
const known = new WeakMap<Tree, Map<string, BuildPlan>>();
const mostKept = 8;

/**
 * Decides which context, Dockerfile and ignore file the builder would use (rules A1-A14, C1). Throws CtxcheckError:
 * "context", "dockerfile", "ignore-file" and whatever the ignore file's reader refuses.
 */
export function planBuild(options: PlanOptions): BuildPlan {
  const builder = builderFor(options);
  const context = locateContext(options, options.source, builder);
  const unfiltered = isUnfiltered(builder, context.source);
  if (unfiltered) refuseFilters(options, builder);
  const dockerfile = locateDockerfile(options, builder, context);
  const found = findIgnoreFile(options, builder, context, dockerfile);
  const ignoreFile = amended(found, options);
  const spec = buildSpec(options, found, ignoreFile);
  const place = { builder, context, dockerfile, ignoreFile, unfiltered };
  const isSame = (plan: BuildPlan) =>
    plan.dockerfile?.content === dockerfile?.content && plan.ignoreFile?.content === ignoreFile?.content;
  return kept(options.source, spec, isSame, () => makePlan(options, place, spec));
}

/**
 * Reuses the plan of the same build over the same files, with everything known about it. An editor has its own texts in
 * place of files.
 */
function kept(
  tree: Tree,
  spec: BuildSpec,
  isSame: (plan: BuildPlan) => boolean,
  make: () => BuildPlan,
): BuildPlan {
  const plans = known.get(tree) ?? new Map<string, BuildPlan>();
  known.set(tree, plans);
  const key = `${tree.version} ${keyOfBuild(spec)}`;
  const found = plans.get(key);
  const plan = found !== undefined && isSame(found) ? found : make();
  plans.delete(key);
  if (spec.amended === undefined) plans.set(key, plan);
  const [oldest] = plans.keys();
  if (oldest !== undefined && plans.size > mostKept) plans.delete(oldest);
  return plan;
}

type Place = Pick<BuildPlan, "builder" | "context" | "dockerfile" | "ignoreFile" | "unfiltered">;

function makePlan(options: PlanOptions, place: Place, spec: BuildSpec): BuildPlan {
  const { builder, dockerfile, ignoreFile, unfiltered } = place;
  const frontend = frontendOf(builder, dockerfile, options);
  const readable = frontend === null ? dockerfile : null;
  const build = readIn(dockerfile, () => connectDockerfile(options, builder, readable));
  const patterns = readPatterns(builder, dockerfile, ignoreFile);
  const requested = readIn(dockerfile, () => readRequest(build, place, patterns));
  return {
    ...place,
    patterns,
    requested: unfiltered ? asWhole(requested) : requested,
    frontend,
    recipe: readRecipe(builder, readable, requested, buildOptions(options)),
    definedAt: options.definedAt ?? null,
    spec,
    threads: options.threads,
  };
}

function builderFor({ builder, client, os, buildContexts }: PlanOptions): Builder {
  if (os === undefined) return client === "podman" && builder === "buildah" ? podman : builderOf(builder);
  if (buildContexts.length === 0) return onWindows(builderOf(builder));
  throw wrongUse(
    "--os windows: what a client on Windows sends of named contexts is not known",
    "leave out --build-context",
  );
}

/** Only BuildKit uses another image to read it. */
function frontendOf(
  { engine }: Builder,
  dockerfile: DockerfilePlace | null,
  { buildArgs }: PlanOptions,
): string | null {
  if (dockerfile === null || engine?.startsWith("buildkit") !== true) return null;
  return foreignFrontend(dockerfile.content, buildArgs);
}

/** What a Dockerfile requests from a context that the builder receives as a whole. */
const asWhole = (requested: Requested | null): Requested | null =>
  requested && { ...requested, patterns: null };

function refuseFilters({ ignoreFile, added = [] }: PlanOptions, { title }: Builder): void {
  if (ignoreFile === undefined && added.length === 0) return;
  throw wrongOption(
    ignoreFile === undefined ? "add" : "ignore-file",
    `${title} applies no ignore file to a context that is not a directory of the client`,
    "unpack it into a directory and name that, or leave files out of the archive",
  );
}

function amended(ignoreFile: IgnoreFile | null, { amend }: PlanOptions): IgnoreFile | null {
  if (ignoreFile === null || amend === undefined) return ignoreFile;
  return { ...ignoreFile, content: amend(ignoreFile.content, ignoreFile.path) };
}

function readPatterns(builder: Builder, dockerfile: DockerfilePlace | null, ignoreFile: IgnoreFile | null) {
  if (ignoreFile === null) return [];
  if (ignoreFile.why === "named" && builder.named !== undefined)
    return builder.named.readPatterns(ignoreFile.content, ignoreFile.shown);
  return builder.readPatterns(ignoreFile.content, ignoreFile.shown, pathInContext(dockerfile));
}

const pathInContext = (dockerfile: DockerfilePlace | null): Bytes | null => dockerfile?.inContext ?? null;

/**
 * Returns the same build with other content of its ignore file. Throws CtxcheckError if the builder refuses it, or
 * fails while reading its patterns.
 */
export function withIgnoreFile(plan: BuildPlan, content: Bytes): BuildPlan {
  if (plan.unfiltered) return plan;
  const { builder, context, dockerfile, ignoreFile, requested } = plan;
  const shown = ignoreFile?.shown ?? "";
  const patterns = builder.readPatterns(content, shown, pathInContext(dockerfile));
  carryAgain(plan, { shown, content });
  return {
    ...plan,
    patterns,
    requested: requested && takeAgain(requested, builder, context, patterns),
  };
}

/**
 * Returns the same build with another line at the end of its ignore file. Throws as `withIgnoreFile` does. The patterns
 * above are not read again if their number and their characters leave no doubt that they still travel (rule A25).
 */
export function withLine(plan: BuildPlan, line: Bytes): BuildPlan {
  const { builder, ignoreFile, patterns } = plan;
  const content = ignoreFile?.content ?? "";
  const size = mostOfHeader(patterns.length + 1, content.length + line.length) + requestSize(plan);
  if (builder.readsByLine !== true || size > surelyFits || !/^[\x20-\x7e]*$/.test(line))
    return withIgnoreFile(plan, `${content}\n${line}\n`);
  const added = builder.readPatterns(`\n${line}\n`, ignoreFile?.shown ?? "", null);
  return plan.unfiltered ? plan : { ...plan, patterns: added.reduce(withLast, patterns) };
}

/** Bytes, of the 1,048,896 that may travel. */
const surelyFits = 1_000_000;

const requestSize = ({ requested }: BuildPlan): number => {
  const paths = requested?.request.followPaths ?? [];
  return paths.reduce((sum, path) => sum + mostOfHeader(1, path.length), 0);
};

/** A byte takes at most three, an entry its name and 32 more. */
const mostOfHeader = (entries: number, bytes: number): number => 50 * entries + 3 * bytes;

/** Returns the rules of a plan at the root of its context. */
export function openRules(plan: BuildPlan): Folder {
  const { builder, patterns, requested } = plan;
  const copiedPaths = requested?.copiedPaths === undefined ? {} : { copiedPaths: requested.copiedPaths };
  const transferred = isTransferred(plan);
  return builder.open({ patterns, requested: requested?.patterns ?? null, transferred, ...copiedPaths });
}

/**
 * False if the builder transfers a context only when the build needs something from it, and it needs nothing (rule D2).
 */
export function isTransferred({ builder, requested, unfiltered }: BuildPlan): boolean {
  return (
    unfiltered || builder.sends !== "requested-paths" || requested === null || requested.request.requested
  );
}
