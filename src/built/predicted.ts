import type { SentEntry } from "../builders/wire/wire.ts";
import type { Bytes } from "../bytes.ts";
import type { NamedContext } from "../dockerfile/steps.ts";
import { CtxcheckError } from "../errors.ts";
import { type Destinations, destinationsOf } from "../image/destinations.ts";
import { walkTree } from "../image/image-tree.ts";
import type { Landing } from "../image/landing.ts";
import { namedPath } from "../image/named-path.ts";
import { namedContexts } from "../image/received.ts";
import type { NodeType, Provenance, TreeNode } from "../image/tree-node.ts";
import type { BuildPlan } from "../plan/build-plan.ts";
import { type SentItem, sentItems } from "../sent/sent-items.ts";

/** A path of the image that comes from a context, according to the Dockerfile. */
export interface Predicted {
  /** Relative to the root of the image. */
  readonly path: Bytes;
  readonly type: NodeType;
  readonly from: Provenance;
  /** Line of a later instruction that covers it; null if the image shows it. */
  readonly hiddenBy: number | null;
}

/** A file that the builder receives. */
export interface SentFile {
  /** As shown to people: with the name of a named context in front. */
  readonly path: Bytes;
  /** Absolute path. */
  readonly place: Bytes;
  /** Bytes; 0 if it arrives empty. */
  readonly size: number;
  readonly isOwn: boolean;
}

export interface Prediction {
  /** Made anew each time. */
  readonly sent: Iterable<SentFile>;
  readonly landing: Landing;
}

/**
 * Predicts the paths of the image. Throws CtxcheckError "usage" if what the builder makes of a Dockerfile is unknown,
 * or there is none.
 */
export function predict(plan: BuildPlan): Prediction {
  const destinations = requireDestinations(plan);
  const own = sentItems(plan);
  const sent = { [Symbol.iterator]: () => sentFiles(plan, own) };
  return { sent, landing: destinations.landing() };
}

function* sentFiles(plan: BuildPlan, own: Iterable<SentItem>): Generator<SentFile> {
  for (const { entry, place } of own) if (entry.type === "file") yield sentFile(entry, place, null);
  for (const [context, { entries }] of namedContexts(plan)) {
    const root = rootOf(plan, context);
    if (root === null) continue;
    for (const entry of entries)
      if (entry.type === "file") yield sentFile(entry, `${root}/${entry.path}`, context.name);
  }
}

function sentFile({ path, size, arrivesEmpty }: SentEntry, place: Bytes, name: string | null): SentFile {
  return {
    path: name === null ? path : namedPath(name, path),
    place,
    size: arrivesEmpty ? 0 : size,
    isOwn: name === null,
  };
}

function requireDestinations(plan: BuildPlan): Destinations {
  const { dockerfile, builder, recipe } = plan;
  if (dockerfile === null)
    throw new CtxcheckError("usage", "image: there is no Dockerfile", "name it: -f <Dockerfile>");
  if (recipe?.refusal != null) throw recipe.refusal;
  const destinations = destinationsOf(plan);
  if (destinations !== null) return destinations;
  const problem = `image: what ${builder.title} makes of a Dockerfile is not known`;
  throw new CtxcheckError("usage", problem, "leave out --builder");
}

/** What the image shows, by the bytes of the paths; made anew each time. `unpacked` gets the archives that ADD unpacks. */
export function* visiblePaths(
  { image }: Landing,
  unpacked: (from: Provenance) => void = () => {},
): Generator<Predicted> {
  image.tree.root.unpacked.forEach(unpacked);
  for (const { path, node } of walkTree(image.tree.root, "", undefined, undefined, byPath)) {
    const { from, type } = node;
    node.unpacked.forEach(unpacked);
    if (from !== null && type !== "directory") yield { path, type, from, hiddenBy: null };
  }
}

/** As git orders a tree: what is in a directory comes where its name and a slash would. */
const byPath = (children: ReadonlyMap<Bytes, TreeNode>): Bytes[] =>
  Array.from(children, ([name, { type }]) => (type === "directory" ? `${name}/` : name))
    .sort()
    .map((name) => (name.endsWith("/") ? name.slice(0, -1) : name));

export function* hiddenPaths({ image }: Landing): Generator<Predicted> {
  for (const { path, type, from, by } of image.hidden) yield { path, type, from, hiddenBy: by.line };
}

/** Returns the absolute path of a context; null if it is not a directory. */
export function rootOf({ context, requested }: BuildPlan, of: NamedContext | null): Bytes | null {
  return of === null ? context.root : context.source.realPath(requested?.directories.get(of) ?? "");
}
