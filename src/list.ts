import type { Bytes } from "./bytes.ts";
import { compareBytes } from "./bytes.ts";
import { walkContext } from "./context/walk.ts";
import type { EntryType, Problem, SetName, WalkedEntry } from "./model.ts";
import { type BuildPlan, openRules } from "./plan/plan.ts";

/** One entry of a set, with its path as bytes. */
export interface ListedPath {
  readonly path: Bytes;
  readonly type: EntryType;
  /** Bytes of a regular file; a hard link met again counts 0. */
  readonly size: number;
  readonly arrivesEmpty: boolean;
}

export interface Listing {
  /** In the order of the bytes of their paths. */
  readonly entries: readonly ListedPath[];
  readonly problems: readonly Problem[];
}

/** Every entry of a set. Throws CtxcheckError where the builder refuses a pattern while it walks. */
export function listSet(plan: BuildPlan, set: SetName): Listing {
  const entries: ListedPath[] = [];
  const problems: Problem[] = [];
  walkContext(
    {
      root: plan.context.root,
      builder: plan.builder,
      folder: openRules(plan),
      measureExcluded: set === "excluded",
    },
    {
      entry: (entry) => {
        if (isIn(entry, set)) entries.push(listed(entry, set));
      },
      problem: (problem) => problems.push(problem),
    },
  );
  return { entries: entries.sort((a, b) => compareBytes(a.path, b.path)), problems };
}

function isIn(entry: WalkedEntry, set: SetName): boolean {
  return set === "sent" ? entry.sent : set === "allowed" ? entry.allowed : !entry.allowed;
}

function listed(
  { path, type, size, allowedBytes, sentBytes, arrivesEmpty }: WalkedEntry,
  set: SetName,
): ListedPath {
  const bytes = arrivesEmpty || set === "excluded" ? size : set === "sent" ? sentBytes : allowedBytes;
  return { path, type, size: bytes, arrivesEmpty };
}
