import { type Bytes, toText } from "../bytes.ts";
import { roadOf } from "../image/image.ts";
import { unknownOf } from "../image/unknown.ts";
import type { BuildPlan } from "../plan/build-plan.ts";
import { comparePaths } from "./compare-paths.ts";
import type { ComparedImage, ComparedLayer, PathOfImage, Wasted, WastedPath } from "./comparison.ts";
import type { ImageFiles } from "./image-files.ts";
import { checkLimits, type ImageLimits } from "./image-limits.ts";
import type { Content, LayerTree } from "./layer-tree.ts";
import { readManifest } from "./manifest.ts";
import { predict } from "./predicted.ts";
import { type LayerSize, readLayers } from "./read-layers.ts";
import { type ComparedPath, lineOf, Tally } from "./tally.ts";
import { findUnused, type Unused } from "./unused.ts";

export interface AgainstOptions {
  readonly platform: string | undefined;
  readonly limits: ImageLimits;
  /** Plans the same build with more lines at the end of its ignore file. */
  readonly tryWithout: (lines: readonly Bytes[]) => BuildPlan;
}

/**
 * Compares a built image with what its Dockerfile puts there. Throws CtxcheckError "unreadable" if the image cannot be
 * read, "usage" if there is nothing to compare it with.
 */
export async function compareImage(
  plan: BuildPlan,
  files: ImageFiles,
  options: AgainstOptions,
): Promise<ComparedImage> {
  const prediction = predict(plan);
  const manifest = readManifest(files, options.platform);
  const { tree, layers, efficiency } = await readLayers(files, manifest);
  const { landing } = prediction;
  const tally = new Tally();
  const compared = comparePaths(plan, landing, tree, tally);
  const unused = findUnused(plan, prediction, tally, tree, options.tryWithout);
  const lost = wastedPaths(tree);
  const totals = totalsOf(layers);
  return {
    version: 1,
    image: files.shown,
    platform: manifest.platform,
    dockerfile: plan.dockerfile?.shown ?? "",
    builder: plan.builder.name,
    layers: describeLayers(layers, tally, lost),
    totals,
    counts: tally.counts,
    paths: { [Symbol.iterator]: () => describePaths(compared) },
    instructions: tally.instructions(),
    wasted: { ...wastedIn(lost), largest: largest(lost) },
    efficiency,
    unused: describeUnused(unused),
    unknown: unknownOf(landing.image.stage, landing),
    failures: landing.problems.map(({ instruction, message }) => ({ line: instruction.line, message })),
    limits: checkLimits(options.limits, { totals, efficiency }),
  };
}

const sum = <Item>(items: readonly Item[], of: (item: Item) => number): number =>
  items.reduce((total, item) => total + of(item), 0);

const totalsOf = (layers: readonly LayerSize[]): ComparedImage["totals"] => ({
  files: sum(layers, ({ files }) => files),
  bytes: sum(layers, ({ bytes }) => bytes),
  storedBytes: sum(layers, ({ storedBytes }) => storedBytes),
});

/** Returns each content that no name shows once, by the first of its lost names. */
function wastedPaths(tree: LayerTree): WastedPath[] {
  const found = new Map<Content, WastedPath>();
  for (const [path, losses] of tree.gone)
    for (const { node, by, reason } of losses) {
      const { content } = node;
      if (content === null || content.names > 0 || content.size === 0) continue;
      if (by <= (found.get(content)?.by ?? 0)) continue;
      found.set(content, { path: `/${toText(path)}`, bytes: content.size, layer: content.layer, by, reason });
    }
  return [...found.values()];
}

function wastedIn(paths: readonly WastedPath[]): Wasted {
  const of = (wanted: WastedPath["reason"]) =>
    sum(paths, ({ reason, bytes }) => (reason === wanted ? bytes : 0));
  return {
    bytes: sum(paths, ({ bytes }) => bytes),
    ...{ again: of("again"), hidden: of("hidden"), removed: of("removed") },
  };
}

const mostShown = 100;

const largest = (paths: readonly WastedPath[]): WastedPath[] =>
  [...paths].sort((a, b) => b.bytes - a.bytes || (a.path < b.path ? -1 : 1)).slice(0, mostShown);

function describeLayers(
  layers: readonly LayerSize[],
  tally: Tally,
  lost: readonly WastedPath[],
): ComparedLayer[] {
  return layers.map(({ createdBy, ...size }, at) => {
    const { lines, ...context } = tally.inLayer(at + 1);
    return {
      layer: at + 1,
      ...size,
      context,
      wasted: wastedIn(lost.filter(({ layer }) => layer === at + 1)),
      lines,
      createdBy,
    };
  });
}

function* describePaths(compared: Iterable<ComparedPath>): Generator<PathOfImage> {
  for (const one of compared) yield describePath(one);
}

function describePath({ predicted, ...rest }: ComparedPath): PathOfImage {
  const { path, type, from, hiddenBy } = predicted;
  return {
    path: `/${toText(path)}`,
    type,
    size: from.size,
    ...rest,
    source: toText(from.path),
    context: from.context?.name ?? null,
    line: lineOf(predicted),
    certain: roadOf(from).every(({ certain }) => certain),
    hiddenBy,
  };
}

function describeUnused({ files, candidates, proven }: Unused): ComparedImage["unused"] {
  return {
    files: files.length,
    bytes: sum(files, ({ file }) => file.size),
    paths: files.map(({ file, ...rest }) => ({ path: toText(file.path), bytes: file.size, ...rest })),
    candidates: candidates.map((one) => ({ ...one, path: toText(one.path) })),
    proven,
  };
}
