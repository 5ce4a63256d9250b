import type { Bytes } from "../bytes.ts";
import type { PlanOptions } from "../plan/options.ts";
import type { ShrinkingStep } from "../report-model.ts";
import { knownBuilds } from "./builds.ts";
import { isBelowOne } from "./litter.ts";
import { savedBy } from "./measure.ts";
import type { Shrinkable } from "./shrinkable.ts";
import { type Learned, type Proposal, propose } from "./suggest.ts";

const mostSteps = 3;

/** The three changes of the ignore file that would shrink what is sent most, one after the other. */
export async function shrinkingSteps(
  { least, ...learned }: Shrinkable,
  options: PlanOptions,
): Promise<ShrinkingStep[]> {
  const { measured } = learned;
  const { proposals } = propose({ ...learned, known: await knownBuilds(measured.plan, options) });
  const saving = proposals
    .filter(({ suggestion }) => suggestion.bytes >= least)
    .sort((a, b) => b.suggestion.bytes - a.suggestion.bytes);
  return oneAfterTheOther(withoutOverlap(saving).slice(0, mostSteps), measured);
}

function withoutOverlap(proposals: readonly Proposal[]): Proposal[] {
  const taken = new Set<Bytes>();
  return proposals.filter(({ paths }) => {
    const mine = new Set(paths);
    const overlaps =
      paths.some((path) => taken.has(path) || isBelowOne(path, taken)) ||
      [...taken].some((path) => isBelowOne(path, mine));
    if (!overlaps) for (const path of paths) taken.add(path);
    return !overlaps;
  });
}

/** Each with what is sent when those before it are taken, too: measured together. */
function oneAfterTheOther(proposals: readonly Proposal[], measured: Learned["measured"]): ShrinkingStep[] {
  const steps: ShrinkingStep[] = [];
  const { sent } = measured;
  for (const [at, { suggestion }] of proposals.entries()) {
    const taken = proposals.slice(0, at + 1);
    const whole = {
      paths: taken.flatMap(({ paths }) => paths),
      sent: {
        files: taken.reduce((sum, one) => sum + one.suggestion.files, 0),
        bytes: taken.reduce((sum, one) => sum + one.suggestion.bytes, 0),
      },
    };
    const saved = savedBy(
      measured,
      taken.map(({ change }) => change),
      whole,
      [],
    );
    if (saved === null) break;
    const { lines, replaces, what, confidence, reason, files, bytes } = suggestion;
    const after = { files: sent.files - saved.files, bytes: sent.bytes - saved.bytes };
    steps.push({ lines, replaces, what, confidence, reason, files, bytes, after });
  }
  return steps;
}
