import { type Bytes, toText } from "../bytes.ts";
import { basesOf } from "../dockerfile/stages.ts";
import type { Stage } from "../dockerfile/steps.ts";
import type { Destinations } from "../image/destinations.ts";
import { roadOf } from "../image/image.ts";
import { landedPaths } from "../image/landing.ts";
import { leadsTo, withParents } from "../image/reach.ts";
import type { Hop, Provenance } from "../image/tree-node.ts";

/** A RUN that removes what a COPY added, according to its command. */
export interface Removal {
  readonly line: number;
  readonly stage: string;
  /** Line of the COPY whose layer is part of the image and still has it; null if the stage is discarded. */
  readonly layer: number | null;
}

/** Finds a later `rm -r` for each path that gets into the final image. */
export function removalsOf(destinations: Destinations, paths: readonly Bytes[]): Map<Bytes, Removal> {
  const found = new Map<Bytes, Removal>();
  const { request } = destinations;
  const removes = [...request.built].some(({ steps }) =>
    steps.some(({ kind, instruction }) => kind === "RUN" && /\brm\s/.test(toText(instruction.text))),
  );
  if (!removes || paths.length === 0) return found;
  const wanted = new Set(paths);
  const { tree } = destinations.landing().image;
  const leads = leadsTo(wanted, (path) => wanted.has(path));
  for (const { from } of landedPaths(tree, leads)) {
    const path =
      from.context === null ? [...withParents(from.path)].find((one) => wanted.has(one)) : undefined;
    if (path === undefined) continue;
    wanted.delete(path);
    const removal = removalOf(from, path, basesOf(request.target), request.stages);
    if (removal !== null) found.set(path, removal);
    if (wanted.size === 0) break;
  }
  return found;
}

function removalOf(
  from: Provenance,
  path: Bytes,
  image: ReadonlySet<Stage>,
  stages: readonly Stage[],
): Removal | null {
  for (const hop of roadOf(from)) {
    const isKept = image.has(hop.stage);
    const line = removingLine(hop, path, isKept ? stages.filter((one) => image.has(one)) : [hop.stage]);
    if (line !== null) return { line, stage: hop.stage.label, layer: isKept ? hop.instruction.line : null };
  }
  return null;
}

function removingLine({ instruction, stage }: Hop, path: Bytes, stages: readonly Stage[]): number | null {
  const name = toText(path.slice(path.lastIndexOf("/") + 1)).replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
  const command = new RegExp(`\\brm\\s+(-\\S+\\s+)+([^;&|]*[\\s/"'])?${name}/?(?=[\\s;&|"')]|$)`);
  for (const one of stages) {
    const at = one === stage ? one.steps.findIndex((step) => step.instruction === instruction) : -1;
    const run = one.steps.find(
      (step, index) => index > at && step.kind === "RUN" && command.test(toText(step.instruction.text)),
    );
    if (run !== undefined) return run.instruction.line;
  }
  return null;
}
