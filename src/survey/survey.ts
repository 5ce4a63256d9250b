import { wireCounter } from "../builders/wire/index.ts";
import { toText } from "../bytes.ts";
import type { Marks } from "../context/marks.ts";
import type { Listener, Walk } from "../context/walk.ts";
import { namedContexts } from "../image/received.ts";
import type { OnProgress, Problem, WalkedEntry } from "../model.ts";
import type { BuildPlan } from "../plan/build-plan.ts";
import { decide } from "../plan/decide.ts";
import { isTransferred } from "../plan/plan.ts";
import type { Report } from "../report-model.ts";
import type { Stopwatch } from "../timing.ts";
import type { KnownBelow, Passing } from "./below.ts";
import { heaviestDirectories, keptOut, largestFiles } from "./heaviest.ts";
import { countInstructions } from "./instructions.ts";
import { reportReading } from "./progress.ts";

export interface SurveyOptions {
  /** Also walk what is excluded, to measure it. */
  readonly measureExcluded: boolean;
  /** Records where the time goes. */
  readonly watch?: Stopwatch;
  /** Called from time to time during the walk with the number of entries so far. */
  readonly onProgress?: OnProgress;
}

type Surveyed = Pick<
  Report,
  | "allowed"
  | "sent"
  | "transfer"
  | "excluded"
  | "keptOut"
  | "instructions"
  | "stages"
  | "unasked"
  | "largest"
  | "directories"
  | "problems"
>;

const rows = 10;

/**
 * Walks the context once and measures it. `listener` receives every entry, `marks` record the decisions. `known`
 * records in the first walk what later ones need not repeat.
 */
export function survey(
  plan: BuildPlan,
  options: SurveyOptions,
  listener: Listener & Passing,
  marks: Marks,
  known: KnownBelow | null = null,
): Surveyed {
  const largest = largestFiles(rows);
  const heaviest = heaviestDirectories(rows);
  const kept = keptOut();
  const instructions = countInstructions(plan);
  const learning = known?.marks === null ? known : null;
  const parts = [...(learning === null ? [] : [learning]), listener, largest, heaviest, kept, instructions];
  const problems: Problem[] = [];
  const { given } = plan.context.source;
  const wire = given === undefined && isTransferred(plan) ? wireCounter(plan.builder.name) : null;
  const sent = both(wire?.add, listener.sent);
  const reported = reportReading(options.onProgress);
  const entry = (walked: WalkedEntry, id: number) => {
    for (const part of parts) part.entry(walked, id);
    reported(walked);
  };
  const passesBy: Walk["passesBy"] = (id, isRead) => {
    const below = known?.below(id, isRead) ?? null;
    if (below !== null) for (const part of [listener, kept, instructions]) part.passes?.(below);
    return below?.sums ?? null;
  };
  const problem = (found: Problem) => {
    problems.push(found);
    listener.problem(found);
  };
  for (const { line, source, reason } of plan.requested?.copiedPaths?.failed ?? []) {
    problem({ code: "copy-failed", path: source, reason: `line ${line}: ${reason}`, refusal: true });
  }
  const onProblem = (found: Problem) => {
    learning?.problem(found);
    problem(found);
  };
  learning?.begin();
  const { measureExcluded, watch } = options;
  const { totals } = decide(plan, {
    listener: { entry, problem: onProblem, ...(sent === undefined ? {} : { sent }) },
    ...{ measureExcluded, marks, watch },
    ...(known === null || known === learning ? {} : { passesBy }),
  });
  if (learning !== null) learning.marks = marks;
  for (const { problems: ofNamed } of namedContexts(plan).values()) ofNamed.forEach(problem);
  return {
    allowed: totals.allowed,
    sent: { ...totals.sent, wireBytes: wire?.total() ?? given?.bytes ?? null },
    transfer: wire && { words: wire.words, printed: wire.printed() },
    excluded: options.measureExcluded ? totals.excluded : null,
    keptOut: kept.result(),
    ...instructions.result(),
    largest: largest.result().map(({ path, bytes }) => ({ path: toText(path), bytes })),
    directories: heaviest.result().map(({ path, files, bytes }) => ({ path: toText(path), files, bytes })),
    problems: problems.map(({ path, ...problem }) => ({ ...problem, path: toText(path) })),
  };
}

type Hear = Listener["sent"];

function both(one: Hear, other: Hear): Hear {
  if (one === undefined || other === undefined) return one ?? other;
  return (entry) => {
    one(entry);
    other(entry);
  };
}
