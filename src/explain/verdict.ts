import type { Folder } from "../builders/builder.ts";
import type { Bytes } from "../bytes.ts";
import { holdsAny } from "../context/totals.ts";
import { walkContext } from "../context/walk.ts";
import type { SetName, Totals, WalkedEntry } from "../model.ts";
import { type BuildPlan, openRules } from "../plan/plan.ts";
import type { Located } from "./locate.ts";
import { followTrail, type Trail } from "./trail.ts";

/** What becomes of one path, as the walk over the whole context would tell it. */
export interface PathVerdict {
  readonly allowed: boolean;
  readonly sent: boolean;
  /** Its name is sent, its content is not, and why. */
  readonly emptied: "pattern" | "unreadable" | "socket" | "hard-link" | null;
  readonly trail: Trail;
  /** What lies below a directory that is there. */
  readonly below: Readonly<Record<SetName, Totals>> | null;
}

/** Throws CtxcheckError "bad-pattern" where the builder would fail on the way. */
export function judgePath(plan: BuildPlan, rules: Folder, located: Located): PathVerdict {
  const { path, type, found, blockedBy } = located;
  if (blockedBy !== null) {
    const trail = { ...followTrail(rules, blockedBy.path, blockedBy.type), stopsAt: blockedBy.path };
    return { allowed: false, sent: false, emptied: null, trail, below: null };
  }
  const trail = followTrail(rules, path, type);
  const below = found === "directory" ? measure(plan, path, trail) : null;
  const isIn = (set: "allowed" | "sent", withParents: boolean) =>
    trail.stopsAt === null && (trail.verdict[set] || (withParents && below !== null && holdsAny(below[set])));
  const { sendsParents } = plan.builder;
  const sent = isIn("sent", sendsParents && trail.verdict.onlyPassed !== true);
  const emptied = sent ? losesContent(plan, located, trail) : null;
  return { allowed: isIn("allowed", sendsParents), sent, emptied, trail, below };
}

/** An empty file has no content to lose; a further name of a file has that of the first. */
function losesContent(plan: BuildPlan, { path, type, found, size, names }: Located, trail: Trail) {
  if (found === "file" && size === 0) return null;
  const walked = names > 1 ? findWalked(plan, path) : null;
  if (walked !== null && walked.linkOf !== "") return walked.arrivesEmpty ? "hard-link" : null;
  if (trail.arrivesEmpty) return type === "socket" ? "socket" : "pattern";
  const opened = trail.verdict.reads && (found === "file" || found === "device");
  const { source, root } = plan.context;
  return opened && source.denied(`${root}/${path}`, found) !== null ? "unreadable" : null;
}

/** What only the walk over the whole context tells of a path. */
function findWalked(plan: BuildPlan, path: Bytes): WalkedEntry | null {
  let found: WalkedEntry | null = null;
  const { builder, context } = plan;
  const entry = (walked: WalkedEntry) => {
    if (walked.path === path) found = walked;
  };
  const { source, root } = context;
  const walk = { source, root, builder, folder: openRules(plan), measureExcluded: false };
  walkContext(walk, { entry, problem: () => {} });
  return found;
}

function measure(plan: BuildPlan, path: Bytes, { inside }: Trail): PathVerdict["below"] {
  if (inside === null) return { allowed: nothing, sent: nothing, excluded: nothing };
  const { source, root } = plan.context;
  const ignore = () => {};
  const walk = {
    source,
    root,
    builder: plan.builder,
    folder: inside,
    measureExcluded: false,
    from: `${path}/`,
  };
  return walkContext(walk, { entry: ignore, problem: ignore });
}

const nothing: Totals = { files: 0, directories: 0, bytes: 0 };
