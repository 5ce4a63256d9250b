import { resolve } from "node:path";
import { type Bytes, fromText, toText } from "../bytes.ts";
import { insideOf } from "../context/links.ts";
import { isFailure, readStats, typeOf } from "../context/read.ts";
import { walkContext } from "../context/walk.ts";
import { CtxcheckError } from "../errors.ts";
import { cleanPath } from "../ignore/clean.ts";
import type { EntryType, Totals } from "../model.ts";
import { type BuildPlan, openRules } from "../plan/plan.ts";
import { type Change, findChange } from "./change.ts";
import { followTrail, type Touch, type Trail } from "./trail.ts";
import { effectOf, verdictSentence } from "./words.ts";

/** Why a path is, or is not, in the build context. */
export interface Explanation {
  /** Relative to the context. */
  readonly path: string;
  /** Null where nothing is there; it is then explained as a file (as a directory where it ends in a slash). */
  readonly type: EntryType | null;
  readonly allowed: boolean;
  readonly sent: boolean;
  /** The verdict and its reason in one sentence. */
  readonly verdict: string;
  /** The pattern that decided; null where none did. */
  readonly by: PatternPlace | null;
  /** Every pattern that matches the path or one of its parents, in the order of the ignore file. */
  readonly trail: readonly TrailStep[];
  /** The directory that the builder does not enter, so that it never gets to the path. */
  readonly stopsAt: string | null;
  /** The builder sends the name but no content. */
  readonly arrivesEmpty: boolean;
  /** For a directory: what of it is sent, and what is kept out as far as it was walked. */
  readonly below: { readonly sent: Totals; readonly excluded: Totals } | null;
  /** A line that turns the verdict when it is appended to the ignore file. */
  readonly change: Change | null;
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

/** Explains one path. Throws CtxcheckError "usage" for one outside the context. */
export function explain(plan: BuildPlan, given: string, cwd: string): Explanation {
  const path = locatePath(plan, given, cwd);
  const stats = readStats(`${plan.context.root}/${path}`);
  const found = isFailure(stats) ? null : typeOf(stats);
  const type = found ?? (given.endsWith("/") ? "directory" : "file");
  const trail = followTrail(openRules(plan), path, type);
  const below = found === "directory" ? measure(plan, path, trail) : null;
  return assemble(plan, path, type, found, trail, below);
}

function assemble(
  plan: BuildPlan,
  path: Bytes,
  type: EntryType,
  found: EntryType | null,
  trail: Trail,
  below: Explanation["below"],
): Explanation {
  const holds = plan.builder.sendsParents && below !== null && below.sent.files + below.sent.directories > 0;
  const allowed = trail.stopsAt === null && (trail.verdict.allowed || holds);
  const decided = trail.stopsAt === null && trail.verdict.allowed;
  const sent = allowed && (trail.verdict.sent || holds);
  return {
    path: toText(path),
    type: found,
    allowed,
    sent,
    verdict: verdictSentence(plan.builder, path, trail, { sent, found }),
    by: trail.verdict.by && placeOf(trail.verdict.by),
    trail: trail.touches.map((touch) => step(touch, trail)),
    stopsAt: trail.stopsAt && toText(trail.stopsAt),
    arrivesEmpty: trail.arrivesEmpty,
    below,
    change: findChange(plan, path, type, decided),
  };
}

function step(touch: Touch, trail: Trail): TrailStep {
  const decides = touch.pattern === trail.verdict.by;
  return {
    ...placeOf(touch.pattern),
    matches: toText(touch.matches),
    decides,
    effect: effectOf(touch, trail),
  };
}

function placeOf({ source }: Touch["pattern"]): PatternPlace {
  return { pattern: toText(source.text), file: source.file, line: source.line };
}

/** What lies below a directory. */
function measure(plan: BuildPlan, path: Bytes, { inside }: Trail): Explanation["below"] {
  if (inside === null) return { sent: nothing, excluded: nothing };
  const { root } = plan.context;
  const ignore = () => {};
  const walk = { root, builder: plan.builder, folder: inside, measureExcluded: false, from: `${path}/` };
  const { sent, excluded } = walkContext(walk, { entry: ignore, problem: ignore });
  return { sent, excluded };
}

const nothing: Totals = { files: 0, directories: 0, bytes: 0 };

/** Relative to the context; what is not there but in the working directory is taken from there. */
function locatePath(plan: BuildPlan, given: string, cwd: string): Bytes {
  const { root, shown } = plan.context;
  const inContext = resolveBytes(root, fromText(given));
  const inCwd = resolveBytes(fromText(resolve(cwd)), fromText(given));
  const path = [inContext, inCwd]
    .map((absolute) => insideOf(root, absolute))
    .find((inside) => inside !== null && !isFailure(readStats(`${root}/${inside}`)));
  const located = path ?? insideOf(root, inContext);
  if (located !== null && located !== "") return located;
  throw new CtxcheckError(
    "usage",
    inContext === root
      ? `"${given}" is the context itself`
      : `"${given}" lies outside the context "${shown}"; it is never sent`,
    "name a path inside the context, relative to it",
  );
}

function resolveBytes(directory: Bytes, path: Bytes): Bytes {
  return cleanPath(path.startsWith("/") ? path : `${directory}/${path}`);
}
