import { type Bytes, toText } from "../bytes.ts";
import type { Amount } from "../model.ts";
import type { PlanOptions } from "../plan/options.ts";
import type { ShrinkingStep } from "../report-model.ts";
import { isBelowOne } from "../survey/junk.ts";
import { advise } from "./advice.ts";
import { knownBuilds } from "./builds.ts";
import { replacedLine } from "./change.ts";
import type { Learned } from "./learned.ts";
import type { Proposal } from "./proposal.ts";
import { isLocal, type Measured, savedBy } from "./trial.ts";

/** Returns what a report says: each finding with what to do about it, and what would save most. */
export function reportAdvice(learned: Omit<Learned, "known">, options: PlanOptions) {
  const { measured } = learned;
  const known = knownBuilds(measured.plan, options);
  const { findings, proposals } = advise({ ...learned, known });
  return { findings, steps: savingSteps(proposals, measured) };
}

const mostSteps = 3;
/** A change that saves less than this share of what is sent, or fewer bytes, is not a step. */
const share = 0.01;
const fewest = 10_000;

/** Returns the three changes of the ignore file that would save most, one after the other. */
function savingSteps(proposals: readonly Proposal[], measured: Measured): ShrinkingStep[] {
  const least = Math.max(fewest, share * measured.sent.bytes);
  const saving = proposals
    .filter(({ saved }) => saved.bytes >= least)
    .sort((a, b) => b.saved.bytes - a.saved.bytes);
  return oneAfterTheOther(withoutOverlap(saving).slice(0, mostSteps), measured);
}

function withoutOverlap(proposals: readonly Proposal[]): Proposal[] {
  const taken = new Set<Bytes>();
  return proposals.filter(({ candidate: { paths } }) => {
    const mine = new Set(paths);
    const overlaps =
      paths.some((path) => taken.has(path) || isBelowOne(path, taken)) ||
      [...taken].some((path) => isBelowOne(path, mine));
    if (!overlaps) for (const path of paths) taken.add(path);
    return !overlaps;
  });
}

/** Each with what is sent once it and those before it are applied, measured together. */
function oneAfterTheOther(proposals: readonly Proposal[], measured: Measured): ShrinkingStep[] {
  const steps: ShrinkingStep[] = [];
  const addUp = addsUp(proposals, measured);
  for (const [at, proposal] of proposals.entries()) {
    const taken = proposals.slice(0, at + 1);
    const after = addUp ? without(measured.sent, savedByAll(taken)) : sentAfter(taken, measured);
    if (after === null) break;
    const { candidate, change, saved } = proposal;
    const { what, confidence, reason } = candidate;
    const lines = change.lines.map(toText);
    const replaces = replacedLine(change, measured.plan);
    steps.push({ lines, replaces, what, confidence, reason, files: saved.files, bytes: saved.bytes, after });
  }
  return steps;
}

/**
 * Whether the savings add up: each was tested, none overlaps another, and lines at the end do not affect what those
 * before them exclude.
 */
const addsUp = (taken: readonly Proposal[], measured: Measured): boolean =>
  isLocal(measured) && taken.every(({ change }) => change.replaces === null);

function sentAfter(taken: readonly Proposal[], measured: Measured): Amount | null {
  const paths = taken.flatMap(({ candidate }) => candidate.paths);
  const changes = taken.map(({ change }) => change);
  const saved = savedBy(measured, changes, { paths, sent: savedByAll(taken) }, []);
  return saved && without(measured.sent, saved);
}

const savedByAll = (taken: readonly Proposal[]): Amount => ({
  files: taken.reduce((sum, { saved }) => sum + saved.files, 0),
  bytes: taken.reduce((sum, { saved }) => sum + saved.bytes, 0),
});

const without = (sent: Amount, saved: Amount): Amount => ({
  files: sent.files - saved.files,
  bytes: sent.bytes - saved.bytes,
});
