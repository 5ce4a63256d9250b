import { type Bytes, fromBuffer, fromText, toText } from "../bytes.ts";
import { type Explanation, trackedByGit } from "../explain/explain.ts";
import { baseName } from "../findings/kinds.ts";
import { once } from "../once.ts";
import type { BuildPlan } from "../plan/build-plan.ts";
import { decide } from "../plan/decide.ts";
import type { PlanOptions } from "../plan/options.ts";
import { findJunk, isBelowOne } from "../survey/junk.ts";
import { knownBuilds } from "./builds.ts";
import { junkCandidates, mentionOf, whyNamed } from "./candidates.ts";
import { isCredential } from "./file-kind.ts";
import { type Situation, situationOf } from "./learned.ts";
import { brokenBy } from "./trial.ts";

/**
 * Returns a function that keeps the excluding line of an explanation only if nothing needs the path, by the same
 * decision as a report and `ctxcheck suggest`.
 */
export function explanationAdvice(plan: BuildPlan, options: PlanOptions) {
  const ask = once(() => whyStaying(plan, options));
  return (explanation: Explanation): Explanation => {
    const { change, pathBytes } = explanation;
    if (change?.makes !== "excluded") return explanation;
    const path =
      pathBytes === undefined ? fromText(explanation.path) : fromBuffer(Buffer.from(pathBytes, "base64"));
    const line = { lines: [fromText(change.line)], replaces: null };
    const found = ask()(path);
    // In a commit all that is there is tracked.
    const isAbsent = explanation.type === null && plan.context.source.origin !== undefined;
    const stays = (found === trackedByGit && isAbsent ? null : found) ?? whyBroken(plan, line);
    return stays === null ? explanation : { ...explanation, change: null, stays };
  };
}

function whyBroken(plan: BuildPlan, line: Parameters<typeof brokenBy>[1][number]): string | null {
  const [copy] = brokenBy(plan, [line]);
  return copy === undefined ? null : `${plan.dockerfile?.shown}:${copy.instruction.line} needs it`;
}

/** Returns a lookup of why a sent path stays; null if it may be excluded. */
function whyStaying(plan: BuildPlan, options: PlanOptions): (path: Bytes) => string | null {
  const junk = findJunk();
  const { totals, marks } = decide(plan, { listener: { entry: junk.entry } });
  const known = knownBuilds(plan, options);
  const measured = { plan, marks, sent: totals.sent, hasHardLinks: false };
  const situation = situationOf({ measured, junkRows: junk.result(), known });
  const { candidates, withheld } = junkCandidates(situation);
  const reasons = new Map(
    withheld.flatMap(({ paths, reason }) => paths.map((path) => [path, reason] as const)),
  );
  const inside = insideOf(reasons.keys());
  const going = new Set(candidates.flatMap(({ paths }) => paths));
  return (path) => {
    const stays =
      whyNamed(path, situation)?.reason ?? situation.keeping.byName(path) ?? whyAround(path, reasons, inside);
    if (stays !== null || going.has(path) || isBelowOne(path, going)) return stays;
    return whyKept(path, situation) ?? whoSpeaks(path, situation) ?? whyRead(path, situation);
  };
}

/** What git tracks and the tables do not recognize is meant to be there. */
const whyKept = (path: Bytes, { keeping }: Situation): string | null =>
  keeping.isTracked(path) && !isCredential(path) ? trackedByGit : null;

/** Maps every parent directory of the paths to the first path in it. */
function insideOf(paths: Iterable<Bytes>): Map<Bytes, Bytes> {
  const first = new Map<Bytes, Bytes>();
  for (const path of paths)
    for (let end = path.lastIndexOf("/"); end > 0; end = path.lastIndexOf("/", end - 1)) {
      const directory = path.slice(0, end);
      if (!first.has(directory)) first.set(directory, path);
    }
  return first;
}

/** Returns why the path, a directory around it, or something in it stays. */
function whyAround(
  path: Bytes,
  reasons: ReadonlyMap<Bytes, string>,
  inside: ReadonlyMap<Bytes, Bytes>,
): string | null {
  if (reasons.size === 0) return null;
  for (let end = path.length; end > 0; end = path.lastIndexOf("/", end - 1)) {
    const reason = reasons.get(path.slice(0, end));
    if (reason !== undefined) return reason;
  }
  const one = inside.get(path);
  return one === undefined ? null : `it contains ${one}: ${reasons.get(one)}`;
}

function whyRead(path: Bytes, { refers }: Situation): string | null {
  const reference = refers(path);
  return reference && `${toText(reference.from)} names ${toText(reference.path)}`;
}

function whoSpeaks(path: Bytes, situation: Situation): string | null {
  const spoken = mentionOf(path, situation.builds);
  return spoken === null ? null : `a command of ${spoken} names ${baseName(path)}`;
}
