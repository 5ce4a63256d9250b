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

/** Why a path is, or is not, in the build context. */
export interface Explanation {
  /** Relative to the context. Invalid UTF-8 becomes U+FFFD. */
  readonly path: string;
  /** The bytes of the path in base64, only where `path` could not hold them. */
  readonly pathBytes?: string;
  /** Null if nothing is there; it is then explained as a file (as a directory where it ends in a slash). */
  readonly type: EntryType | null;
  readonly allowed: boolean;
  readonly sent: boolean;
  /** The verdict and its reason in one sentence. */
  readonly verdict: string;
  /** The pattern that decided; null if none did. */
  readonly by: PatternPlace | null;
  /** Every pattern that matches the path or one of its parents, in the order of the ignore file. */
  readonly trail: readonly TrailStep[];
  /** What the builder does not go through, so that it never gets to the path: an excluded directory, a link, a file. */
  readonly stopsAt: string | null;
  /** The builder sends the name but no content. */
  readonly arrivesEmpty: boolean;
  /** The instructions of the Dockerfile that request it. */
  readonly askedBy: readonly {
    readonly file: string;
    readonly line: number;
    readonly text: string;
    readonly stage: string;
  }[];
  /** For a directory: what of it is sent, and what is excluded as far as it was walked. */
  readonly below: { readonly sent: Totals; readonly excluded: Totals } | null;
  /** What of it, or below it, cannot be read. */
  readonly problems: readonly ReportedProblem[];
  /** A line that turns the verdict when it is appended to the ignore file. */
  readonly change: Change | null;
  /** Why no line that excludes it is named, where the build needs it; absent if that is not wanted. */
  readonly stays?: string;
  /** What git makes of it (`--gitignore`); null without a repository, absent if it was not requested. */
  readonly git?: GitView | null;
}

export interface PatternPlace {
  readonly pattern: string;
  readonly file: string;
  readonly line: number;
}

export interface TrailStep extends PatternPlace {
  /** The path or the parent that it matches. */
  readonly matches: string;
  readonly decides: boolean;
  readonly effect: string;
}

/**
 * Explains one path; `view` tells what git makes of it. `consumers` are those of the plan, which to find out takes reading
 * links; `proposes`: a line that turns the verdict is looked for. Throws CtxcheckError "usage" for a path outside the context.
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
    askedBy: askedBy(plan, located, consumers),
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

function askedBy(
  plan: BuildPlan,
  { path, blockedBy }: Located,
  consumers: readonly Consumer[],
): Explanation["askedBy"] {
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

/** A line to append to the ignore file that turns the verdict. */
interface Change {
  readonly line: string;
  /** "allowed": the ignore file then allows it, but no instruction requests it. */
  readonly makes: "sent" | "allowed" | "excluded";
}

/** Null if no such line was found. What is proposed was tried on the builder's own rules. */
function findChange(plan: BuildPlan, located: Located, now: PathVerdict): Change | null {
  if (located.blockedBy !== null || (now.allowed && !now.sent)) return null;
  for (const line of candidates(located, now)) {
    const then = tryLine(plan, line, located);
    if (then === null || then.allowed === now.allowed) continue;
    return { line: toText(line), makes: now.allowed ? "excluded" : then.sent ? "sent" : "allowed" };
  }
  return null;
}

/** A directory that is itself excluded already is not excluded again by its name (rule B15): all below it is. */
function candidates({ path, type }: Located, { allowed }: PathVerdict): Bytes[] {
  const spelled = spellPath(path);
  if (!allowed) return [`!${spelled}`];
  return type === "directory" ? [spelled, `${spelled}/**`] : [spelled];
}

/** The verdict with the line appended; null if the build would fail. */
const tryLine = (plan: BuildPlan, line: Bytes, located: Located): PathVerdict | null =>
  unlessReported(() => {
    const then = withLine(plan, line);
    const failed = then.requested?.copiedPaths?.failed ?? [];
    return failed.length > 0 ? null : decidePath(then, openRules(then), located);
  });
