import type { Bytes } from "../bytes.ts";
import { walkContext } from "../context/walk.ts";
import type { WalkedEntry } from "../model.ts";
import { type BuildPlan, openRules } from "./plan.ts";

/** What a builder makes of every path that it lets through or sends: a letter for each of the two, and one for empty. */
export type Taken = ReadonlyMap<Bytes, string>;

/** Two ignore files do the same where this is the same. Throws CtxcheckError where the builder refuses a pattern. */
export function takenOf(plan: BuildPlan): Taken {
  const taken = new Map<Bytes, string>();
  const { source, root } = plan.context;
  const folder = openRules(plan);
  walkContext(
    { source, root, builder: plan.builder, folder, measureExcluded: false },
    {
      entry: (entry) => {
        if (entry.allowed || entry.sent) taken.set(entry.path, mark(entry));
      },
      problem: () => {},
    },
  );
  return taken;
}

const mark = ({ allowed, sent, arrivesEmpty }: WalkedEntry): string =>
  `${allowed ? "a" : ""}${sent ? "s" : ""}${arrivesEmpty ? "e" : ""}`;

export function isSame(one: Taken, other: Taken): boolean {
  if (one.size !== other.size) return false;
  for (const [path, how] of one) if (other.get(path) !== how) return false;
  return true;
}
