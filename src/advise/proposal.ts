import { type Bytes, compareBytes } from "../bytes.ts";
import type { JunkKind } from "../ecosystems/ecosystem.ts";
import type { Finding } from "../findings/finding.ts";
import type { Amount } from "../model.ts";
import { isBelowOne } from "../survey/junk.ts";
import type { Change } from "./change.ts";

export type Confidence = "high" | "medium" | "low";

/** Something that could be excluded. */
export interface Candidate {
  readonly kind: JunkKind | "secret" | "large";
  /** For people, as in "2 files of ...". */
  readonly what: string;
  /** Paths to exclude; none lies below another. */
  readonly paths: readonly Bytes[];
  /** What is sent at and below them, if the walk measured it. */
  readonly sent?: Amount;
  /** Sets of lines to try, best first; each has to exclude all of `paths` and nothing else. */
  readonly spellings: readonly (readonly Bytes[])[];
  readonly confidence: Confidence;
  /** Nothing of it is sent, because the build fails on it. */
  readonly isUnreadable?: boolean;
  /** Why the confidence is no higher and no lower. */
  readonly reason: string;
}

/** Something that could be excluded, but that a build needs or may need. */
export interface Withheld {
  readonly what: string;
  readonly paths: readonly Bytes[];
  readonly reason: string;
  /** The instruction that names it, and how whatever does not need it can do without. */
  readonly by?: string | undefined;
  readonly instead?: string | undefined;
}

/** A finding about something that is sent, with the line that its rule suggests. */
export type FixableFinding = Finding & { readonly path: Bytes; readonly fix: Bytes };

/** Lines that exclude something and, as far as is known, break nothing; tested on the builder's rules. */
export interface Proposal {
  readonly candidate: Candidate;
  readonly change: Change;
  /** What is no longer sent. */
  readonly saved: Amount;
  /** Secret findings that it resolves. */
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

/**
 * Removes proposals that only exclude what another one of at least the same confidence excludes with its surroundings.
 */
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
