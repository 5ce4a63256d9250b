import type { Folder } from "../builders/builder.ts";
import type { Bytes } from "../bytes.ts";
import { holdsAny } from "../context/totals.ts";
import { walkContext } from "../context/walk.ts";
import type { EntryType, Problem, SetName, Totals, WalkedEntry } from "../model.ts";
import type { BuildPlan } from "../plan/build-plan.ts";
import { decide } from "../plan/decide.ts";
import type { Located } from "./locate.ts";
import { followTrail, type Trail } from "./trail.ts";

/** What happens to one path in a walk over the whole context. */
export interface PathVerdict {
  readonly allowed: boolean;
  readonly sent: boolean;
  /** Why its name is sent without its content; else null. */
  readonly emptied: "pattern" | "unreadable" | "socket" | "hard-link" | null;
  readonly trail: Trail;
  /** Totals below a directory that exists. */
  readonly below: Readonly<Record<SetName, Totals>> | null;
  /** What cannot be read at or below it. */
  readonly problems: readonly Problem[];
}

/** Decides one path. Throws CtxcheckError "bad-pattern" if the builder would fail on the way. */
export function decidePath(plan: BuildPlan, rules: Folder, located: Located): PathVerdict {
  const { path, type, found, blockedBy } = located;
  if (blockedBy !== null) {
    const trail = { ...followTrail(rules, blockedBy.path, blockedBy.type), stopsAt: blockedBy.path };
    return { allowed: false, sent: false, emptied: null, trail, below: null, problems: [] };
  }
  const trail = followTrail(rules, path, type);
  const problems = problemsOf(plan, located, trail);
  const below = found === "directory" ? measure(plan, path, trail, problems) : null;
  const isIn = (set: "allowed" | "sent", withParents: boolean) =>
    trail.stopsAt === null && (trail.verdict[set] || (withParents && below !== null && holdsAny(below[set])));
  const { sendsParents } = plan.builder;
  const sent = isIn("sent", sendsParents && trail.verdict.onlyPassed !== true);
  const emptied = sent ? losesContent(plan, located, trail) : null;
  return { allowed: isIn("allowed", sendsParents), sent, emptied, trail, below, problems };
}

/** An empty file has no content to lose; a further hard link shares the content of the first. */
function losesContent(plan: BuildPlan, { path, type, found, size, names }: Located, trail: Trail) {
  if (found === "file" && size === 0) return null;
  const walked = names > 1 ? findWalked(plan, path) : null;
  if (walked !== null && walked.linkOf !== "") return walked.arrivesEmpty ? "hard-link" : null;
  if (trail.arrivesEmpty) return type === "socket" ? "socket" : "pattern";
  const opened = trail.verdict.reads && (found === "file" || found === "device");
  const { source, root } = plan.context;
  return opened && source.denied(`${root}/${path}`, found) !== null ? "unreadable" : null;
}

/** Finds what only a walk over the whole context reveals about a path. */
function findWalked(plan: BuildPlan, path: Bytes): WalkedEntry | null {
  let found: WalkedEntry | null = null;
  const entry = (walked: WalkedEntry) => {
    if (walked.path === path) found = walked;
  };
  decide(plan, { listener: { entry } });
  return found;
}

/**
 * Problems that a walk over the whole context would report for the path itself; `measure` covers the contents of a
 * directory.
 */
function problemsOf(plan: BuildPlan, { path, found, unknown }: Located, trail: Trail): Problem[] {
  const { reads } = trail.verdict;
  const isMeasured = found === "directory" && trail.inside !== null;
  const isOpened = reads && trail.stopsAt === null && !isMeasured && isReadable(found);
  const failure =
    unknown ?? (isOpened ? plan.context.source.denied(`${plan.context.root}/${path}`, found) : null);
  if (failure === null) return [];
  const refusal =
    reads && (found === null || found === "directory" || plan.builder.unreadableFile === "refused");
  return [{ code: "unreadable", path, reason: failure.failed, refusal }];
}

const isReadable = (type: EntryType | null): type is EntryType =>
  type === "file" || type === "device" || type === "directory";

function measure(
  plan: BuildPlan,
  path: Bytes,
  { inside, verdict }: Trail,
  problems: Problem[],
): PathVerdict["below"] {
  if (inside === null) return { allowed: nothing, sent: nothing, excluded: nothing };
  const { source, root } = plan.context;
  const walk = {
    source,
    root,
    builder: plan.builder,
    folder: inside,
    measureExcluded: false,
    from: `${path}/`,
  };
  const problem = (found: Problem) =>
    problems.push(found.path === path ? { ...found, refusal: found.refusal && verdict.reads } : found);
  return walkContext(walk, { entry: () => {}, problem });
}

const nothing: Totals = { files: 0, directories: 0, bytes: 0 };
