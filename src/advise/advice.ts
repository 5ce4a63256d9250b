import type { Bytes } from "../bytes.ts";
import type { Finding } from "../findings/finding.ts";
import type { Withheld } from "./candidate.ts";
import { junkCandidates } from "./candidates.ts";
import { isBelowOne } from "./junk.ts";
import { type Learned, situationOf } from "./learned.ts";
import { type Proposal, surestFirst, withoutRepeats } from "./proposal.ts";
import { type Tried, tryCandidates } from "./tries.ts";
import { adviseFindings, isSecret, wishedCandidates, wishesOf } from "./wishes.ts";

/** What to do, and what not: the one judgement that every command asks. */
export interface Advice {
  /** Surest first, then what saves most. */
  readonly proposals: readonly Proposal[];
  readonly withheld: readonly Withheld[];
  /** What was learned: each finding with a line that works and breaks nothing, or with the reason why there is none. */
  readonly findings: readonly Finding[];
}

/** Tries every line on the rules of the builder. Nothing is proposed that saves nothing. */
export function advise(learned: Learned): Advice {
  const situation = situationOf(learned);
  const junk = junkCandidates(situation);
  const wishes = wishesOf(learned.findings, junk, situation);
  const wished = wishedCandidates(wishes, junk, situation);
  const tried = tryCandidates([...junk.candidates, ...wished.candidates], learned);
  const proposals = tried.flatMap((one) => proposalOf(one, learned.findings)).sort(surestFirst);
  return {
    proposals: withoutRepeats(proposals),
    withheld: [...junk.withheld, ...wished.withheld, ...tried.flatMap(refused)],
    findings: adviseFindings(wishes, proposals, learned, situation),
  };
}

function proposalOf({ candidate, change, saved }: Tried, findings: readonly Finding[]): Proposal[] {
  if (change === null || saved.files === 0) return [];
  const tops = new Set(candidate.paths);
  const isSettled = (path: Bytes | null) => path !== null && (tops.has(path) || isBelowOne(path, tops));
  const secrets = findings.filter((finding) => isSecret(finding) && isSettled(finding.path));
  return [{ candidate, change, saved, secrets }];
}

const noLine =
  "no line was found that excludes only this and leaves something of every directory that is copied";

function refused({ candidate: { what, paths }, change, saved, brokenBy }: Tried): Withheld[] {
  if (change !== null && saved.files > 0) return [];
  return [{ what, paths, reason: brokenBy === null ? noLine : `${brokenBy} needs it` }];
}
