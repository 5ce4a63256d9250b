import { appendTo } from "../append.ts";
import type { Bytes } from "../bytes.ts";
import type { Finding } from "../findings/finding.ts";
import { parentPath } from "../findings/kinds.ts";
import type { Amount } from "../model.ts";
import { sizeAt } from "../plan/decide.ts";
import { junkCandidates } from "./candidates.ts";
import { isCredential } from "./file-kind.ts";
import { type Learned, type Situation, situationOf } from "./learned.ts";
import { type Candidate, type Proposal, surestFirst, type Withheld, withoutRepeats } from "./proposal.ts";
import { alsoOut } from "./trial.ts";
import { type Tried, tryCandidates } from "./tries.ts";
import { adviseFindings, isSecret, wantedCandidates, wantedFixesOf } from "./wanted-fixes.ts";

/** What to exclude and what not: the one decision that every command uses. */
export interface Advice {
  /** Most certain first, then largest savings first. */
  readonly proposals: readonly Proposal[];
  readonly withheld: readonly Withheld[];
  /** All findings, each with a line that works and breaks nothing, or with the reason why there is none. */
  readonly findings: readonly Finding[];
}

/** Tests every line against the builder's rules. Lines that save nothing are not proposed. */
export function advise(learned: Learned): Advice {
  const situation = situationOf(learned);
  const junk = junkCandidates(situation);
  const wantedFixes = wantedFixesOf(learned.findings, junk, situation);
  const wished = wantedCandidates(wantedFixes, junk, situation);
  const attempt = (candidates: readonly Candidate[]) =>
    tryCandidates(candidates, learned).map(
      (one): Counted => ({ ...one, saved: one.saved ?? sizeOf(one, learned) }),
    );
  const tried = attempt([...junk.candidates, ...wished.candidates]);
  const grouped = attempt(keyFileGroups(tried, situation));
  const secretsIn = secretsBelow(tried, learned.findings);
  const proposals = withoutRepeats(
    [...grouped, ...tried].flatMap((one) => proposalOf(one, secretsIn)).sort(surestFirst),
  );
  return {
    proposals,
    withheld: [...junk.withheld, ...wished.withheld, ...tried.flatMap(refused)],
    findings: adviseFindings(wantedFixes, proposals, learned, situation),
  };
}

const handful = 5;
/** Each group costs a walk of the tree. */
const mostGroups = 20;

/**
 * One line for key files with the same extension, if there are more than a handful of them and no other file has it.
 */
function keyFileGroups(tried: readonly Tried[], { plan }: Situation): Candidate[] {
  const groups = new Map<string, { line: Bytes; files: Candidate[] }>();
  for (const { candidate, change } of tried) {
    const [path = ""] = candidate.paths;
    const [ending] = /(?<=[^/])\.\w+$/.exec(path) ?? [];
    if (change === null || candidate.kind !== "secret" || ending === undefined || !isCredential(path))
      continue;
    const key = `${candidate.confidence} ${ending}`;
    const group = groups.get(key) ?? { line: `**/*${ending}`, files: [] };
    group.files.push(candidate);
    groups.set(key, group);
  }
  const many = [...groups.values()].filter(({ files }) => files.length > handful).slice(0, mostGroups);
  return many.flatMap(({ line, files }): Candidate[] => {
    const paths = files.flatMap((one) => one.paths);
    const known = new Set(paths);
    const isEvery = alsoOut(plan, line, "").every((path) => known.has(path));
    return isEvery ? files.slice(0, 1).map((one) => ({ ...one, paths, spellings: [[line]] })) : [];
  });
}

type Counted = Tried & { readonly saved: Amount };

function sizeOf({ change, candidate: { paths } }: Tried, { measured }: Learned): Amount {
  const { files, bytes } = sizeAt(measured, change === null ? [] : paths);
  return { files, bytes };
}

type SecretsIn = (paths: readonly Bytes[]) => Finding[];

function proposalOf({ candidate, change, saved }: Counted, secretsIn: SecretsIn): Proposal[] {
  return change === null || saved.files === 0
    ? []
    : [{ candidate, change, saved, secrets: secretsIn(candidate.paths) }];
}

/**
 * Returns a lookup of the secrets at or below tried paths, in the order of the findings; each finding is indexed once
 * for all paths.
 */
function secretsBelow(tried: readonly Tried[], findings: readonly Finding[]): SecretsIn {
  const tops = new Set(tried.flatMap(({ candidate }) => candidate.paths));
  const places = new Map<Bytes, number[]>();
  for (const [at, finding] of findings.entries()) {
    if (finding.path === null || !isSecret(finding)) continue;
    for (let top = finding.path; top !== ""; top = parentPath(top))
      if (tops.has(top)) appendTo(places, top, at);
  }
  return (paths) => {
    const settled = new Set(paths.flatMap((path) => places.get(path) ?? []));
    return [...settled].sort((a, b) => a - b).flatMap((at) => findings[at] ?? []);
  };
}

const noLine =
  "no line was found that excludes only this and leaves something of every directory that is copied";

function refused({ candidate: { what, paths }, change, saved, brokenBy }: Counted): Withheld[] {
  if (change !== null && saved.files > 0) return [];
  return [{ what, paths, reason: brokenBy === null ? noLine : `${brokenBy} needs it` }];
}
