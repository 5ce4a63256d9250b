import { type Bytes, isValidUtf8, toBuffer, toText } from "../bytes.ts";
import type { GitView, gitView } from "../context/git/view.ts";
import { unlessReported } from "../errors.ts";
import { spellPath } from "../ignore/spell.ts";
import type { EntryType, ReportedProblem, Totals } from "../model.ts";
import type { BuildPlan } from "../plan/build-plan.ts";
import { type Consumer, consumersOf, consumes } from "../plan/consumers.ts";
import { openRules, withLine } from "../plan/plan.ts";
import { type Located, locate } from "./locate.ts";
import type { Touch, Trail } from "./trail.ts";
import { decidePath, type PathVerdict } from "./verdict.ts";
import { effectOf, verdictSentence } from "./words.ts";

/** The most common reason to stay: shown once if git's view is shown, too. */
export const trackedByGit = "git tracks it";

/** Why a path is or is not in the build context. */
export interface Explanation {
  /** Relative to the context. Invalid UTF-8 becomes U+FFFD. */
  readonly path: string;
  /** Bytes of the path in base64, only if `path` cannot represent them. */
  readonly pathBytes?: string;
  /** Null if nothing is there: it is then explained as a file (as a directory if it ends in a slash). */
  readonly type: EntryType | null;
  readonly allowed: boolean;
  readonly sent: boolean;
  /** Verdict and reason in one sentence. */
  readonly verdict: string;
  /** The pattern that decided; null if none did. */
  readonly by: PatternPlace | null;
  /** Every pattern that matches the path or one of its parents, in the order of the ignore file. */
  readonly trail: readonly TrailStep[];
  /** Where the builder stops before it reaches the path: an excluded directory, a link or a file. */
  readonly stopsAt: string | null;
  /** The builder sends the name but no content. */
  readonly arrivesEmpty: boolean;
  /** Instructions of the Dockerfile that request it. */
  readonly copiedBy: readonly {
    readonly file: string;
    readonly line: number;
    readonly text: string;
    readonly stage: string;
  }[];
  /** For a directory: what is sent of it, and what is excluded as far as it was walked. */
  readonly below: { readonly sent: Totals; readonly excluded: Totals } | null;
  /** What of it, or below it, cannot be read. */
  readonly problems: readonly ReportedProblem[];
  /** A line that, appended to the ignore file, reverses the verdict. */
  readonly change: Change | null;
  /** Why no excluding line is given, if the build needs the path; absent if not wanted. */
  readonly stays?: string;
  /** git's view of the path (`--gitignore`); null without a repository, absent if not requested. */
  readonly git?: GitView | null;
}

export interface PatternPlace {
  readonly pattern: string;
  readonly file: string;
  readonly line: number;
}

export interface TrailStep extends PatternPlace {
  /** The path, or the parent of it, that matches. */
  readonly matches: string;
  readonly decides: boolean;
  readonly effect: string;
}

/**
 * Explains one path. `view`: returns git's view of it. `consumers`: those of the plan; computing them reads links.
 * `proposes`: whether to look for a line that reverses the verdict. Throws CtxcheckError "usage" for a path outside the
 * context.
 */
export function explain(
  plan: BuildPlan,
  given: Bytes,
  cwd: string,
  view?: ReturnType<typeof gitView>,
  consumers: readonly Consumer[] = consumersOf(plan),
  proposes = true,
): Explanation {
  const located = locate(plan, given, cwd);
  const verdict = decidePath(plan, rulesOf(plan), located);
  const { allowed, sent, emptied, trail, below, problems } = verdict;
  return {
    path: toText(located.path),
    ...(isValidUtf8(located.path) ? {} : { pathBytes: toBuffer(located.path).toString("base64") }),
    type: located.found,
    allowed,
    sent,
    verdict: verdictSentence(plan, located, verdict),
    by: trail.verdict.by && placeOfPattern(trail.verdict.by),
    trail: trail.touches.map((touch) => step(touch, trail)),
    stopsAt: trail.stopsAt && toText(trail.stopsAt),
    arrivesEmpty: emptied !== null,
    copiedBy: copiedBy(plan, located, consumers),
    below: below && { sent: below.sent, excluded: below.excluded },
    problems: problems.map((problem) => ({ ...problem, path: toText(problem.path) })),
    change: proposes ? findChange(plan, located, verdict) : null,
    ...(view === undefined ? {} : { git: located.found === null ? null : view(located.path) }),
  };
}

/** Once per plan: it may be used for many paths. */
const opened = new WeakMap<BuildPlan, ReturnType<typeof openRules>>();

function rulesOf(plan: BuildPlan): ReturnType<typeof openRules> {
  const rules = opened.get(plan) ?? openRules(plan);
  opened.set(plan, rules);
  return rules;
}

function copiedBy(
  plan: BuildPlan,
  { path, blockedBy }: Located,
  consumers: readonly Consumer[],
): Explanation["copiedBy"] {
  if (plan.dockerfile === null || blockedBy !== null) return [];
  const file = plan.dockerfile.shown;
  return consumers
    .filter((consumer) => consumes(consumer, path))
    .map(({ line, text, stage }) => ({ file, line, text, stage }));
}

function step(touch: Touch, trail: Trail): TrailStep {
  const decides = touch.pattern === trail.verdict.by;
  return {
    ...placeOfPattern(touch.pattern),
    matches: toText(touch.matches),
    decides,
    effect: effectOf(touch, trail),
  };
}

export function placeOfPattern({ source }: Touch["pattern"]): PatternPlace {
  return { pattern: toText(source.text), file: source.file, line: source.line };
}

/** A line that, appended to the ignore file, reverses the verdict. */
interface Change {
  readonly line: string;
  /** "allowed": the ignore file then allows it, but no instruction requests it. */
  readonly makes: "sent" | "allowed" | "excluded";
}

/** Returns null if no such line was found. Candidates are tested against the builder's own rules. */
function findChange(plan: BuildPlan, located: Located, now: PathVerdict): Change | null {
  if (located.blockedBy !== null || (now.allowed && !now.sent)) return null;
  for (const line of candidates(located, now)) {
    const then = tryLine(plan, line, located);
    if (then === null || then.allowed === now.allowed) continue;
    return { line: toText(line), makes: now.allowed ? "excluded" : then.sent ? "sent" : "allowed" };
  }
  return null;
}

/**
 * For a directory that is already excluded itself, its name has no effect (rule B15); the second pattern covers all
 * below it.
 */
function candidates({ path, type }: Located, { allowed }: PathVerdict): Bytes[] {
  const spelled = spellPath(path);
  if (!allowed) return [`!${spelled}`];
  return type === "directory" ? [spelled, `${spelled}/**`] : [spelled];
}

/** Returns the verdict with the line appended; null if the build would fail. */
const tryLine = (plan: BuildPlan, line: Bytes, located: Located): PathVerdict | null =>
  unlessReported(() => {
    const then = withLine(plan, line);
    const failed = then.requested?.copiedPaths?.failed ?? [];
    return failed.length > 0 ? null : decidePath(then, openRules(then), located);
  });
