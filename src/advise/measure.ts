import type { Bytes } from "../bytes.ts";
import { partOf } from "../context/part.ts";
import { walkContext } from "../context/walk.ts";
import { unlessRefused } from "../errors.ts";
import { isBroken } from "../ignore/cursor.ts";
import { type BuildPlan, openRules, withIgnoreFile } from "../plan/plan.ts";
import type { Change } from "./change.ts";
import { changeFile } from "./change.ts";
import type { Size } from "./litter.ts";

/** What the rules of the builder say of some paths: what is sent at and below them. */
interface Sent extends Size {
  /** What of it arrives without its content. */
  readonly empty: number;
  /** Files that the ignore file lets through. */
  readonly allowed: number;
}

/** A context whose ignore file may change. */
export interface Measured {
  readonly plan: BuildPlan;
  /** Sent as it is now. */
  readonly sent: Size;
  /** Two names of one file are sent: what one adds depends on the other. */
  readonly hasHardLinks: boolean;
}

/**
 * What changes of the ignore file save, `before` being what is sent at and below `paths` now: the builder's rules are
 * asked again, of that part of the tree alone where nothing else can change. Null where the change does not keep all of it
 * out, leaves nothing of a directory of `around`, makes something arrive without its content, or is refused.
 */
export function savedBy(
  { plan, sent, hasHardLinks }: Measured,
  changes: readonly Change[],
  { paths, sent: before }: { readonly paths: readonly Bytes[]; readonly sent?: Size | undefined },
  around: readonly Bytes[],
): Size | null {
  const then = unlessRefused(() => withIgnoreFile(plan, changeFile(plan.ignoreFile?.content ?? "", changes)));
  if (then === null || (then.requested?.takings?.failed ?? []).length > 0) return null;
  const isLocal = !hasHardLinks && !plan.patterns.some(isBroken);
  const inPart = unlessRefused(() => sentAt(then, paths));
  if (inPart === null || inPart.files > 0) return null;
  if (around.some((directory) => isEmptied(plan, then, directory))) return null;
  if (isLocal) return before ?? sentAt(plan, paths);
  const now = sentAt(plan, null);
  const after = unlessRefused(() => sentAt(then, null));
  if (after === null || after.empty > now.empty) return null;
  return { files: sent.files - after.files, bytes: sent.bytes - after.bytes };
}

const isEmptied = (plan: BuildPlan, then: BuildPlan, directory: Bytes): boolean =>
  sentAt(then, [directory]).allowed === 0 && sentAt(plan, [directory]).allowed > 0;

/** `paths`: only at and below these; null for the whole context. */
export function sentAt(plan: BuildPlan, paths: readonly Bytes[] | null): Sent {
  const { builder, context } = plan;
  const source = paths === null ? context.source : partOf(context.source, context.root, paths);
  let empty = 0;
  const { sent, allowed } = walkContext(
    { source, root: context.root, builder, folder: openRules(plan), measureExcluded: false },
    {
      entry: ({ arrivesEmpty, type }) => {
        if (arrivesEmpty && type === "file") empty++;
      },
      problem: () => {},
    },
  );
  return { files: sent.files, bytes: sent.bytes, empty, allowed: allowed.files };
}
