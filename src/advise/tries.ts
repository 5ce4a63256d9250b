import type { Bytes } from "../bytes.ts";
import { containsWildcards } from "../dockerfile/wildcards.ts";
import type { CopyFinding } from "../image/copy-checks.ts";
import type { Amount } from "../model.ts";
import type { BuildPlan } from "../plan/build-plan.ts";
import type { KnownBuild } from "./builds.ts";
import { type Change, lineFor } from "./change.ts";
import { consumerNaming, sourcesAround, takesByName } from "./consumers-of-path.ts";
import type { Candidate } from "./proposal.ts";
import { brokenBy, type Measured, savedBy, worksTogether } from "./trial.ts";

/** What a trial needs to know about the build. */
export interface Trying {
  readonly measured: Measured;
  readonly known: { readonly builds: readonly KnownBuild[] };
}

/** A candidate and the first of its spellings that works. */
export interface Tried {
  readonly candidate: Candidate;
  /** Null if none works. */
  readonly change: Change | null;
  /** Null until it is counted. */
  readonly saved: Amount | null;
  /** The instruction that would fail or copy less. */
  readonly brokenBy: string | null;
}

/** Tried alone, each costs a walk of its part of the tree. */
const mostAlone = 200;

/** Tries all together first; those that fail this way are tried one by one, in every spelling. */
export function tryCandidates(all: readonly Candidate[], trying: Trying): readonly Tried[] {
  if (all.length === 0) return [];
  const { measured, known } = trying;
  const { plan } = measured;
  const candidates = all.map((one) => ({
    ...one,
    spellings: one.spellings.filter((lines) => !lines.some((line) => takesByName(line, known.builds))),
  }));
  const attempts = candidates.map(({ paths, spellings: [lines = []] }) => ({
    paths,
    change: lineFor(lines, plan.patterns),
    around: sourcesAround(known.builds, paths),
  }));
  const together = worksTogether(measured, attempts);
  let alone = 0;
  const tried = candidates.map((candidate, at): Tried => {
    const attempt = attempts[at];
    const base = { candidate, saved: null, change: null, brokenBy: null };
    if (attempt === undefined) return base;
    if (together[at] === true) return { ...base, change: attempt.change, saved: candidate.sent ?? null };
    return ++alone > mostAlone ? base : { ...base, ...tryAlone(candidate, trying, attempt.around) };
  });
  return withoutBroken(tried, [plan, ...known.builds.flatMap(({ wildcards }) => wildcards)]);
}

/** If only the directory around it would lose everything, the instruction that copies that directory needs it. */
function tryAlone(candidate: Candidate, { measured, known }: Trying, around: readonly Bytes[]) {
  const found = trySpellings(candidate, measured, around);
  if (found !== null || around.length === 0) return found;
  const consumer = consumerNaming(known.builds, around);
  if (consumer === null || trySpellings(candidate, measured, []) === null) return null;
  return { brokenBy: `${consumer.dockerfile}:${consumer.line}` };
}

function trySpellings(candidate: Candidate, measured: Measured, around: readonly Bytes[]) {
  for (const lines of candidate.spellings) {
    const changing = lineFor(lines, measured.plan.patterns);
    for (const change of changing.replaces === null ? [changing] : [changing, { lines, replaces: null }]) {
      const saved = savedBy(measured, [change], candidate, around);
      if (saved !== null && (saved.files > 0 || candidate.isUnreadable === true)) return { change, saved };
    }
  }
  return null;
}

/** Runs the instructions of the build itself, and the wildcards of the others, with all the lines applied. */
function withoutBroken(tried: readonly Tried[], plans: readonly BuildPlan[]): readonly Tried[] {
  return plans.reduce((left, plan) => withoutBrokenIn(left, plan), tried);
}

function withoutBrokenIn(tried: readonly Tried[], plan: BuildPlan): readonly Tried[] {
  const changes = (all: readonly Tried[]) => all.flatMap(({ change }) => change ?? []);
  const broken = brokenBy(plan, changes(tried));
  if (broken.length === 0) return tried;
  const named = tried.map(({ change, candidate }) =>
    change === null ? undefined : broken.find((copy) => concerns(copy, candidate.paths)),
  );
  // A line may exclude what no candidate holds: a directory of that name without files, matched by a wildcard.
  const isUnnamed = broken.some((copy) => !named.includes(copy));
  const copies = tried.map((one, at) => {
    if (named[at] !== undefined || !isUnnamed) return named[at];
    const wide = changes([one]).filter(({ lines }) => lines.some(containsWildcards));
    return brokenBy(plan, wide)[0];
  });
  return tried.map((one, at) => {
    const copy = copies[at];
    if (copy === undefined) return one;
    return { ...one, change: null, brokenBy: `${plan.dockerfile?.shown}:${copy.instruction.line}` };
  });
}

/** Whether it copies one of the paths, something below it, or the directory around it. */
function concerns(copy: CopyFinding, paths: readonly Bytes[]): boolean {
  const source = copy.path.replace(/^\//, "");
  const isWithin = (path: Bytes, directory: Bytes) => path === directory || path.startsWith(`${directory}/`);
  return source === "" || paths.some((path) => isWithin(path, source) || isWithin(source, path));
}
