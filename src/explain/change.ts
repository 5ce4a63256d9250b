import type { Bytes } from "../bytes.ts";
import { toText } from "../bytes.ts";
import { CtxcheckError } from "../errors.ts";
import { spellPath } from "../ignore/spell.ts";
import type { EntryType } from "../model.ts";
import type { BuildPlan } from "../plan/plan.ts";
import { followTrail } from "./trail.ts";

/** A line to append to the ignore file that turns the verdict. */
export interface Change {
  readonly line: string;
  readonly makes: "sent" | "excluded";
}

/** Null where no such line was found. What is proposed was tried on the builder's own rules. */
export function findChange(plan: BuildPlan, path: Bytes, type: EntryType, allowed: boolean): Change | null {
  const line = `${allowed ? "" : "!"}${spellPath(path)}`;
  const turned = tryLine(plan, line, path, type);
  return turned === !allowed ? { line: toText(line), makes: allowed ? "excluded" : "sent" } : null;
}

/** Whether the path would be allowed with the line appended; null where the builder would refuse the file. */
function tryLine(plan: BuildPlan, line: Bytes, path: Bytes, type: EntryType): boolean | null {
  const content = `${plan.ignoreFile?.content ?? ""}\n${line}\n`;
  try {
    const patterns = plan.builder.readPatterns(content, "", plan.dockerfile?.inContext ?? null);
    const trail = followTrail(plan.builder.open({ patterns, requested: null }), path, type);
    return trail.stopsAt === null && trail.verdict.allowed;
  } catch (error) {
    if (error instanceof CtxcheckError) return null;
    throw error;
  }
}
