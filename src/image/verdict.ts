import { toText } from "../bytes.ts";
import type { Marks } from "../context/marks.ts";
import type { Problem } from "../model.ts";
import type { BuildPlan } from "../plan/build-plan.ts";
import { decidedOf } from "../plan/decide.ts";
import { type BuildFailure, type Destinations, destinationsOf } from "./destinations.ts";
import { namedContexts } from "./received.ts";

/** Whether a build succeeds, as far as known: every command uses this answer. */
export interface Verdict {
  /** Null if it is unknown what becomes of files. */
  readonly destinations: Destinations | null;
  /** The instructions' failures, in stage order. */
  readonly failures: readonly BuildFailure[];
  /** What could not be read or copied on the way. */
  readonly problems: readonly Problem[];
}

/** Throws CtxcheckError if the builder refuses a pattern during its walk. */
export function verdictOf(plan: BuildPlan): Verdict {
  const { marks, problems } = decidedOf(plan);
  const destinations = destinationsOf(plan);
  const failures = [
    ...refusedLater(plan),
    ...lostDockerfile(plan, marks),
    ...(destinations?.failures() ?? []),
  ];
  const named = [...namedContexts(plan).values()].flatMap((one) => one.problems);
  return {
    destinations,
    problems: [...problems, ...named],
    failures: [...failures, ...otherFailures(plan, failures)],
  };
}

/** The classic builder reads the Dockerfile only once it has the context. */
function refusedLater({ recipe }: BuildPlan): BuildFailure[] {
  const refusal = recipe?.refusal ?? null;
  if (refusal === null) return [];
  const { line = null, what = refusal.message } = refusal.about;
  return [{ line, text: "", message: what }];
}

/** For a builder that filters while it copies: failures beyond those of the built stages. */
function otherFailures({ requested }: BuildPlan, known: readonly BuildFailure[]): BuildFailure[] {
  const lines = new Set(known.map(({ line }) => line));
  const others = (requested?.copiedPaths?.failed ?? []).filter(({ line }) => !lines.has(line));
  return others.map(({ line, source, reason }) => ({
    line,
    text: "",
    message: `"${toText(source) || "."}" cannot be copied (${reason})`,
  }));
}

/** Rule C3: a Dockerfile that is not sent is not found. */
function lostDockerfile(
  { builder, dockerfile, context: { source, root } }: BuildPlan,
  marks: Marks,
): BuildFailure[] {
  const path = builder.engine === "classic" ? (dockerfile?.inContext ?? null) : null;
  const id = path === null ? null : source.idOf(`${root}/${path}`);
  return path === null || (id !== null && marks.sent(id))
    ? []
    : [{ line: null, text: "", message: `Cannot locate specified Dockerfile: ${toText(path)}` }];
}
