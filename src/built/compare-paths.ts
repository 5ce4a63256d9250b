import { type Bytes, compareBytes } from "../bytes.ts";
import { isFailure } from "../context/source.ts";
import type { BuildPlan } from "../plan/build-plan.ts";
import { type FileToRead, readDigests } from "../sent/read-files.ts";
import type { Gone, ImageNode, LayerTree } from "./layer-tree.ts";
import { type Predicted, rootOf } from "./predicted.ts";

/** What became of a path that was predicted. */
export type PathState = "found" | "changed" | "hidden" | "removed" | "missing";

export interface ComparedPath {
  readonly predicted: Predicted;
  /**
   * "found": the image shows it as predicted. "changed": it shows something else, and no layer holds what was predicted.
   * "hidden": a later layer covers it, "removed": takes it away; it is still in the image. "missing": no layer has it.
   */
  readonly state: PathState;
  /** Of "changed": what differs. */
  readonly what: "type" | "content" | "target" | null;
  /** The layer that holds it, from 1; null where it is missing. */
  readonly layer: number | null;
  /** The layer that covers or removes it. */
  readonly by: number | null;
}

/** What a path is expected to be. */
interface Expected {
  readonly predicted: Predicted;
  /** Of a symbolic link; null where nobody knows. */
  readonly target: Bytes | null;
  readonly place: Bytes | null;
}

/** Every path that is predicted beside the layers; one that is to be hidden only where a layer has it. */
export function comparePaths(plan: BuildPlan, paths: readonly Predicted[], tree: LayerTree): ComparedPath[] {
  const expected = paths.map((predicted) => expect(plan, predicted));
  const digests = digestsOf(
    plan,
    expected.flatMap((one) => filesToRead(one, tree)),
  );
  const compared = expected.map((one) => {
    const { path, node } = tree.at(one.predicted.path);
    return compareOne(one, node, tree.gone.get(path) ?? [], digests);
  });
  return withoutRepeats(compared).sort((a, b) => compareBytes(a.predicted.path, b.predicted.path));
}

/** Of those that are to be hidden each layer's once: several copies of one file may have left one. */
function withoutRepeats(compared: readonly ComparedPath[]): ComparedPath[] {
  const met = new Set<string>();
  return compared.filter(({ predicted, state, layer }) => {
    if (predicted.hiddenBy === null) return true;
    const key = `${layer} ${predicted.path}`;
    if ((state !== "hidden" && state !== "removed") || met.has(key)) return false;
    met.add(key);
    return true;
  });
}

function expect(plan: BuildPlan, predicted: Predicted): Expected {
  const { from, type } = predicted;
  const root = rootOf(plan, from.context);
  const place = root === null ? null : `${root}/${from.path}`;
  const target = type === "symlink" && place !== null ? plan.context.source.readlink(place) : null;
  return { predicted, place, target: target === null || isFailure(target) ? null : target };
}

/** Only where a layer has a file of that size at that path. */
function filesToRead({ predicted, place }: Expected, tree: LayerTree): FileToRead[] {
  const { size } = predicted.from;
  if (predicted.type !== "file" || size === 0 || place === null) return [];
  const { path, node } = tree.at(predicted.path);
  const nodes = [node, ...(tree.gone.get(path) ?? []).map((gone) => gone.node)];
  return nodes.some((one) => one?.content?.size === size) ? [{ place, size }] : [];
}

/** Sha256 by place, as byte strings; none of what cannot be read. */
export function digestsOf(plan: BuildPlan, files: readonly FileToRead[]): ReadonlyMap<Bytes, Bytes> {
  const unique = [...new Map(files.map((file) => [file.place, file])).values()];
  const found = new Map<Bytes, Bytes>();
  const reading = { source: plan.context.source, items: unique, threads: plan.threads };
  readDigests({ ...reading, fileOf: (file) => file }, ({ place }, digest) => {
    if (typeof digest === "string") found.set(place, digest);
  });
  return found;
}

function compareOne(
  expected: Expected,
  node: ImageNode | null,
  gone: readonly Gone[],
  digests: ReadonlyMap<Bytes, Bytes>,
): ComparedPath {
  const { predicted } = expected;
  const isIt = (one: ImageNode) => differenceOf(expected, one, digests) === null;
  const held = gone.filter((one) => isIt(one.node)).at(-1);
  if (node !== null && isIt(node) && (predicted.hiddenBy === null || held === undefined))
    return { predicted, state: "found", what: null, layer: layerOf(node), by: null };
  if (held !== undefined) {
    const state = node === null ? "removed" : "hidden";
    return { predicted, state, what: null, layer: layerOf(held.node), by: held.by };
  }
  if (node !== null && node.type !== "directory") {
    const what = differenceOf(expected, node, digests);
    const layer = predicted.hiddenBy === null ? layerOf(node) : null;
    return { predicted, state: "changed", what, layer, by: null };
  }
  const last = gone.at(-1);
  if (last === undefined || predicted.hiddenBy !== null)
    return { predicted, state: "missing", what: null, layer: null, by: null };
  return { predicted, state: "removed", what: null, layer: layerOf(last.node), by: last.by };
}

const layerOf = ({ content, layer }: ImageNode): number => content?.layer ?? layer;

function differenceOf(
  { predicted, target, place }: Expected,
  node: ImageNode,
  digests: ReadonlyMap<Bytes, Bytes>,
): ComparedPath["what"] {
  const { type, from } = predicted;
  if (typeOf(node) !== type) return "type";
  if (type === "symlink") return target === null || target === node.target ? null : "target";
  if (node.content === null) return null;
  const { size, digest } = node.content;
  if (size !== from.size) return "content";
  return size === 0 || digests.get(place ?? "") === digest ? null : "content";
}

const typeOf = ({ type }: ImageNode): Predicted["type"] =>
  type === "file" || type === "directory" || type === "symlink" ? type : "other";
