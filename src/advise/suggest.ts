import type { BuilderName } from "../builders/builder.ts";
import { builders } from "../builders/index.ts";
import { type Bytes, compareBytes, toText } from "../bytes.ts";
import { followTrail } from "../explain/trail.ts";
import { withIgnoreFile } from "../plan/plan.ts";
import type { ReportedFinding } from "../report-model.ts";
import { type KnownBuilds, sourcesAround, type Taker, whoTakes } from "./builds.ts";
import type { Candidate, Confidence, FixedFinding, Withheld } from "./candidate.ts";
import { findCandidates, isSecret } from "./candidates.ts";
import { type Change, changeFile, lineFor } from "./change.ts";
import { isBelowOne, type Litters } from "./litter.ts";
import { type Measured, savedBy, sentAt } from "./measure.ts";
import type { Situation } from "./needs.ts";

/** Lines that would keep something out, and what that would do. Sizes are bytes, paths text relative to the context. */
export interface Suggestion {
  /** Names it: its first line. */
  readonly id: string;
  readonly lines: readonly string[];
  /** The line of the ignore file that they replace; null where they are added at the end. */
  readonly replaces: { readonly line: number; readonly text: string } | null;
  readonly what: string;
  readonly kind: Candidate["kind"];
  readonly confidence: Confidence;
  readonly reason: string;
  /** What is no longer sent: measured by asking the builder's rules. */
  readonly files: number;
  readonly bytes: number;
  /** What it keeps out: the directories and files, none below another one. */
  readonly paths: readonly string[];
  /** Findings about secrets that it settles. */
  readonly secrets: readonly { readonly rule: string; readonly path: string; readonly line: number | null }[];
  /** The instructions that take it today. None of them, nor of any other known Dockerfile, names it or something in it. */
  readonly takenBy: readonly Taker[];
  /** Builders for which the lines do not keep it out. */
  readonly differentFor: readonly BuilderName[];
}

export interface Suggestions {
  readonly version: 1;
  readonly builder: string;
  readonly context: string;
  readonly ignoreFile: string | null;
  readonly sent: { readonly files: number; readonly bytes: number };
  /** Surest first, then what saves most. */
  readonly suggestions: readonly Suggestion[];
  /** What is sent where all of high and medium confidence are taken. */
  readonly together: { readonly files: number; readonly bytes: number };
  /** What was found and is not suggested, because a build needs it or may. */
  readonly withheld: readonly {
    readonly what: string;
    readonly paths: readonly string[];
    readonly reason: string;
  }[];
  /** The Dockerfiles that were found: why one that has no say has none. */
  readonly dockerfiles: readonly {
    readonly path: string;
    readonly problem: string | null;
    /** It is built in its own directory, not here. */
    readonly elsewhere: boolean;
  }[];
}

/** A suggestion with what is needed to take it. */
export interface Proposal {
  readonly suggestion: Suggestion;
  readonly change: Change;
  readonly paths: readonly Bytes[];
}

/** Everything that was learned of a build during one walk. */
export interface Learned {
  readonly measured: Measured;
  readonly litters: Litters;
  readonly findings: readonly ReportedFinding[];
  readonly known: KnownBuilds;
}

/** Tries every line on the rules of the builder. Nothing is proposed that saves nothing. */
export function propose({ measured, litters, findings, known }: Learned): {
  proposals: Proposal[];
  withheld: Withheld[];
} {
  const { builds, unread } = known;
  const isBlind = builds.length === 0 || unread.length > 0;
  const situation: Situation = { plan: measured.plan, litters, builds, isBlind };
  const { candidates, withheld } = findCandidates(situation, findings.filter(isFixed));
  const secrets = findings.filter(isSecret);
  const proposals: Proposal[] = [];
  for (const candidate of candidates) {
    const proposal = tryCandidate(candidate, measured, known, secrets);
    if (proposal !== null) proposals.push(proposal);
    else withheld.push({ what: candidate.what, paths: candidate.paths, reason: noLine });
  }
  return { proposals: withoutRepeats(proposals.sort(surestFirst)), withheld };
}

const noLine =
  "no line was found that keeps out just this, and leaves something of every directory that is copied";

const isFixed = (finding: ReportedFinding): finding is FixedFinding =>
  finding.path !== null && finding.fix !== null;

function tryCandidate(
  candidate: Candidate,
  measured: Measured,
  { builds }: KnownBuilds,
  secrets: readonly ReportedFinding[],
): Proposal | null {
  const { patterns } = measured.plan;
  const around = sourcesAround(builds, candidate.paths);
  for (const lines of candidate.spellings) {
    const changing = lineFor(lines, patterns);
    for (const change of changing.replaces === null ? [changing] : [changing, { lines, replaces: null }]) {
      const saved = savedBy(measured, [change], candidate, around);
      if (saved === null || saved.files === 0) continue;
      const { what, kind, confidence, reason, paths } = candidate;
      const [path = ""] = paths;
      return {
        change,
        paths,
        suggestion: {
          id: toText(lines[0] ?? ""),
          lines: lines.map(toText),
          replaces: replacedLine(change, measured),
          ...{ what, kind, confidence, reason },
          ...{ files: saved.files, bytes: saved.bytes },
          paths: paths.map(toText),
          secrets: settled(secrets, paths),
          takenBy: whoTakes(builds, path).map(({ taker }) => taker),
          differentFor: differing(lines, paths),
        },
      };
    }
  }
  return null;
}

function replacedLine({ replaces }: Change, { plan }: Measured): Suggestion["replaces"] {
  if (replaces === null) return null;
  const old = plan.patterns.find(({ source }) => source.line === replaces);
  return { line: replaces, text: toText(old?.source.raw ?? "") };
}

function settled(secrets: readonly ReportedFinding[], paths: readonly Bytes[]): Suggestion["secrets"] {
  const tops = new Set(paths.map(toText));
  return secrets.flatMap(({ rule, path, line }) =>
    path !== null && (tops.has(path) || isBelowOne(path, tops)) ? [{ rule, path, line }] : [],
  );
}

const mostTried = 20;

/** The builders that, given the lines alone, would still let one of the paths through. */
function differing(lines: readonly Bytes[], paths: readonly Bytes[]): BuilderName[] {
  const content = lines.map((line) => `${line}\n`).join("");
  const inside = lines.some((line) => line.endsWith("/**")) ? "/x" : "";
  return Object.values(builders)
    .filter((builder) => {
      const patterns = builder.readPatterns(content, "", null);
      const rules = () => builder.open({ patterns, requested: null, transferred: true });
      return paths.slice(0, mostTried).some((path) => {
        const { verdict, stopsAt } = followTrail(rules(), `${path}${inside}`, "file");
        return stopsAt === null && verdict.allowed;
      });
    })
    .map(({ name }) => name);
}

const order: readonly Confidence[] = ["high", "medium", "low"];

const surestFirst = ({ suggestion: a }: Proposal, { suggestion: b }: Proposal): number =>
  order.indexOf(a.confidence) - order.indexOf(b.confidence) || savesMore(a, b);

const savesMore = (a: Suggestion, b: Suggestion): number =>
  b.secrets.length - a.secrets.length || b.bytes - a.bytes || b.files - a.files || compareBytes(a.id, b.id);

/** Without those that only keep out what another one, which is as sure, keeps out with what is around it. */
function withoutRepeats(proposals: readonly Proposal[]): Proposal[] {
  const kept = new Set<Bytes>();
  const around = new Set<Bytes>();
  const open = new Set(proposals);
  for (const confidence of order) {
    const sure = proposals.filter(({ suggestion }) => suggestion.confidence === confidence);
    for (const { paths } of sure) for (const path of paths) around.add(path);
    for (const proposal of sure) {
      const isNew = proposal.paths.some((path) => !kept.has(path) && !isBelowOne(path, around));
      if (!isNew) open.delete(proposal);
      for (const path of proposal.paths) kept.add(path);
    }
  }
  return proposals.filter((proposal) => open.has(proposal));
}

/** What is sent with all of these. */
export function sentWith(
  { plan }: Measured,
  proposals: readonly Proposal[],
): { files: number; bytes: number } {
  const content = changeFile(
    plan.ignoreFile?.content ?? "",
    proposals.map(({ change }) => change),
  );
  const { files, bytes } = sentAt(withIgnoreFile(plan, content), null);
  return { files, bytes };
}

export function suggestionsOf(learned: Learned): Suggestions {
  const { measured, known } = learned;
  const { builder, context, ignoreFile } = measured.plan;
  const { proposals, withheld } = propose(learned);
  const sure = proposals.filter(({ suggestion }) => suggestion.confidence !== "low");
  return {
    version: 1,
    builder: builder.name,
    context: context.shown,
    ignoreFile: ignoreFile?.shown ?? null,
    sent: measured.sent,
    suggestions: proposals.map(({ suggestion }) => suggestion),
    together: sentWith(measured, sure),
    withheld: withheld.map(({ what, paths, reason }) => ({ what, paths: paths.map(toText), reason })),
    dockerfiles: [
      ...known.builds.map(({ shown }) => ({ path: shown, problem: null, elsewhere: false })),
      ...known.elsewhere.map((path) => ({ path, problem: null, elsewhere: true })),
      ...known.unread.map(({ dockerfile, reason }) => ({
        path: dockerfile,
        problem: reason,
        elsewhere: false,
      })),
    ],
  };
}
