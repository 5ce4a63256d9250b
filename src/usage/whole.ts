import type { Bytes } from "../bytes.ts";
import { unlessRefused } from "../errors.ts";
import type { Pattern } from "../ignore/pattern.ts";
import { landFiles } from "../image/landing.ts";
import { type Reach, reachOf } from "../image/reach.ts";
import { receiveAll } from "../image/received.ts";
import type { BuildPlan } from "../plan/build-plan.ts";
import { touchesOf } from "./touches.ts";
import { readUsage, type Usage, type UsageNode, walkUsage } from "./usage.ts";

/** All that is known of a context, for formats that show the whole of it. */
export interface Whole {
  readonly usage: Usage;
  readonly patterns: readonly Pattern[];
  /** By node, the patterns that match it or a directory above it. */
  readonly touches: ReadonlyMap<UsageNode, readonly number[]>;
  /** How far what is sent gets; empty where that is not known. */
  readonly reaches: ReadonlyMap<Bytes, Reach>;
  /** The builder is sent what is allowed, whatever the Dockerfile copies. */
  readonly sendsAll: boolean;
}

export function readWhole(plan: BuildPlan): Whole {
  const usage = readUsage(plan, { measureExcluded: true });
  return {
    usage,
    patterns: plan.patterns,
    touches: touchesOf(plan, usage).of,
    reaches: reachesOf(plan, usage),
    sendsAll: plan.requested === null,
  };
}

function reachesOf(plan: BuildPlan, { root }: Usage): ReadonlyMap<Bytes, Reach> {
  const { requested, builder } = plan;
  if (requested === null || builder.name !== "buildkit") return new Map();
  const landing = unlessRefused(() => landFiles(requested.request, receiveAll(plan, requested)));
  if (landing === null) return new Map();
  return reachOf(landing, sentPaths(root));
}

function* sentPaths(root: UsageNode): Generator<Bytes> {
  for (const { path, node } of walkUsage(root)) if (node.sent && node.type !== "directory") yield path;
}
