import type { BuilderName, Folder } from "../builders/builder.ts";
import { type Bytes, toText } from "../bytes.ts";
import { CtxcheckError, type ErrorCode } from "../errors.ts";
import { beyondLimit, limits } from "../limits.ts";
import type { EntryType, Problem } from "../model.ts";
import type { BuildPlan } from "../plan/build-plan.ts";
import { type Decided, decide } from "../plan/decide.ts";
import type { PlanOptions } from "../plan/options.ts";
import { openRules, planBuild } from "../plan/plan.ts";
import { followTrail, type Trail } from "./trail.ts";

export interface Side {
  readonly builder: BuilderName;
  readonly plan: BuildPlan;
  readonly decided: Decided;
  /** Rules at the root of the context, opened on first use. */
  rules(): Folder;
}

/** A builder that would not build at all. */
export interface Refusal {
  readonly builder: BuilderName;
  readonly code: ErrorCode;
  readonly message: string;
}

/** Applies the ignore rules of one builder to a context (the set "allowed"). */
export function sideOf(options: PlanOptions, builder: BuilderName): Side | Refusal {
  try {
    const plan = planBuild({ ...options, builder });
    refuseLong(plan);
    const decided = decide(plan);
    const failing = decided.problems.find(({ refusal }) => refusal);
    if (failing !== undefined) return { builder, ...refusedFor(failing) };
    let rules: Folder | null = null;
    return { builder, plan, decided, rules: () => (rules ??= openRules(plan)) };
  } catch (error) {
    if (error instanceof CtxcheckError && error.code !== "limit")
      return { builder, code: error.code, message: error.message };
    throw error;
  }
}

/** Each compared builder uses a kilobyte per line. */
function refuseLong({ ignoreFile }: BuildPlan): void {
  const { content, shown } = ignoreFile ?? { content: "", shown: "" };
  let lines = 0;
  for (let at = content.indexOf("\n"); at >= 0; at = content.indexOf("\n", at + 1))
    if (++lines > limits.comparedLines)
      beyondLimit(`${shown}: more than ${limits.comparedLines} lines to compare`);
}

export const isRefusal = (answer: Side | Refusal): answer is Refusal => "code" in answer;

export const isSide = (answer: Side | Refusal): answer is Side => "plan" in answer;

function refusedFor({ path, reason }: Problem): Omit<Refusal, "builder"> {
  return { code: "unreadable", message: `"${toText(path) || "."}" cannot be read or copied (${reason})` };
}

/** One builder's trail to one path. */
export interface Evidence {
  readonly side: Side;
  readonly trail: Trail;
}

export function evidenceOf(side: Side, path: Bytes, type: EntryType): Evidence {
  return { side, trail: followTrail(side.rules(), path, type) };
}
