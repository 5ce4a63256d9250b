import { groupBy } from "../append.ts";
import { type Bytes, toText } from "../bytes.ts";
import { roadOf } from "../image/image.ts";
import { unknownOf } from "../image/unknown.ts";
import type { BuildPlan } from "../plan/build-plan.ts";
import { type ComparedPath, comparePaths, type PathState } from "./compare-paths.ts";
import type {
  ComparedLayer,
  ImageComparison,
  InstructionShare,
  PathOfImage,
  Wasted,
  WastedPath,
} from "./comparison.ts";
import type { ImageFiles } from "./image-files.ts";
import { checkLimits, type ImageLimits } from "./image-limits.ts";
import type { LayerTree } from "./layer-tree.ts";
import { readManifest } from "./manifest.ts";
import { predict } from "./predicted.ts";
import { type LayerSize, readLayers } from "./read-layers.ts";
import { findUnused, type Unused } from "./unused.ts";

export interface AgainstOptions {
  readonly platform: string | undefined;
  readonly limits: ImageLimits;
  /** The same build with more lines at the end of its ignore file. */
  readonly tryWithout: (lines: readonly Bytes[]) => BuildPlan;
}

/**
 * An image as it was built beside what its Dockerfile puts there. Throws CtxcheckError: "unreadable" for an image that
 * cannot be read, "usage" where there is nothing to compare it with.
 */
export async function compareImage(
  plan: BuildPlan,
  files: ImageFiles,
  options: AgainstOptions,
): Promise<ImageComparison> {
  const prediction = predict(plan);
  const manifest = readManifest(files, options.platform);
  const { tree, layers, efficiency } = await readLayers(files, manifest);
  const compared = comparePaths(plan, prediction.paths, tree);
  const unused = findUnused(plan, prediction, compared, tree, options.tryWithout);
  const lost = wastedPaths(tree);
  const totals = totalsOf(layers);
  const { landing } = prediction;
  return {
    version: 1,
    image: files.shown,
    platform: manifest.platform,
    dockerfile: plan.dockerfile?.shown ?? "",
    builder: plan.builder.name,
    layers: describeLayers(layers, compared, lost),
    totals,
    counts: countStates(compared),
    paths: compared.map(describePath),
    instructions: sharesOf(compared),
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

const totalsOf = (layers: readonly LayerSize[]): ImageComparison["totals"] => ({
  files: sum(layers, ({ files }) => files),
  bytes: sum(layers, ({ bytes }) => bytes),
  storedBytes: sum(layers, ({ storedBytes }) => storedBytes),
});

/** Each content once, by the last name that it lost. */
function wastedPaths(tree: LayerTree): WastedPath[] {
  const counted = new Set<object>();
  const found: WastedPath[] = [];
  for (const [path, losses] of tree.gone)
    for (const { node, by, reason } of losses) {
      const { content } = node;
      if (content === null || content.names > 0 || content.size === 0 || counted.has(content)) continue;
      counted.add(content);
      found.push({ path: `/${toText(path)}`, bytes: content.size, layer: content.layer, by, reason });
    }
  return found;
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

const isHeld = ({ state }: ComparedPath): boolean =>
  state === "found" || state === "hidden" || state === "removed";

function describeLayers(
  layers: readonly LayerSize[],
  compared: readonly ComparedPath[],
  lost: readonly WastedPath[],
): ComparedLayer[] {
  const held = groupBy(compared.filter(isHeld), ({ layer }) => layer ?? 0);
  const wasted = groupBy(lost, ({ layer }) => layer);
  return layers.map(({ createdBy, ...size }, at) => {
    const own = held.get(at + 1) ?? [];
    return {
      layer: at + 1,
      ...size,
      context: { files: own.length, bytes: sum(own, ({ predicted }) => predicted.from.size) },
      wasted: wastedIn(wasted.get(at + 1) ?? []),
      lines: [...new Set(own.map(lineOf))].sort((a, b) => a - b),
      createdBy,
    };
  });
}

const lineOf = ({ predicted }: ComparedPath): number => predicted.from.hop?.instruction.line ?? 0;

function countStates(compared: readonly ComparedPath[]): Record<PathState, number> {
  const counts = { found: 0, changed: 0, hidden: 0, removed: 0, missing: 0 };
  for (const { state } of compared) counts[state]++;
  return counts;
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
    line: from.hop?.instruction.line ?? 0,
    certain: roadOf(from).every(({ certain }) => certain),
    hiddenBy,
  };
}

function sharesOf(compared: readonly ComparedPath[]): InstructionShare[] {
  return [...groupBy(compared.filter(isHeld), lineOf)]
    .sort(([a], [b]) => a - b)
    .map(([line, paths]) => {
      const found = paths.filter(({ state }) => state === "found");
      return {
        line,
        text: toText(paths[0]?.predicted.from.hop?.instruction.text ?? ""),
        layers: [...new Set(paths.flatMap(({ layer }) => layer ?? []))].sort((a, b) => a - b),
        files: found.length,
        bytes: sum(found, ({ predicted }) => predicted.from.size),
        wastedBytes: sum(paths, ({ state, predicted }) => (state === "found" ? 0 : predicted.from.size)),
      };
    });
}

function describeUnused({ files, candidates, proven }: Unused): ImageComparison["unused"] {
  return {
    files: files.length,
    bytes: sum(files, ({ file }) => file.size),
    paths: files.map(({ file, ...rest }) => ({ path: toText(file.path), bytes: file.size, ...rest })),
    candidates: candidates.map((one) => ({ ...one, path: toText(one.path) })),
    proven,
  };
}
