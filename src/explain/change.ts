import { type Bytes, toText } from "../bytes.ts";
import { unlessReported } from "../errors.ts";
import { spellPath } from "../ignore/spell.ts";
import type { BuildPlan } from "../plan/build-plan.ts";
import { openRules, withLine } from "../plan/plan.ts";
import type { Located } from "./locate.ts";
import { decidePath, type PathVerdict } from "./verdict.ts";

/** A line to append to the ignore file that turns the verdict. */
export interface Change {
  readonly line: string;
  /** "allowed": the ignore file lets it through then, but no instruction requests it. */
  readonly makes: "sent" | "allowed" | "excluded";
}

/** Null where no such line was found. What is proposed was tried on the builder's own rules. */
export function findChange(plan: BuildPlan, located: Located, now: PathVerdict): Change | null {
  if (located.blockedBy !== null || (now.allowed && !now.sent)) return null;
  for (const line of candidates(located, now)) {
    const then = tryLine(plan, line, located);
    if (then === null || then.allowed === now.allowed) continue;
    return { line: toText(line), makes: now.allowed ? "excluded" : then.sent ? "sent" : "allowed" };
  }
  return null;
}

/** A directory that is itself excluded already is not excluded again by its name (rule B15): all below it is. */
function candidates({ path, type }: Located, { allowed }: PathVerdict): Bytes[] {
  const spelled = spellPath(path);
  if (!allowed) return [`!${spelled}`];
  return type === "directory" ? [spelled, `${spelled}/**`] : [spelled];
}

/** The verdict with the line appended; null where the build would fail. */
const tryLine = (plan: BuildPlan, line: Bytes, located: Located): PathVerdict | null =>
  unlessReported(() => {
    const then = withLine(plan, line);
    const failed = then.requested?.copiedPaths?.failed ?? [];
    return failed.length > 0 ? null : decidePath(then, openRules(then), located);
  });
