import type { Bytes } from "../bytes.ts";
import { toText } from "../bytes.ts";
import type { ShrinkingStep } from "../report-model.ts";
import { replacedLine } from "./change.ts";
import { isBelowOne, type Size } from "./junk.ts";
import type { Proposal } from "./proposal.ts";
import { type Measured, savedBy } from "./trial.ts";

const mostSteps = 3;
/** Less than this share of what is sent, or fewer bytes, is no step. */
const share = 0.01;
const fewest = 10_000;

/** The three changes of the ignore file that would shrink what is sent most, one after the other. */
export function savingSteps(proposals: readonly Proposal[], measured: Measured): ShrinkingStep[] {
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

/** Each with what is sent when those before it are taken, too: measured together. */
function oneAfterTheOther(proposals: readonly Proposal[], measured: Measured): ShrinkingStep[] {
  const steps: ShrinkingStep[] = [];
  for (const [at, proposal] of proposals.entries()) {
    const after = sentAfter(proposals.slice(0, at + 1), measured);
    if (after === null) break;
    const { candidate, change, saved } = proposal;
    const { what, confidence, reason } = candidate;
    const lines = change.lines.map(toText);
    const replaces = replacedLine(change, measured.plan);
    steps.push({ lines, replaces, what, confidence, reason, files: saved.files, bytes: saved.bytes, after });
  }
  return steps;
}

function sentAfter(taken: readonly Proposal[], measured: Measured): Size | null {
  const whole = {
    paths: taken.flatMap(({ candidate }) => candidate.paths),
    sent: {
      files: taken.reduce((sum, { saved }) => sum + saved.files, 0),
      bytes: taken.reduce((sum, { saved }) => sum + saved.bytes, 0),
    },
  };
  const changes = taken.map(({ change }) => change);
  const saved = savedBy(measured, changes, whole, []);
  const { sent } = measured;
  return saved && { files: sent.files - saved.files, bytes: sent.bytes - saved.bytes };
}
