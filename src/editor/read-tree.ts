import type { Folder } from "../builders/builder.ts";
import type { Bytes } from "../bytes.ts";
import { isFailure } from "../context/source.ts";
import { unlessReported } from "../errors.ts";
import type { BuildPlan } from "../plan/build-plan.ts";
import { openRules } from "../plan/plan.ts";

/** Milliseconds after which others have their turn. */
const turn = 15;

/** How far it is, reported after each turn; false ends it. */
type Reported = (entries: number) => boolean;

interface Place {
  readonly id: number;
  readonly path: Bytes;
  /** Null where all of it is excluded. */
  readonly folder: Folder | null;
}

/**
 * Reads what a decision about the build will request into its tree, with breaks in which an editor is answered; `measures`:
 * what is excluded, too. False where it was ended before.
 */
export async function readTree(plan: BuildPlan, measures: boolean, reported: Reported): Promise<boolean> {
  const { source, root } = plan.context;
  let [entries, since] = [0, performance.now()];
  // Nearest first: the first ones are followed.
  for (
    let open: readonly Place[] = [{ id: source.open(root), path: root, folder: openRules(plan) }];
    open.length > 0;
  ) {
    const below: Place[] = [];
    for (const at of open) {
      const listing = source.entries(at.id, at.path);
      const { first, names } = isFailure(listing) ? { first: 0, names: [] } : listing;
      for (const [offset, name] of names.entries()) {
        const [id, path] = [first + offset, `${at.path === "/" ? "" : at.path}/${name}`];
        const type = source.typeAt(id);
        const verdict = unlessReported(() => at.folder?.decide(name, type) ?? null);
        if (verdict === null && at.folder !== null) return true;
        if (type !== "directory") {
          if (measures || verdict?.allowed || verdict?.sent) source.statsAt(id, path);
        } else if (measures || verdict?.enter)
          below.push({ id, path, folder: (verdict?.enter && at.folder?.enter(name, verdict)) || null });
        if (++entries % 64 > 0 || performance.now() - since < turn) continue;
        if (!reported(entries)) return false;
        await new Promise(setImmediate);
        since = performance.now();
      }
    }
    open = below;
  }
  return true;
}
