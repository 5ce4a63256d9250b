import type { SentEntry } from "../builders/wire/wire.ts";
import type { Bytes } from "../bytes.ts";
import type { NamedContext } from "../dockerfile/steps.ts";
import { CtxcheckError } from "../errors.ts";
import { type Destinations, destinationsOf } from "../image/destinations.ts";
import { walkTree } from "../image/image-tree.ts";
import type { Landing } from "../image/landing.ts";
import { namedPath } from "../image/named-path.ts";
import { namedContexts } from "../image/received.ts";
import type { NodeType, Provenance } from "../image/tree-node.ts";
import type { BuildPlan } from "../plan/build-plan.ts";
import { sentItems } from "../sent/sent-items.ts";

/** A path of the image that comes from a context, as the Dockerfile has it. */
export interface Predicted {
  /** Relative to the root of the image. */
  readonly path: Bytes;
  readonly type: NodeType;
  readonly from: Provenance;
  /** Line of a later instruction that covers it; null where the image shows it. */
  readonly hiddenBy: number | null;
}

/** A file that the builder is sent. */
export interface SentFile {
  /** As people see it: that of a named context with its name in front. */
  readonly path: Bytes;
  /** Where it lies: absolute. */
  readonly place: Bytes;
  /** Bytes; 0 where it arrives empty. */
  readonly size: number;
  readonly isOwn: boolean;
}

export interface Prediction {
  readonly paths: readonly Predicted[];
  /** What an ADD unpacks: where, and which archive. */
  readonly archives: readonly { readonly path: Bytes; readonly from: Provenance }[];
  readonly sent: readonly SentFile[];
  readonly landing: Landing;
}

/** Throws CtxcheckError "usage" where nobody knows what the builder makes of a Dockerfile, or there is none. */
export function predict(plan: BuildPlan): Prediction {
  const destinations = requireDestinations(plan);
  const own = Array.from(sentItems(plan), ({ entry }) => entry);
  const landing = destinations.landing();
  return {
    ...landed(landing),
    sent: [...sentOf(own, plan.context.root, null), ...sentOfNamed(plan)],
    landing,
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

function landed({ image }: Landing): Pick<Prediction, "paths" | "archives"> {
  const paths: Predicted[] = [];
  const archives: { path: Bytes; from: Provenance }[] = [];
  for (const { path, node } of walkTree(image.tree.root)) {
    for (const from of node.unpacked) archives.push({ path, from });
    if (node.from !== null && node.type !== "directory")
      paths.push({ path, type: node.type, from: node.from, hiddenBy: null });
  }
  const hidden = [...image.hidden].map(({ path, type, from, by }) => ({
    path,
    type,
    from,
    hiddenBy: by.line,
  }));
  return { paths: [...paths, ...hidden], archives };
}

function sentOf(entries: readonly SentEntry[], root: Bytes, name: string | null): SentFile[] {
  return entries.flatMap(({ path, type, size, arrivesEmpty }) =>
    type === "file"
      ? [
          {
            path: name === null ? path : namedPath(name, path),
            place: `${root}/${path}`,
            size: arrivesEmpty ? 0 : size,
            isOwn: name === null,
          },
        ]
      : [],
  );
}

function sentOfNamed(plan: BuildPlan): SentFile[] {
  return [...namedContexts(plan)].flatMap(([context, { entries }]) => {
    const root = rootOf(plan, context);
    return root === null ? [] : sentOf(entries, root, context.name);
  });
}

/** Of a context: absolute. Null where it is not a directory. */
export function rootOf({ context, requested }: BuildPlan, of: NamedContext | null): Bytes | null {
  return of === null ? context.root : context.source.realPath(requested?.directories.get(of) ?? "");
}
