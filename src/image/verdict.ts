import { toText } from "../bytes.ts";
import type { Problem } from "../model.ts";
import type { BuildPlan } from "../plan/build-plan.ts";
import { decide } from "../plan/decide.ts";
import { type BuildFailure, type Destinations, destinationsOf } from "./destinations.ts";
import { namedContexts } from "./received.ts";

/** Whether a build goes through, as far as that is known: every command says the same. */
export interface Verdict {
  /** Null where it is not known what becomes of files. */
  readonly destinations: Destinations | null;
  /** What its instructions stop on, in the order of the stages. */
  readonly failures: readonly BuildFailure[];
  /** What could not be read or copied on the way. */
  readonly problems: readonly Problem[];
}

/** Walks the context. Throws CtxcheckError where the builder refuses a pattern while it walks. */
export function verdictOf(plan: BuildPlan): Verdict {
  const destinations = destinationsOf(plan);
  const lost = lostDockerfile(plan);
  const { problems } = decide(plan, {
    listener: {
      entry: ({ path, sent }) => lost.see(path, sent),
      ...(destinations === null ? {} : { sent: destinations.sent }),
    },
  });
  const failures = [...refusedLater(plan), ...lost.failures(), ...(destinations?.failures() ?? [])];
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
  return [{ line: refusal.line ?? null, text: "", message: refusal.message.replace(/ on line \d+$/, "") }];
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
function lostDockerfile({ builder, dockerfile }: BuildPlan) {
  const path = builder.engine === "classic" ? (dockerfile?.inContext ?? null) : null;
  let isSent = path === null;
  return {
    see: (seen: string, sent: boolean) => {
      if (sent && seen === path) isSent = true;
    },
    failures: (): BuildFailure[] =>
      isSent
        ? []
        : [{ line: null, text: "", message: `Cannot locate specified Dockerfile: ${toText(path ?? "")}` }],
  };
}
