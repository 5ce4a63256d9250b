import type { Folder } from "../builders/builder.ts";
import type { Bytes } from "../bytes.ts";
import { CtxcheckError, unlessRefused } from "../errors.ts";
import type { Pattern } from "../ignore/pattern.ts";
import { landFiles } from "../image/landing.ts";
import { type Reach, reachOf } from "../image/reach.ts";
import { receiveAll } from "../image/received.ts";
import type { BuildPlan } from "../plan/build-plan.ts";
import { openRules } from "../plan/plan.ts";
import { readUsage, type Usage, type UsageNode, walkUsage } from "./usage.ts";

/** Everything known about a context, for formats that show all of it. */
export interface Whole {
  readonly usage: Usage;
  readonly patterns: readonly Pattern[];
  /** By node, the patterns that match it or a directory above it. */
  readonly touches: Touches;
  /** How far each sent file gets; empty if unknown. */
  readonly reaches: ReadonlyMap<Bytes, Reach>;
  /** Whether the builder receives everything allowed, whatever the Dockerfile copies. */
  readonly sendsAll: boolean;
}

export function readWhole(plan: BuildPlan): Whole {
  const usage = readUsage(plan, { measureExcluded: true });
  return {
    usage,
    patterns: plan.patterns,
    touches: touchesOf(plan, usage),
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

interface Open {
  readonly folder: Folder;
  readonly touched: readonly number[];
  readonly children: readonly UsageNode[];
  next: number;
}

/**
 * By node, the patterns that match it or a directory above it, as positions in `patterns`; equal lists share one array.
 */
type Touches = ReadonlyMap<UsageNode, readonly number[]>;

/**
 * Applies the builder's rules to every entry, even in directories that it does not enter. Pure: the disk is not read.
 */
function touchesOf(plan: BuildPlan, { root }: Usage): Touches {
  const positions = new Map(plan.patterns.map((pattern, at) => [pattern, at]));
  const interned = new Map<string, readonly number[]>();
  const of = new Map<UsageNode, readonly number[]>();
  const extend = (touched: readonly number[], patterns: readonly Pattern[]): readonly number[] => {
    if (patterns.length === 0) return touched;
    const all = new Set([...touched, ...patterns.flatMap((pattern) => positions.get(pattern) ?? [])]);
    const sorted = [...all].sort((a, b) => a - b);
    const key = sorted.join();
    const known = interned.get(key) ?? sorted;
    interned.set(key, known);
    return known;
  };
  const visit = (open: Open, child: UsageNode): Open | null => {
    try {
      const touched = extend(open.touched, open.folder.touching(child.name));
      of.set(child, touched);
      const verdict = open.folder.decide(child.name, child.type);
      if (child.children.length === 0) return null;
      const folder = open.folder.enter(child.name, verdict);
      return { folder, touched, children: child.children, next: 0 };
    } catch (error) {
      if (!(error instanceof CtxcheckError)) throw error;
      return null;
    }
  };
  const stack: Open[] = [{ folder: openRules(plan), touched: [], children: root.children, next: 0 }];
  for (let top = stack.at(-1); top !== undefined; top = stack.at(-1)) {
    const child = top.children[top.next++];
    if (child === undefined) stack.pop();
    else {
      const inside = visit(top, child);
      if (inside !== null) stack.push(inside);
    }
  }
  return of;
}
