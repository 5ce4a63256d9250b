import { type Bytes, compareBytes, fromText } from "../bytes.ts";
import { wrongUse } from "../errors.ts";
import { limits } from "../limits.ts";
import { connectStages, resolveStages } from "./connect-stages.ts";
import { dispatchStages } from "./dispatch.ts";
import { readGlobalArgs } from "./global-args.ts";
import { type LintOptions, noLint, readLintOptions } from "./lint-options.ts";
import { refuseViolations } from "./lint-violations.ts";
import { defaultPlatform, normalizePlatform, type Platform, parsePlatform } from "./platforms.ts";
import type { Dockerfile } from "./read.ts";
import { atLine, Refusal, refuse } from "./refusal.ts";
import { type BuildInputs, listReferences, type RequestedPath, type StageRuns } from "./stage-run.ts";
import { buildStages, contextFinder, findTarget } from "./stages.ts";
import type { NamedContext, Stage } from "./steps.ts";
import type { Variables } from "./variables.ts";

export interface BuildOptions {
  /** `--target`; the last stage without it. */
  target?: string;
  buildArgs?: Variables;
  contexts?: readonly NamedContext[];
  /** `--platform`, only one: each platform is a separate request (rule D5). */
  platform?: string;
  /** The builder's own platform; `linux/amd64` by default. */
  buildPlatform?: string;
}

/** What is requested of one context. */
export interface PathRequest {
  /** False if the finished build needs nothing of it: nothing is transferred (rule D2). */
  requested: boolean;
  paths: RequestedPath[];
  /** The first path that disabled the filter (`/`); null if only `followPaths` are sent. */
  everything: RequestedPath | null;
  /** Sorted and unique, before links are followed (rule D4); empty if everything is requested. */
  followPaths: Bytes[];
}

export interface ContextRequest extends PathRequest {
  /** One for each transfer of a `--build-context` directory. */
  named: (PathRequest & { context: NamedContext })[];
  /** All stages, in the order of their indexes; `steps` is filled for those that the target needs. */
  stages: Stage[];
  target: Stage;
  /** Stages of which the finished build needs something: the others are read, and nothing in them runs (rule D2). */
  built: ReadonlySet<Stage>;
  /** Options that silence BuildKit's own checks, including `--build-arg BUILDKIT_DOCKERFILE_CHECK`. */
  lint: LintOptions;
}

/** A build whose stages are known and connected: as far as BuildKit gets before it reads the ignore file. */
export interface ConnectedBuild {
  dockerfile: Dockerfile;
  inputs: BuildInputs;
  stages: Stage[];
  target: Stage;
  reachable: ReadonlySet<Stage>;
  lint: LintOptions;
}

/**
 * The first part of dockerfile2llb.Dockerfile2LLB: arguments, stages and what they read from. Throws CtxcheckError
 * "dockerfile" if BuildKit rejects the Dockerfile.
 */
export function connectBuild(dockerfile: Dockerfile, options: BuildOptions = {}): ConnectedBuild {
  const buildPlatform = readPlatform(options.buildPlatform, defaultPlatform);
  const inputs = newInputs(dockerfile, options);
  const { targetPlatform } = inputs;
  const lint = readLint(dockerfile, inputs.buildArgs);
  const targetName = options.target || (dockerfile.stages.at(-1)?.from.name ?? "");
  inputs.globalArgs = readGlobalArgs(dockerfile.globalArgs, inputs, {
    buildPlatform,
    targetPlatform,
    targetName,
  });
  const table = buildStages(dockerfile, inputs, contextFinder(options.contexts ?? [], targetPlatform));
  const target = findTarget(table, options.target ?? "");
  connectStages(table);
  const reachable = resolveStages(table, target);
  return { dockerfile, inputs, stages: table.stages, target, reachable, lint };
}

/** Returns what all stages share; the global ARGs are not read yet. */
export function newInputs(
  { dialect, escapeToken }: Pick<Dockerfile, "dialect" | "escapeToken">,
  options: BuildOptions,
): BuildInputs {
  const buildPlatform = readPlatform(options.buildPlatform, defaultPlatform);
  return {
    dialect,
    escapeToken,
    buildArgs: options.buildArgs ?? new Map(),
    globalArgs: new Map(),
    budget: { left: limits.expansion },
    targetPlatform: readPlatform(options.platform, buildPlatform),
  };
}

/**
 * The second part, instruction by instruction: what BuildKit requests from its client (rules D1-D6, D13, D18). Throws
 * CtxcheckError "dockerfile".
 */
export function requestOf(build: ConnectedBuild): ContextRequest {
  const { inputs, stages, target, reachable, lint } = build;
  const runs = dispatchStages(stages, reachable, inputs);
  refuseViolations(build.dockerfile, reachable, lint);
  refuseUnwritable(runs.get(target)?.unwritable ?? null);
  return { ...readRequests(runs, target), stages, target, lint };
}

/** dockerfile/builder/build.go: the finished graph is written as protobuf, whose strings are UTF-8. */
function refuseUnwritable(line: number | null): void {
  if (line === null) return;
  atLine(line, () =>
    refuse(
      "failed to marshal LLB definition: string field contains invalid UTF-8",
      "write the command in UTF-8",
    ),
  );
}

/** Runs both parts. */
export function contextRequest(dockerfile: Dockerfile, options: BuildOptions = {}): ContextRequest {
  return requestOf(connectBuild(dockerfile, options));
}

/** dockerui Client.init: the argument replaces the directive. */
function readLint(dockerfile: Dockerfile, buildArgs: Variables): LintOptions {
  const given = buildArgs.get("BUILDKIT_DOCKERFILE_CHECK");
  if (given !== undefined)
    return asUsage("--build-arg BUILDKIT_DOCKERFILE_CHECK", () => readLintOptions(given));
  const { check } = dockerfile;
  return check === null ? noLint : atLine(check.line, () => readLintOptions(check.value));
}

function asUsage<T>(what: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (error instanceof Refusal) throw wrongUse(`${what}: ${error.message}`, error.hint);
    throw error;
  }
}

function readPlatform(text: string | undefined, local: Platform): Platform {
  if (text === undefined) return local;
  return asUsage("--platform", () => normalizePlatform(parsePlatform(fromText(text), local)));
}

/** convert.go finalizeResultImage for the build context, dockerui asyncLocalOutput for the named ones. */
function readRequests(runs: StageRuns, target: Stage): Omit<ContextRequest, "stages" | "target" | "lint"> {
  const targetRun = runs.get(target);
  const references =
    targetRun === undefined ? new Set<Stage | "context">() : listReferences(targetRun.references);
  const main = [...runs.values()].flatMap(({ requested }) => requested);
  const named = [...runs.values()].flatMap((run) => {
    const { origin } = run.stage;
    if (origin?.kind !== "named" || origin.context.kind !== "local") return [];
    const whole = run.used === targetRun?.used ? [wholeImage(target)] : [];
    return [
      { context: origin.context, ...describeRequest([...run.used, ...whole], references.has(run.stage)) },
    ];
  });
  return {
    ...describeRequest(main, references.has("context")),
    named: named.filter(({ requested }) => requested),
    built: new Set([...references].filter((reference) => reference !== "context")),
  };
}

function wholeImage(stage: Stage): RequestedPath {
  const { line, endLine, text, onbuild } = stage.from ?? {
    line: stage.line,
    endLine: stage.line,
    text: "",
    onbuild: false,
  };
  const instruction = { line, endLine, text, onbuild };
  return { path: "/", source: "", written: "", unset: [], kind: "TARGET", instruction, stage };
}

/** convert.go normalizeContextPaths. */
function describeRequest(paths: RequestedPath[], requested: boolean): PathRequest {
  const everything = paths.find(({ path }) => path === "/") ?? null;
  const unique = new Set(paths.map(({ path }) => path.slice(1)));
  const followPaths = everything === null ? [...unique].sort(compareBytes) : [];
  return { requested, paths, everything, followPaths };
}
