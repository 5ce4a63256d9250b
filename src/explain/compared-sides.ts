import type { BuilderName } from "../builders/builder.ts";
import { type Bytes, toText } from "../bytes.ts";
import { walkContext } from "../context/walk.ts";
import { CtxcheckError, type ErrorCode } from "../errors.ts";
import type { EntryType, Problem } from "../model.ts";
import type { PlanOptions } from "../plan/options.ts";
import { type BuildPlan, openRules, planBuild } from "../plan/plan.ts";
import { followTrail, type Trail } from "./trail.ts";

/** One builder's answer. */
export interface Side {
  readonly builder: BuilderName;
  readonly plan: BuildPlan;
  /** What its ignore rules let through, directories left out: path to type. */
  readonly allowed: ReadonlyMap<Bytes, { readonly type: EntryType; readonly bytes: number }>;
}

/** A builder that would not build at all. */
export interface Refusal {
  readonly builder: BuilderName;
  readonly code: ErrorCode;
  readonly message: string;
}

/** What a builder makes of a context by its ignore rules alone (the set "allowed"). */
export function askBuilder(options: PlanOptions, builder: BuilderName): Side | Refusal {
  try {
    const plan = planBuild({ ...options, builder });
    const problems: Problem[] = [];
    const allowed = allowedFiles(plan, problems);
    const failing = problems.find(({ refusal }) => refusal);
    return failing === undefined ? { builder, plan, allowed } : { builder, ...refusedFor(failing) };
  } catch (error) {
    if (error instanceof CtxcheckError) return { builder, code: error.code, message: error.message };
    throw error;
  }
}

export const isRefusal = (answer: Side | Refusal): answer is Refusal => "code" in answer;

export const isSide = (answer: Side | Refusal): answer is Side => "plan" in answer;

function refusedFor({ path, reason }: Problem): Omit<Refusal, "builder"> {
  return { code: "unreadable", message: `"${toText(path) || "."}" cannot be read or copied (${reason})` };
}

function allowedFiles(plan: BuildPlan, problems: Problem[]): Side["allowed"] {
  const allowed = new Map<Bytes, { type: EntryType; bytes: number }>();
  const { source, root } = plan.context;
  const { builder } = plan;
  walkContext(
    { source, root, builder, folder: openRules(plan), measureExcluded: false },
    {
      entry: (entry) => {
        if (entry.allowed && entry.below === undefined) {
          allowed.set(entry.path, { type: entry.type, bytes: entry.size });
        }
      },
      problem: (problem) => problems.push(problem),
    },
  );
  return allowed;
}

/** The way of one builder to one path. */
export interface Evidence {
  readonly side: Side;
  readonly trail: Trail;
}

export function evidenceOf(side: Side, path: Bytes, type: EntryType): Evidence {
  return { side, trail: followTrail(openRules(side.plan), path, type) };
}
