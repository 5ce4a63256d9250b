import type { Bytes } from "../bytes.ts";
import type { Amount } from "../model.ts";
import type { UsageNode } from "./usage.ts";

/** An exclusion being tried. */
export interface Draft {
  /** Appended to the ignore file. */
  readonly line: Bytes;
  /** Nodes from the context down to what it excludes. */
  readonly way: readonly UsageNode[];
}

/** What is no longer sent, at and below each node on the way to an exclusion. */
export type Cut = ReadonlyMap<UsageNode, Amount>;

/** The last matching line wins, so that each line removes everything at and below its path. */
export function cutOf(draft: readonly Draft[]): Cut {
  const cut = new Map<UsageNode, { files: number; bytes: number }>();
  for (const { way } of outermost(draft)) {
    const { files, bytes } = way.at(-1)?.sizes.sent ?? { files: 0, bytes: 0 };
    for (const node of way) {
      const sum = cut.get(node) ?? { files: 0, bytes: 0 };
      cut.set(node, { files: sum.files + files, bytes: sum.bytes + bytes });
    }
  }
  return cut;
}

/** Drops duplicates and what lies below another exclusion. */
export function outermost(draft: readonly Draft[]): Draft[] {
  const targets = new Set(draft.map(({ way }) => way.at(-1)));
  const seen = new Set<UsageNode | undefined>();
  return draft.filter(({ way }) => {
    const isFirst = !seen.has(way.at(-1));
    seen.add(way.at(-1));
    return isFirst && !way.slice(0, -1).some((node) => targets.has(node));
  });
}

/** Whether a line excludes the last node of `way`, or a directory on it. */
export function isDrafted(draft: readonly Draft[], way: readonly UsageNode[]): boolean {
  const targets = new Set(draft.map((one) => one.way.at(-1)));
  return way.some((node) => targets.has(node));
}
