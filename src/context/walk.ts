import type { Builder, Folder, Verdict } from "../builders/builder.ts";
import { type Bytes, toText } from "../bytes.ts";
import { beyondLimit, limits } from "../limits.ts";
import type { EntryType, SetName, Totals, WalkedEntry } from "../model.ts";
import type { Below, KnownBelow } from "./below.ts";
import { emitDirectory, type Passed, sentEntry } from "./emit.ts";
import type { Listener } from "./listener.ts";
import type { Marks } from "./marks.ts";
import {
  addFile,
  breaksStream,
  closedBelow,
  mayBeDenied,
  noLinks,
  nothingItself,
  type SeenLinks,
  unlessBroken,
  unmeasured,
  unread,
} from "./measure.ts";
import { type Part, partOf } from "./part.ts";
import { type FileStats, isFailure, type TreeRoot, typeOf } from "./source.ts";
import { addBelow, addEntry, emptySums, holdsAny, type Sums } from "./totals.ts";
import type { Tree } from "./tree.ts";

export interface Walk extends TreeRoot {
  readonly source: Tree;
  readonly builder: Builder;
  readonly folder: Folder;
  /** Go into pruned directories too, and stat what is excluded. Changes no verdict. */
  readonly measureExcluded: boolean;
  /** Walk only what lies below this directory: its path with a closing slash, `folder` being its rules. */
  readonly from?: Bytes;
  /** Only what lies at or below these, with the directories on the way. */
  readonly paths?: readonly Bytes[];
  /** Not into directories of which the rules say before that nothing in them is allowed or sent. */
  readonly untilSettled?: boolean;
  /** Keeps what becomes of each entry. */
  readonly marks?: Pick<Marks, "set">;
  /** Of directories of which nothing is requested: they are passed by. */
  readonly known?: Pick<KnownBelow, "below"> | null;
}

export type { Listener } from "./listener.ts";

/**
 * Walks a context as its builder does: depth first, in byte order of the names, by lstat, following no link.
 * Never throws for what the file system does; throws CtxcheckError where the builder refuses a pattern.
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
  walkDirectory({ ...walk, listener, seen: noLinks(), stream: { broken: false } }, root, true);
  return root.sums;
}

interface Running extends Walk {
  readonly listener: Listener;
  readonly seen: SeenLinks;
  readonly stream: { broken: boolean };
}

interface Frame extends Passed {
  readonly id: number;
  /** What of the directory is walked; null for all of it. */
  readonly part: Part | null;
  readonly folder: Folder;
  readonly depth: number;
  /** Where the builder does not go in: the verdict on everything below, whatever the patterns say. */
  readonly closed: Verdict | null;
  readonly sums: Sums;
}

function walkDirectory(run: Running, frame: Frame, reads: boolean): void {
  if (frame.depth > limits.depth)
    beyondLimit(`"${toText(frame.path).slice(0, 40)}..." is more than ${limits.depth} directories deep`);
  const listing = run.source.entries(frame.id, `${run.root}/${frame.path}`.slice(0, -1) || "/");
  if (isFailure(listing)) {
    run.listener.problem(unread(frame.path.slice(0, -1), listing, reads));
    return;
  }
  if (run.untilSettled === true && frame.folder.isSettled?.() === true) return;
  const { first, names } = listing;
  for (let at = 0; at < names.length; at++) {
    const name = names[at] ?? "";
    if (frame.part !== null && !frame.part.has(name)) continue;
    const entry = { id: first + at, name, type: run.source.typeAt(first + at) };
    const verdict = frame.closed ?? unlessBroken(run.stream.broken, frame.folder.judge(name, entry.type));
    if (entry.type === "directory") visitDirectory(run, frame, entry, verdict, names[at + 1]);
    else visitFile(run, frame, entry, verdict);
  }
}

type Met = Pick<WalkedEntry, "name" | "type"> & { readonly id: number };

function visitDirectory(
  run: Running,
  frame: Frame,
  { id, name }: Met,
  verdict: Verdict,
  next: Bytes | undefined,
): void {
  const path = frame.path + name;
  const closed = frame.closed ?? (verdict.enter ? null : closedBelow(verdict));
  const entered = closed === null || run.measureExcluded;
  const below = emptySums();
  if (entered) {
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
    const known = closed === null && folder.isUnrequested?.() ? run.known?.below(id, verdict.reads) : null;
    if (known) pass(run, below, known);
    else walkDirectory(run, inside, verdict.reads);
    addBelow(frame.sums, below);
  } else if (verdict.reads) isReadable(run, path, "directory");
  const { sendsParents } = run.builder;
  const allowed = verdict.allowed || (sendsParents && holdsAny(below.allowed));
  const sent = verdict.sent || (sendsParents && !verdict.onlyPassed && holdsAny(below.sent));
  tell(run, frame, id, {
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

function pass({ listener }: Running, sums: Sums, below: Below): void {
  addBelow(sums, below.sums);
  listener.passes?.(below);
}

function tell(run: Running, frame: Frame, id: number, entry: WalkedEntry): void {
  addEntry(frame.sums, entry);
  run.marks?.set(id, entry);
  run.listener.entry(entry);
}

/** Rule C2: the classic builder lists even a directory that it ignores, and opens every file before it sends any. */
function isReadable(run: Running, path: Bytes, type: EntryType): boolean {
  const failure = run.source.denied(`${run.root}/${path}`, type);
  if (failure === null) return true;
  const refusal = type === "directory" || run.builder.unreadableFile === "refused";
  run.listener.problem(unread(path, failure, refusal));
  return false;
}

function visitFile(run: Running, frame: Frame, listed: Met, verdict: Verdict): void {
  const path = frame.path + listed.name;
  if (verdict.refused) {
    run.listener.problem({ code: "special", path, reason: `it is a ${listed.type}`, refusal: true });
  }
  if (!(verdict.allowed || verdict.sent || verdict.reads || run.measureExcluded)) {
    tell(run, frame, listed.id, unmeasured(path, listed, verdict));
    return;
  }
  const stats = run.source.statsAt(listed.id, `${run.root}/${path}`);
  if (isFailure(stats)) {
    run.listener.problem(unread(path, stats, verdict.reads));
    return;
  }
  const type = typeOf(stats);
  const file = run.source.fileAt(listed.id);
  const { allowedBytes, sentBytes, excludedBytes, linkOf } = addFile(path, stats, file, verdict, run.seen);
  const arrivesEmpty =
    verdict.sent && losesContent(run, frame, { path, name: listed.name, linkOf }, stats, verdict);
  if (verdict.sent && run.listener.sent !== undefined) {
    if (run.builder.sendsParents) emit(run, frame);
    run.listener.sent(sentEntry(run, path, type, stats, linkOf, arrivesEmpty));
  }
  if (
    breaksStream(run.builder, stats, verdict) &&
    run.source.denied(`${run.root}/${path}`, "file") !== null
  ) {
    run.stream.broken = true;
    run.listener.problem(unread(path, { failed: "EACCES" }, false));
  }
  tell(run, frame, listed.id, {
    path,
    name: listed.name,
    type,
    allowed: verdict.allowed,
    sent: verdict.sent,
    by: verdict.by,
    because: verdict.because,
    size: type === "file" ? stats.size : 0,
    allowedBytes,
    sentBytes: arrivesEmpty ? 0 : sentBytes,
    excludedBytes,
    arrivesEmpty,
    linkOf,
    entered: false,
    read: false,
    below: undefined,
  });
}

/** Sends a directory, unless nobody listens or it has been sent. */
function emit(run: Running, frame: Frame): void {
  const { listener, builder } = run;
  if (listener.sent !== undefined) emitDirectory(run, frame, builder.sendsParents, listener.sent);
}

/** An empty file has no content to lose; a later name of a file has that of the first. */
function losesContent(
  run: Running,
  frame: Frame,
  { path, name, linkOf }: { path: Bytes; name: Bytes; linkOf: Bytes },
  stats: FileStats,
  verdict: Verdict,
): boolean {
  const type = typeOf(stats);
  const unreadable = verdict.reads && mayBeDenied(type, stats) && !isReadable(run, path, type);
  if (type === "file" && stats.size === 0) return false;
  if (linkOf !== "") return run.seen.empty.has(linkOf);
  const loses = unreadable || frame.folder.arrivesEmpty(name, type);
  if (loses && stats.nlink > 1) run.seen.empty.add(path);
  return loses;
}
