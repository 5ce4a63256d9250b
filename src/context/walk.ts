import type { Verdict } from "../builders/builder.ts";
import { type Bytes, toText } from "../bytes.ts";
import { beyondLimit, limits } from "../limits.ts";
import type { SetName, Totals } from "../model.ts";
import type { Listener } from "./listener.ts";
import { closedBelow, noLinks, nothingItself, unlessBroken, unread } from "./measure.ts";
import { partOf } from "./part.ts";
import { isFailure } from "./source.ts";
import { addBelow, emptySums, holdsAny, type Sums } from "./totals.ts";
import {
  emit,
  type Frame,
  isReadable,
  type Met,
  notify,
  type Running,
  visitFile,
  type Walk,
} from "./visit.ts";

export type { Listener } from "./listener.ts";
export type { Walk } from "./visit.ts";

/**
 * Walks a context as its builder does: depth-first, in byte order of the names, by lstat, following no links. Never
 * throws for file system errors; throws CtxcheckError if the builder refuses a pattern.
 */
export function walkContext(walk: Walk, listener: Listener): Record<SetName, Totals> {
  const path = walk.from ?? "";
  const root: Frame = {
    id: walk.source.open(`${walk.root}/${path}`),
    path,
    part: walk.paths === undefined ? null : partOf(walk.paths),
    parent: null,
    depth: 0,
    emitted: true,
    folder: walk.folder,
    closed: null,
    sums: emptySums(),
  };
  const run = { ...walk, listener, seen: noLinks(), stream: { broken: false } };
  walkAll(
    run,
    openDirectory(run, root, true, () => {}),
  );
  return root.sums;
}

/** A directory being walked, and what to do when all its contents have been. */
interface Open {
  readonly frame: Frame;
  readonly first: number;
  readonly names: readonly Bytes[];
  readonly leave: () => void;
  /** Index of its next name. */
  at: number;
}

function openDirectory(run: Running, frame: Frame, reads: boolean, leave: () => void): Open {
  if (frame.depth > limits.depth)
    beyondLimit(`"${toText(frame.path).slice(0, 40)}..." is more than ${limits.depth} directories deep`);
  const listing = run.source.entries(frame.id, `${run.root}/${frame.path}`.slice(0, -1) || "/");
  const closed = { frame, first: 0, names: [], at: 0, leave };
  if (isFailure(listing)) {
    run.listener.problem(unread(frame.path.slice(0, -1), listing, reads));
    return closed;
  }
  if (run.untilSettled === true && frame.folder.isSettled?.() === true) return closed;
  return { ...closed, ...listing };
}

/** Open directories are in a list, because a tree may be deeper than the call stack. */
function walkAll(run: Running, root: Open): void {
  const open = [root];
  for (let here = open.at(-1); here !== undefined; here = open.at(-1)) {
    const { frame, names } = here;
    const at = here.at++;
    const name = names[at];
    if (name === undefined) {
      open.pop();
      here.leave();
      continue;
    }
    if (frame.part !== null && !frame.part.has(name)) continue;
    const entry = { id: here.first + at, name, type: run.source.typeAt(here.first + at) };
    const verdict = frame.closed ?? unlessBroken(run.stream.broken, frame.folder.decide(name, entry.type));
    if (entry.type !== "directory") visitFile(run, frame, entry, verdict);
    else {
      const inside = enterDirectory(run, frame, entry, verdict, names[at + 1]);
      if (inside !== null) open.push(inside);
    }
  }
}

/** Null if there is nothing more to walk in it. */
function enterDirectory(
  run: Running,
  frame: Frame,
  { id, name }: Met,
  verdict: Verdict,
  next: Bytes | undefined,
): Open | null {
  const path = frame.path + name;
  const closed = frame.closed ?? (verdict.enter ? null : closedBelow(verdict));
  const entered = closed === null || run.measureExcluded;
  const below = emptySums();
  const leave = () => {
    if (entered) addBelow(frame.sums, below);
    notifyOfDirectory(run, frame, { id, name, path, verdict, entered, closed, below });
  };
  if (!entered) {
    if (verdict.reads) isReadable(run, path, "directory");
    leave();
    return null;
  }
  const folder = closed === null ? frame.folder.enter(name, verdict) : frame.folder;
  const inside: Frame = {
    id,
    path: `${path}/`,
    part: frame.part?.get(name) ?? null,
    parent: frame,
    depth: frame.depth + 1,
    emitted: false,
    folder,
    closed,
    sums: below,
  };
  run.listener.enters?.(path, verdict, next);
  if (verdict.sent) emit(run, inside);
  const passed = closed === null && folder.isUnrequested?.() ? run.passesBy?.(id, verdict.reads) : null;
  if (!passed) return openDirectory(run, inside, verdict.reads, leave);
  addBelow(below, passed);
  leave();
  return null;
}

interface Left extends Pick<Frame, "id" | "closed"> {
  readonly name: Bytes;
  readonly path: Bytes;
  readonly verdict: Verdict;
  readonly entered: boolean;
  readonly below: Sums;
}

/** Only when it is left is it known whether a directory is sent. */
function notifyOfDirectory(run: Running, frame: Frame, left: Left): void {
  const { id, name, path, verdict, entered, closed, below } = left;
  const { sendsParents } = run.builder;
  const allowed = verdict.allowed || (sendsParents && holdsAny(below.allowed));
  const sent = verdict.sent || (sendsParents && !verdict.onlyPassed && holdsAny(below.sent));
  notify(run, frame, id, {
    path,
    name,
    type: "directory",
    allowed,
    sent,
    by: verdict.by,
    because: allowed && !sent ? "not-requested" : verdict.because,
    ...nothingItself,
    entered,
    read: closed === null && verdict.reads,
    below,
  });
}
