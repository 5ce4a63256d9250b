import type { Folder } from "../builders/builder.ts";
import type { Bytes } from "../bytes.ts";
import { isFailure } from "../context/source.ts";
import { CtxcheckError } from "../errors.ts";
import type { BuildPlan } from "../plan/build-plan.ts";
import { openRules } from "../plan/plan.ts";

/** Milliseconds after which others have their turn. */
const turn = 15;

/** How far it is, told after each turn; false ends it. */
type Told = (entries: number) => boolean;

/**
 * Reads what a decision about the build will ask for into its tree, with breaks in which an editor is answered. False where
 * it was ended before.
 */
export async function readTree(plan: BuildPlan, told: Told): Promise<boolean> {
  const { source, root } = plan.context;
  const open: { path: Bytes; folder: Folder }[] = [{ path: root, folder: openRules(plan) }];
  let [entries, since] = [0, performance.now()];
  for (let at = open.pop(); at !== undefined; at = open.pop()) {
    const listed = source.list(at.path);
    for (const { name, type } of isFailure(listed) ? [] : listed) {
      const path = `${at.path === "/" ? "" : at.path}/${name}`;
      const verdict = unlessRefusedHere(at.folder, name, type);
      if (verdict === null) return true;
      if (type === "directory" && verdict.enter) open.push({ path, folder: at.folder.enter(name, verdict) });
      else if (verdict.allowed || verdict.sent) source.stats(path);
      if (++entries % 64 > 0 || performance.now() - since < turn) continue;
      if (!told(entries)) return false;
      await new Promise(setImmediate);
      since = performance.now();
    }
  }
  return true;
}

/** What the builder refuses is told by who decides. */
function unlessRefusedHere(folder: Folder, ...[name, type]: Parameters<Folder["judge"]>) {
  try {
    return folder.judge(name, type);
  } catch (error) {
    if (error instanceof CtxcheckError) return null;
    throw error;
  }
}
