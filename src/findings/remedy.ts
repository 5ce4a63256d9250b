import type { Bytes } from "../bytes.ts";
import { CtxcheckError } from "../errors.ts";
import { followTrail } from "../explain/trail.ts";
import { spellPath } from "../ignore/spell.ts";
import { type BuildPlan, openRules, withIgnoreFile } from "../plan/plan.ts";

export interface Remedy {
  /** The line that keeps the file out; none where it would not, or would break the build. */
  readonly fix?: Bytes;
  /** Where the Dockerfile names this very file, so that the build fails without it: "Dockerfile:3". */
  readonly namedBy: string | null;
}

/** A line for each of more files is not tried: the spelling of a path is exact, the trial costs a reading of the rules. */
const mostTried = 100;

/** The remedy for a file that is sent, each tried once on the builder's own rules. */
export function remedies(plan: BuildPlan): (path: Bytes) => Remedy {
  const known = new Map<Bytes, Remedy>();
  const named = namedFiles(plan);
  return (path) => {
    const remedy = known.get(path) ?? findRemedy(plan, path, named.get(path), known.size < mostTried);
    known.set(path, remedy);
    return remedy;
  };
}

function findRemedy(plan: BuildPlan, path: Bytes, namedBy: string | undefined, isTried: boolean): Remedy {
  if (namedBy !== undefined) return { namedBy };
  const fix = spellPath(path);
  return isTried && !keepsOut(plan, fix, path) ? { namedBy: null } : { fix, namedBy: null };
}

function keepsOut(plan: BuildPlan, line: Bytes, path: Bytes): boolean {
  try {
    const then = withIgnoreFile(plan, `${plan.ignoreFile?.content ?? ""}\n${line}\n`);
    if ((then.requested?.takings?.failed ?? []).length > 0) return false;
    const { verdict, stopsAt } = followTrail(openRules(then), path, "file");
    return stopsAt !== null || !verdict.sent;
  } catch (error) {
    if (error instanceof CtxcheckError) return false;
    throw error;
  }
}

/** By path, the first instruction whose source is exactly that file. */
function namedFiles({ requested, dockerfile }: BuildPlan): Map<Bytes, string> {
  const named = new Map<Bytes, string>();
  for (const { path, instruction } of requested?.request.paths ?? []) {
    const file = path.slice(1);
    if (!named.has(file)) named.set(file, `${dockerfile?.shown}:${instruction.line}`);
  }
  return named;
}
