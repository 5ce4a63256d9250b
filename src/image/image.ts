import { type Bytes, toText } from "../bytes.ts";
import type { ContextRequest } from "../dockerfile/request.ts";
import { basesOf } from "../dockerfile/stages.ts";
import { CtxcheckError } from "../errors.ts";
import type { BuildPlan } from "../plan/build-plan.ts";
import { collisionsOf } from "./collisions.ts";
import type { BuildFailure } from "./destinations.ts";
import { type Landing, landFiles, type StageLanding } from "./landing.ts";
import type { NodeType, Provenance } from "./tree-node.ts";
import { type Unknown, unknownOf } from "./unknown.ts";
import { verdictOf } from "./verdict.ts";

/** The part of a stage that comes from a context. Paths are text; invalid UTF-8 shows as U+FFFD. Sizes are bytes. */
export interface ImageListing {
  /** Name of the stage; `stage-<index>` if it has none. */
  readonly stage: string;
  /** Whether it is the result of the build, not an intermediate stage. */
  readonly final: boolean;
  readonly dockerfile: string;
  /** In walk order. */
  readonly paths: readonly ImagePath[];
  /** Copied, then covered by a later instruction: gone from the file system, still in an earlier layer. */
  readonly hidden: readonly HiddenPath[];
  /** Copied by an instruction that then copies another file to the same place: in no layer. Paths of the context. */
  readonly lost: readonly {
    readonly line: number;
    readonly path: string;
    readonly size: number;
    readonly by: string;
  }[];
  /** Archives that ADD unpacks: their contents are in the image, too, and are not listed. */
  readonly archives: readonly ImagePath[];
  readonly totals: { readonly files: number; readonly bytes: number };
  readonly hiddenTotals: { readonly files: number; readonly bytes: number };
  /** What puts files there that the Dockerfile does not show. */
  readonly unknown: readonly Unknown[];
  /** Why the build would fail; the paths are then those that are copied nevertheless. */
  readonly failures: readonly { readonly line: number; readonly message: string }[];
}

/** A path of a stage that comes from a context. */
export interface ImagePath {
  /** Absolute path in the stage. For an archive: the directory into which it is unpacked. */
  readonly path: string;
  readonly type: NodeType;
  readonly size: number;
  /** Path in the context. */
  readonly source: string;
  /** For a hard link, the name under which the same file is sent; its content counts once per instruction. */
  readonly file: string | null;
  /** Name of the `--build-context`; null for the build context. */
  readonly context: string | null;
  /** Each instruction that copied it, from the context to here. */
  readonly road: readonly { readonly line: number; readonly stage: string; readonly path: string }[];
  /** False if the place depends on a base image or on what a RUN did. */
  readonly certain: boolean;
}

export interface HiddenPath extends ImagePath {
  /** Line of the instruction that covers it. */
  readonly hiddenBy: number;
  /** Whether the same file was copied again: the earlier layer holds nothing else. */
  readonly again: boolean;
}

/**
 * Lists the paths of the final image, or of a stage, that come from a context. Throws CtxcheckError: "usage" if it is
 * unknown what the builder does, or there is no Dockerfile or no such stage; "unreadable" if something cannot be read.
 */
export function listImage(plan: BuildPlan, stageName?: string): ImageListing {
  const { destinations, problems, failures } = verdictOf(plan);
  const request = requireRequest(plan);
  const refusal = problems.find(({ refusal, code }) => refusal && code !== "copy-failed");
  if (refusal !== undefined)
    throw new CtxcheckError(
      "unreadable",
      `"${toText(refusal.path) || "."}" cannot be read (${refusal.reason}); the build would fail`,
      "exclude it, or give yourself permission to read it",
    );
  const landing = destinations?.landing() ?? landFiles(request, { context: [] });
  const landed = stageName === undefined ? landing.image : findStage(landing, stageName, request);
  return { dockerfile: plan.dockerfile?.shown ?? "", ...describe(landed, landing, request, failures) };
}

function requireRequest({ builder, dockerfile, frontend, recipe }: BuildPlan): ContextRequest {
  if (builder.engine === undefined)
    throw new CtxcheckError(
      "usage",
      `image: where files land is not known for ${builder.name}`,
      "use --builder buildkit, classic or buildah",
    );
  if (frontend !== null)
    throw new CtxcheckError(
      "usage",
      `image: the frontend ${frontend} reads the Dockerfile, and what it does with it is not known`,
      "ctxcheck lists what the ignore file allows",
    );
  if (dockerfile === null || recipe === null)
    throw new CtxcheckError("usage", "image: there is no Dockerfile", "name it: -f <Dockerfile>");
  if (recipe.request !== null) return recipe.request;
  throw recipe.refusal;
}

function findStage({ stages }: Landing, name: string, request: ContextRequest): StageLanding {
  for (const [stage, landed] of stages) {
    const index = String(request.stages.indexOf(stage));
    if (stage.from !== null && [stage.label, stage.from.name, index].includes(name)) return landed;
  }
  const known = [...stages.keys()].filter(({ from }) => from !== null).map(({ label }) => label);
  throw new CtxcheckError(
    "usage",
    `image: the build has no stage "${name}", or does not need it`,
    `it needs ${known.join(", ")}; --target <stage> builds another`,
  );
}

function describe(
  landed: StageLanding,
  landing: Landing,
  request: ContextRequest,
  failures: readonly BuildFailure[],
): Omit<ImageListing, "dockerfile"> {
  const [archives, files]: [ImagePath[], ImagePath[]] = [[], []];
  const visible = new Map<Bytes, Provenance>();
  for (const { imagePath, type, from, unpacked } of landed.paths) {
    if (landed.tree.hides) visible.set(imagePath, from);
    if (unpacked || type !== "directory")
      (unpacked ? archives : files).push(describePath(imagePath, type, from));
  }
  const hidden = [...landed.hidden].map((one) => ({
    ...describePath(one.path, one.type, one.from),
    hiddenBy: one.by.line,
    again: isSameFile(one.from, visible.get(one.path)),
  }));
  return {
    stage: landed.stage.label,
    final: landed.stage === request.target,
    paths: files,
    hidden,
    lost: lostIn(landed, landing, request),
    archives,
    totals: sumPaths(files),
    hiddenTotals: sumPaths(hidden),
    unknown: unknownOf(landed.stage, landing),
    failures: failures.map(({ line, message }) => ({ line: line ?? 0, message })),
  };
}

function lostIn({ stage }: StageLanding, landing: Landing, request: ContextRequest): ImageListing["lost"] {
  const stages = basesOf(stage);
  const own = collisionsOf(request, landing).filter((one) => stages.has(one.stage));
  return own.flatMap(({ instruction: { line }, lost }) =>
    lost.map(({ path, size, by }) => ({ line, path: toText(path), size, by: toText(by) })),
  );
}

function isSameFile(one: Provenance, other: Provenance | undefined): boolean {
  return other !== undefined && one.context === other.context && one.path === other.path;
}

function describePath(imagePath: Bytes, type: NodeType, from: Provenance): ImagePath {
  const hops = roadOf(from);
  return {
    path: `/${toText(imagePath)}`,
    type,
    size: from.size,
    source: toText(from.path),
    file: from.file === "" ? null : toText(from.file),
    context: from.context?.name ?? null,
    road: hops.map((hop) => ({
      line: hop.instruction.line,
      stage: hop.stage.label,
      path: toText(hop.path),
    })),
    certain: hops.every(({ certain }) => certain),
  };
}

/** Returns the hops, from the context on. */
export function roadOf({ hop }: Provenance): NonNullable<Provenance["hop"]>[] {
  const hops: NonNullable<Provenance["hop"]>[] = [];
  for (let at = hop; at !== null; at = at.previous) hops.push(at);
  return hops.reverse();
}

/** Adds up paths; a hard link remains one within a layer. */
export function sumPaths(paths: readonly ImagePath[]): ImageListing["totals"] {
  const seen = new Set<string>();
  let bytes = 0;
  for (const { size, file, context, road } of paths) {
    const key = file === null ? null : `${road.at(-1)?.line} ${context}: ${file}`;
    if (key !== null && seen.has(key)) continue;
    if (key !== null) seen.add(key);
    bytes += size;
  }
  return { files: paths.length, bytes };
}
