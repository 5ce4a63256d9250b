import { type Bytes, compareBytes } from "../bytes.ts";
import type { Finding } from "../findings/finding.ts";
import type { Amount } from "../model.ts";
import { isBelowOne } from "../survey/junk.ts";
import type { Candidate, Confidence } from "./candidate.ts";
import type { Change } from "./change.ts";

/** Lines that keep something out and break nothing, as far as that is known: tried on the builder's rules. */
export interface Proposal {
  readonly candidate: Candidate;
  readonly change: Change;
  /** What is no longer sent. */
  readonly saved: Amount;
  /** Findings about secrets that it settles. */
  readonly secrets: readonly Finding[];
}

const order: readonly Confidence[] = ["high", "medium", "low"];

export const isAsSure = (one: Confidence, other: Confidence): boolean =>
  order.indexOf(one) <= order.indexOf(other);

export const surestFirst = (a: Proposal, b: Proposal): number =>
  order.indexOf(a.candidate.confidence) - order.indexOf(b.candidate.confidence) || savesMore(a, b);

const savesMore = (a: Proposal, b: Proposal): number =>
  b.secrets.length - a.secrets.length ||
  b.saved.bytes - a.saved.bytes ||
  b.saved.files - a.saved.files ||
  compareBytes(a.change.lines[0] ?? "", b.change.lines[0] ?? "");

/** Without those that only exclude what another one, which is as sure, excludes with what is around it. */
export function withoutRepeats(proposals: readonly Proposal[]): Proposal[] {
  const kept = new Set<Bytes>();
  const around = new Set<Bytes>();
  const open = new Set(proposals);
  for (const confidence of order) {
    const sure = proposals.filter(({ candidate }) => candidate.confidence === confidence);
    for (const { candidate } of sure) for (const path of candidate.paths) around.add(path);
    for (const proposal of sure) {
      const { paths } = proposal.candidate;
      const isNew = paths.some((path) => !kept.has(path) && !isBelowOne(path, around));
      if (!isNew) open.delete(proposal);
      for (const path of paths) kept.add(path);
    }
  }
  return proposals.filter((proposal) => open.has(proposal));
}
