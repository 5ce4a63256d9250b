import { toText } from "../bytes.ts";
import type { Marks } from "../context/marks.ts";
import type { Problem } from "../model.ts";
import type { BuildPlan } from "../plan/build-plan.ts";
import { decidedOf } from "../plan/decide.ts";
import { type BuildFailure, type Destinations, destinationsOf } from "./destinations.ts";
import { namedContexts } from "./received.ts";

/** Whether a build succeeds, as far as that is known: every command says the same. */
export interface Verdict {
  /** Null if it is not known what becomes of files. */
  readonly destinations: Destinations | null;
  /** What its instructions stop on, in the order of the stages. */
  readonly failures: readonly BuildFailure[];
  /** What could not be read or copied on the way. */
  readonly problems: readonly Problem[];
}

/** Throws CtxcheckError where the builder refuses a pattern while it walks. */
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

/** The classic builder reads the Dockerfile when it has the context. */
function refusedLater({ recipe }: BuildPlan): BuildFailure[] {
  const refusal = recipe?.refusal ?? null;
  if (refusal === null) return [];
  const { line = null, what = refusal.message } = refusal.about;
  return [{ line, text: "", message: what }];
}

/** Of a builder that copies while it reads: what no stage that is built stops on otherwise. */
function otherFailures({ requested }: BuildPlan, known: readonly BuildFailure[]): BuildFailure[] {
  const lines = new Set(known.map(({ line }) => line));
  const others = (requested?.copiedPaths?.failed ?? []).filter(({ line }) => !lines.has(line));
  return others.map(({ line, source, reason }) => ({
    line,
    text: "",
    message: `"${toText(source) || "."}" cannot be copied (${reason})`,
  }));
}

/** Rule C3: one that is not sent is not found. */
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
