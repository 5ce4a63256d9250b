import type { BuilderName } from "../builders/builder.ts";
import { type Bytes, compareBytes } from "../bytes.ts";
import { containsWildcards } from "../dockerfile/wildcards.ts";
import type { Taken } from "../plan/taken.ts";
import type { Outcome } from "./readers.ts";

/** What another text of the ignore file changes for one builder. */
export interface Change {
  readonly builder: BuilderName;
  /** Paths that are sent no more, and paths that are sent then; in byte order. */
  readonly out: readonly Bytes[];
  readonly in: readonly Bytes[];
  /** The builder refused the build before: everything is new. */
  readonly wasRefused: boolean;
}

export function changeBetween(builder: BuilderName, before: Outcome | null, after: Outcome): Change {
  const was = before?.taken ?? new Map();
  return {
    builder,
    out: missing(was, after.taken),
    in: missing(after.taken, was),
    wasRefused: before === null,
  };
}

/** What is sent whole on one side and not on the other. */
function missing(here: Taken, there: Taken): Bytes[] {
  return [...here]
    .filter(([path, how]) => isSent(how) && !isSent(there.get(path)))
    .map(([path]) => path)
    .sort(compareBytes);
}

const isSent = (how: string | undefined): boolean => how?.includes("s") === true && !how.includes("e");

/** The line of an instruction that names something which is sent no more; null where none does. */
export function lostBy({ plan }: Outcome, { out }: Change, after: Outcome): number | null {
  const failed = after.plan.requested?.takings?.failed[0];
  if (failed !== undefined && (plan.requested?.takings?.failed.length ?? 0) === 0) return failed.line;
  const lost = new Set(out);
  const asked = plan.requested?.request.paths ?? [];
  const named = asked.find(({ path }) => path !== "/" && isLost(path.slice(1), lost, after.taken));
  return named?.instruction.line ?? null;
}

/** A file is lost, and so is a directory of which nothing is left. */
function isLost(path: Bytes, lost: ReadonlySet<Bytes>, taken: Taken): boolean {
  if (containsWildcards(path)) return false;
  const inside = (one: Bytes) => one === path || one.startsWith(`${path}/`);
  return (
    lost.has(path) || ([...lost].some(inside) && ![...taken].some(([one, how]) => isSent(how) && inside(one)))
  );
}
