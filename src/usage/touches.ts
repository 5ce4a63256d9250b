import type { Folder } from "../builders/builder.ts";
import { CtxcheckError } from "../errors.ts";
import type { Pattern } from "../ignore/pattern.ts";
import type { BuildPlan } from "../plan/build-plan.ts";
import { openRules } from "../plan/plan.ts";
import type { Usage, UsageNode } from "./usage.ts";

/** By node, the patterns that match it or a directory above it, as positions in `patterns`; the same list is one array. */
export interface Touches {
  readonly of: ReadonlyMap<UsageNode, readonly number[]>;
  /** Patterns that the builder would have refused on the way are not all known. */
  readonly complete: boolean;
}

interface Open {
  readonly folder: Folder;
  readonly touched: readonly number[];
  readonly children: readonly UsageNode[];
  next: number;
}

/** Asks the builder's rules of every entry, also of those in directories that it does not enter. Pure: the disk is not read. */
export function touchesOf(plan: BuildPlan, { root }: Usage): Touches {
  const positions = new Map(plan.patterns.map((pattern, at) => [pattern, at]));
  const interned = new Map<string, readonly number[]>();
  const of = new Map<UsageNode, readonly number[]>();
  let complete = true;
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
      complete = false;
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
  return { of, complete };
}
