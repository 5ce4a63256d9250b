import { type Bytes, compareBytes } from "../bytes.ts";
import { isFailure } from "../context/source.ts";
import type { NamedContext } from "../dockerfile/steps.ts";
import type { Landing } from "../image/landing.ts";
import type { BuildPlan } from "../plan/build-plan.ts";
import { type FileToRead, readDigests } from "../sent/read-files.ts";
import type { Gone, ImageNode, LayerTree } from "./layer-tree.ts";
import { hiddenPaths, type Predicted, rootOf, visiblePaths } from "./predicted.ts";
import type { ComparedPath, Tally } from "./tally.ts";

/** What a path is expected to be, and what the layers have of it. */
interface Expected {
  readonly predicted: Predicted;
  /** Target of a symbolic link; null if unknown. */
  readonly target: Bytes | null;
  /** Where it is in its context; "" where that is nowhere. */
  readonly place: Bytes;
  /** To be read for its digest. */
  readonly file: FileToRead | null;
  /** Its digest, read before. */
  readonly known: Bytes | null;
  readonly node: ImageNode | null;
  readonly gone: readonly Gone[];
}

/** What became of a path, without the path. */
type Outcome = Omit<ComparedPath, "predicted">;

/**
 * Every path that is predicted beside the layers; one that is to be hidden only where a layer has it. The tally gets each
 * when it is compared; what comes back makes them anew, by the bytes of the paths.
 */
export function comparePaths(
  plan: BuildPlan,
  landing: Landing,
  tree: LayerTree,
  tally: Tally,
): Iterable<ComparedPath> {
  const comparer = { plan, tree, digests: new Map<Bytes, Bytes>() };
  const hidden: ComparedPath[] = [];
  compareEach(comparer, hiddenPaths(landing), (one) => hidden.push(one));
  const covered = withoutRepeats(hidden).sort((a, b) => compareBytes(a.predicted.path, b.predicted.path));
  // Most are found, and of those the layer says all.
  const outcomes: (number | Outcome)[] = [];
  compareEach(
    comparer,
    visiblePaths(landing, (archive) => tally.unpacks(archive)),
    (one) => {
      const { predicted: _, ...outcome } = one;
      outcomes.push(outcome.state === "found" && outcome.layer !== null ? outcome.layer : outcome);
      tally.add(one);
    },
  );
  for (const one of covered) tally.add(one);
  return { [Symbol.iterator]: () => merged(visiblePaths(landing), outcomes, covered) };
}

function* merged(
  visible: Iterable<Predicted>,
  outcomes: readonly (number | Outcome)[],
  covered: readonly ComparedPath[],
): Generator<ComparedPath> {
  let [at, next] = [0, 0];
  for (const predicted of visible) {
    for (let one = covered[next]; one !== undefined; one = covered[next]) {
      if (compareBytes(one.predicted.path, predicted.path) >= 0) break;
      yield one;
      next++;
    }
    const outcome = outcomes[at++] ?? missing;
    yield { predicted, ...(typeof outcome === "number" ? foundIn(outcome) : outcome) };
  }
  yield* covered.slice(next);
}

const missing: Outcome = { state: "missing", what: null, layer: null, by: null };
const foundIn = (layer: number): Outcome => ({ state: "found", what: null, layer, by: null });

/** Lists a path that should be hidden once per layer: several copies of a file may have left only one. */
function withoutRepeats(compared: readonly ComparedPath[]): ComparedPath[] {
  const met = new Set<string>();
  return compared.filter(({ predicted, state, layer }) => {
    const key = `${layer} ${predicted.path}`;
    return (state === "hidden" || state === "removed") && met.size < met.add(key).size;
  });
}

interface Comparer {
  readonly plan: BuildPlan;
  readonly tree: LayerTree;
  /** Of files that are to be hidden: what covers them may be the same once more. */
  readonly digests: Map<Bytes, Bytes>;
}

function compareEach(
  comparer: Comparer,
  paths: Iterable<Predicted>,
  take: (compared: ComparedPath) => void,
): void {
  const { plan } = comparer;
  const reading = {
    source: plan.context.source,
    threads: plan.threads,
    fileOf: ({ file }: Expected) => file,
  };
  readDigests({ ...reading, items: expectedPaths(comparer, paths) }, (one, read) => {
    const digest = typeof read === "string" ? read : one.known;
    if (digest !== null && one.predicted.hiddenBy !== null) comparer.digests.set(one.place, digest);
    take(compareOne(one, digest));
  });
}

function* expectedPaths(comparer: Comparer, paths: Iterable<Predicted>): Generator<Expected> {
  const roots = new Map<NamedContext | null, Bytes | null>();
  for (const predicted of paths) {
    const { context } = predicted.from;
    const root = roots.get(context) ?? rootOf(comparer.plan, context);
    roots.set(context, root);
    yield expect(comparer, predicted, root);
  }
}

function expect({ plan, tree, digests }: Comparer, predicted: Predicted, root: Bytes | null): Expected {
  const place = root === null ? "" : `${root}/${predicted.from.path}`;
  const target = predicted.type === "symlink" ? plan.context.source.readlink(place) : null;
  const { path, node } = tree.at(predicted.path);
  const there = { node, gone: tree.gone.get(path) ?? [] };
  const known = digests.get(place) ?? null;
  const file =
    known === null && place !== "" && isWorthReading(predicted, there)
      ? { place, size: predicted.from.size }
      : null;
  return {
    predicted,
    place,
    target: target === null || isFailure(target) ? null : target,
    ...there,
    known,
    file,
  };
}

/** Returns the file only if a layer has one of that size at that path. */
function isWorthReading(
  { type, from: { size } }: Predicted,
  { node, gone }: Pick<Expected, "node" | "gone">,
): boolean {
  if (type !== "file" || size === 0) return false;
  return node?.content?.size === size || gone.some((one) => one.node.content?.size === size);
}

/** Returns the SHA-256 by place, as byte strings, without files that cannot be read. */
export function digestsOf(plan: BuildPlan, files: readonly FileToRead[]): ReadonlyMap<Bytes, Bytes> {
  const unique = [...new Map(files.map((file) => [file.place, file])).values()];
  const found = new Map<Bytes, Bytes>();
  const reading = { source: plan.context.source, items: unique, threads: plan.threads };
  readDigests({ ...reading, fileOf: (file) => file }, ({ place }, digest) => {
    if (typeof digest === "string") found.set(place, digest);
  });
  return found;
}

function compareOne(expected: Expected, digest: Bytes | null): ComparedPath {
  const { predicted, node, gone } = expected;
  const isIt = (one: ImageNode) => differenceOf(expected, one, digest) === null;
  const held = gone.filter((one) => isIt(one.node)).at(-1);
  if (node !== null && isIt(node) && (predicted.hiddenBy === null || held === undefined))
    return { predicted, ...foundIn(layerOf(node)) };
  if (held !== undefined) {
    const state = node === null ? "removed" : "hidden";
    return { predicted, state, what: null, layer: layerOf(held.node), by: held.by };
  }
  if (node === null || node.type === "directory") return { predicted, ...missing };
  const what = differenceOf(expected, node, digest);
  const layer = predicted.hiddenBy === null ? layerOf(node) : null;
  return { predicted, state: "changed", what, layer, by: null };
}

const layerOf = ({ content, layer }: ImageNode): number => content?.layer ?? layer;

function differenceOf(
  { predicted, target }: Expected,
  node: ImageNode,
  expected: Bytes | null,
): ComparedPath["what"] {
  const { type, from } = predicted;
  if (typeOf(node) !== type) return "type";
  if (type === "symlink") return target === null || target === node.target ? null : "target";
  if (node.content === null) return null;
  const { size, digest } = node.content;
  if (size !== from.size) return "content";
  return size === 0 || expected === digest ? null : "content";
}

const typeOf = ({ type }: ImageNode): Predicted["type"] =>
  type === "file" || type === "directory" || type === "symlink" ? type : "other";
