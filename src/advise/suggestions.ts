import type { BuilderName } from "../builders/builder.ts";
import { builders } from "../builders/index.ts";
import { type Bytes, toText } from "../bytes.ts";
import { followTrail } from "../explain/trail.ts";
import { withIgnoreFile } from "../plan/plan.ts";
import type { Report } from "../report-model.ts";
import { advise } from "./advice.ts";
import { type Change, changeFile, replacedLine } from "./change.ts";
import { type BuildConsumer, consumersOfPath } from "./consumers-of-path.ts";
import type { Learned } from "./learned.ts";
import type { Candidate, Confidence, Proposal } from "./proposal.ts";
import { type Measured, sentAt } from "./trial.ts";

/** Lines that would exclude something, and their effect. Sizes are bytes, paths are text relative to the context. */
export interface Suggestion {
  /** Identifies it: its first line. */
  readonly id: string;
  readonly lines: readonly string[];
  /** The line of the ignore file that they replace; null if they are appended. */
  readonly replaces: { readonly line: number; readonly text: string } | null;
  readonly what: string;
  readonly kind: Candidate["kind"];
  readonly confidence: Confidence;
  readonly reason: string;
  /** What is no longer sent, measured with the builder's rules. */
  readonly files: number;
  readonly bytes: number;
  /** What it excludes: directories and files, none below another. */
  readonly paths: readonly string[];
  /** Secret findings that it resolves. */
  readonly secrets: readonly { readonly rule: string; readonly path: string; readonly line: number | null }[];
  /** Instructions that copy or mount it now. No instruction of any known Dockerfile names it or something in it. */
  readonly takenBy: readonly BuildConsumer[];
  /** Builders for which the lines do not exclude it. */
  readonly differentFor: readonly BuilderName[];
}

export interface Suggestions {
  readonly version: 1;
  readonly builder: string;
  readonly context: string;
  readonly ignoreFile: string | null;
  readonly sent: { readonly files: number; readonly bytes: number };
  /** Most certain first, then largest savings first. */
  readonly suggestions: readonly Suggestion[];
  /** What is sent if all suggestions of high and medium confidence are applied. */
  readonly together: { readonly files: number; readonly bytes: number };
  /** What was found but is not suggested, because a build needs it or may need it. */
  readonly withheld: readonly {
    readonly what: string;
    readonly paths: readonly string[];
    readonly reason: string;
  }[];
  /** The Dockerfiles that were found, and why one of them is not used. */
  readonly dockerfiles: readonly {
    readonly path: string;
    readonly problem: string | null;
    /** Whether it is built in its own directory, not here. */
    readonly elsewhere: boolean;
  }[];
  /** What could not be read: its contents are unknown. */
  readonly problems: Report["problems"];
}

function suggestionOf(
  { candidate, change, saved, secrets }: Proposal,
  { measured, known }: Learned,
): Suggestion {
  const { what, kind, confidence, reason, paths } = candidate;
  const [path = ""] = paths;
  return {
    id: idOf(change),
    lines: change.lines.map(toText),
    replaces: replacedLine(change, measured.plan),
    what,
    kind,
    confidence,
    reason,
    files: saved.files,
    bytes: saved.bytes,
    paths: paths.map(toText),
    secrets: secrets.map(({ rule, path: at, line }) => ({
      rule,
      path: toText(at ?? ""),
      line: line ?? null,
    })),
    takenBy: [...new Map(consumersOfPath(known.builds, path).map(keyed)).values()],
    differentFor: differing(change.lines, paths),
  };
}

/** Two builds of one Dockerfile have the same instructions. */
const keyed = ({ consumer }: { consumer: BuildConsumer }): [string, BuildConsumer] => [
  `${consumer.line} ${consumer.dockerfile}`,
  consumer,
];

/** Returns what identifies a proposal: its first line. */
export const idOf = ({ lines: [line = ""] }: Change): string => toText(line);

const mostTried = 20;

/** Returns the builders that, given only these lines, would still include one of the paths. */
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

function sentWith({ plan }: Measured, proposals: readonly Proposal[]): { files: number; bytes: number } {
  const content = changeFile(
    plan.ignoreFile?.content ?? "",
    proposals.map(({ change }) => change),
  );
  const { files, bytes } = sentAt(withIgnoreFile(plan, content), null);
  return { files, bytes };
}

export function suggestionsOf(learned: Learned): Omit<Suggestions, "problems"> {
  const { measured, known } = learned;
  const { builder, context, ignoreFile } = measured.plan;
  const { proposals, withheld } = advise(learned);
  const sure = proposals.filter(({ candidate }) => candidate.confidence !== "low");
  return {
    version: 1,
    builder: builder.name,
    context: context.shown,
    ignoreFile: ignoreFile?.shown ?? null,
    sent: measured.sent,
    suggestions: proposals.map((proposal) => suggestionOf(proposal, learned)),
    together: sentWith(measured, sure),
    withheld: withheld.map(({ what, paths, reason }) => ({ what, paths: paths.map(toText), reason })),
    dockerfiles: [
      ...[...new Set(known.builds.map(({ shown }) => shown))].map((path) => ({
        path,
        problem: null,
        elsewhere: false,
      })),
      ...known.elsewhere.map((path) => ({ path, problem: null, elsewhere: true })),
      ...known.unread.map(({ dockerfile, reason }) => ({
        path: dockerfile,
        problem: reason,
        elsewhere: false,
      })),
    ],
  };
}
