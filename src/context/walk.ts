import type { Stats } from "node:fs";
import type { Builder, Folder, Verdict } from "../builders/builder.ts";
import type { Bytes } from "../bytes.ts";
import type { EntryType, Problem, SetName, Totals, WalkedEntry } from "../model.ts";
import {
  denied,
  type Failure,
  inodeOf,
  isFailure,
  type ListedEntry,
  listDirectory,
  readStats,
  typeOf,
} from "./read.ts";

export interface Walk {
  /** Absolute, links resolved. */
  readonly root: Bytes;
  readonly builder: Builder;
  readonly folder: Folder;
  /** Go into pruned directories too, and stat what is excluded. Changes no verdict. */
  readonly measureExcluded: boolean;
  /** Walk only what lies below this directory: its path with a closing slash, `folder` being its rules. */
  readonly from?: Bytes;
}

/** Who listens to a walk. A directory is told when it is left: only then is it known whether it is sent. */
export interface Listener {
  entry(entry: WalkedEntry): void;
  problem(problem: Problem): void;
}

/**
 * Walks a context as its builder does: depth first, in byte order of the names, by lstat, following no link.
 * Never throws for what the file system does; throws CtxcheckError where the builder refuses a pattern.
 */
export function walkContext(walk: Walk, listener: Listener): Record<SetName, Totals> {
  const seen = { allowed: new Set<string>(), sent: new Set<string>() };
  const root: Frame = { path: walk.from ?? "", folder: walk.folder, closed: null, sums: emptySums() };
  walkDirectory({ ...walk, listener, seen }, root, true);
  return root.sums;
}

interface Running extends Walk {
  readonly listener: Listener;
  /** The files with several names that a set already has (a hard link met again adds no bytes). */
  readonly seen: Record<"allowed" | "sent", Set<string>>;
}

type Sums = Record<SetName, { files: number; directories: number; bytes: number }>;

interface Frame {
  /** "" or with a closing slash. */
  readonly path: Bytes;
  readonly folder: Folder;
  /** Where the builder does not go in: the verdict on everything below, whatever the patterns say. */
  readonly closed: Verdict | null;
  readonly sums: Sums;
}

function emptySums(): Sums {
  const zero = () => ({ files: 0, directories: 0, bytes: 0 });
  return { allowed: zero(), sent: zero(), excluded: zero() };
}

function walkDirectory(run: Running, frame: Frame, reads: boolean): void {
  const entries = listDirectory(absolute(run, frame.path));
  if (isFailure(entries)) {
    report(run, frame.path.slice(0, -1), entries, reads);
    return;
  }
  for (const entry of entries) {
    const verdict = frame.closed ?? frame.folder.judge(entry.name, entry.type);
    if (entry.type === "directory") visitDirectory(run, frame, entry, verdict);
    else visitFile(run, frame, entry, verdict);
  }
}

/** The verdict inside a directory that the builder does not enter. */
function closedBelow({ by }: Verdict): Verdict {
  return { allowed: false, sent: false, by, because: "parent-not-entered", enter: false, reads: false };
}

const absolute = (run: Running, path: Bytes) => `${run.root}/${path}`;

/** ENOENT: it was listed and is gone. */
function report({ listener }: Running, path: Bytes, { failed }: Failure, refusal: boolean): void {
  const vanished = failed === "ENOENT";
  const code = vanished ? "vanished" : "unreadable";
  listener.problem({ code, path, reason: failed, refusal: refusal && !vanished });
}

function visitDirectory(run: Running, frame: Frame, { name, type }: ListedEntry, verdict: Verdict): void {
  const path = frame.path + name;
  const closed = frame.closed ?? (verdict.enter ? null : closedBelow(verdict));
  const entered = closed === null || run.measureExcluded;
  const sums = emptySums();
  if (entered) {
    const folder = closed === null ? frame.folder.enter(name, verdict) : frame.folder;
    walkDirectory(run, { path: `${path}/`, folder, closed, sums }, verdict.reads);
  } else if (verdict.reads) checkReadable(run, path, type);
  const parent = run.builder.sendsParents;
  const allowed = verdict.allowed || (parent && holdsAny(sums.allowed));
  const sent = verdict.sent || (parent && holdsAny(sums.sent));
  addBelow(frame.sums, sums);
  tell(run, frame, { path, type, allowed, sent, verdict, entered, below: sums, ...nothing });
}

const nothing = { size: 0, allowedBytes: 0, sentBytes: 0, arrivesEmpty: false };

const holdsAny = (totals: Totals) => totals.files > 0 || totals.directories > 0;

/** Rule C2: the classic builder lists even a directory that it ignores. */
function checkReadable(run: Running, path: Bytes, type: EntryType): boolean {
  const failure = denied(absolute(run, path), type);
  if (failure !== null)
    report(run, path, failure, run.builder.unreadableFile === "refused" || type === "directory");
  return failure === null;
}

function visitFile(run: Running, frame: Frame, listed: ListedEntry, verdict: Verdict): void {
  const path = frame.path + listed.name;
  const needed = verdict.allowed || verdict.sent || verdict.reads || run.measureExcluded;
  const stats = needed ? readStats(absolute(run, path)) : null;
  if (stats !== null && isFailure(stats)) {
    report(run, path, stats, verdict.reads);
    return;
  }
  const type = stats === null ? listed.type : typeOf(stats);
  const size = stats !== null && type === "file" ? stats.size : 0;
  const { allowed, sent } = verdict;
  // An empty file has no content to lose.
  const arrivesEmpty =
    sent &&
    (size > 0 || type === "socket") &&
    losesContent(run, frame, path, listed.name, type, verdict, stats);
  const allowedBytes = allowed ? firstBytes(run, "allowed", path, size, stats) : 0;
  const sentBytes = sent && !arrivesEmpty ? firstBytes(run, "sent", path, size, stats) : 0;
  tell(run, frame, {
    path,
    type,
    allowed,
    sent,
    verdict,
    entered: false,
    size,
    allowedBytes,
    sentBytes,
    arrivesEmpty,
  });
}

function losesContent(
  run: Running,
  frame: Frame,
  path: Bytes,
  name: Bytes,
  type: EntryType,
  verdict: Verdict,
  stats: Stats | null,
): boolean {
  const unreadable = verdict.reads && mayBeDenied(type, stats) && !checkReadable(run, path, type);
  return unreadable || frame.folder.arrivesEmpty(name, type);
}

/** The mode answers for almost every file, without a system call; an access list that denies is not seen. */
function mayBeDenied(type: EntryType, stats: Stats | null): boolean {
  return (type === "file" || type === "device") && stats !== null && (stats.mode & 0o444) !== 0o444;
}

function firstBytes(
  run: Running,
  set: "allowed" | "sent",
  path: Bytes,
  size: number,
  stats: Stats | null,
): number {
  if (size === 0 || stats === null || stats.nlink === 1) return size;
  const inode = inodeOf(absolute(run, path));
  if (isFailure(inode)) return size;
  if (run.seen[set].has(inode)) return 0;
  run.seen[set].add(inode);
  return size;
}

type Told = Omit<WalkedEntry, "by" | "because" | "below"> & { verdict: Verdict; below?: Sums };

function tell(run: Running, frame: Frame, { verdict, below, ...entry }: Told): void {
  if (entry.allowed) add(frame.sums.allowed, entry.type, entry.allowedBytes);
  else add(frame.sums.excluded, entry.type, entry.size);
  if (entry.sent) add(frame.sums.sent, entry.type, entry.sentBytes);
  const because = entry.sent ? undefined : verdict.because;
  run.listener.entry({ ...entry, by: verdict.by, because, below });
}

function add(totals: Sums[SetName], type: EntryType, bytes: number): void {
  if (type === "directory") totals.directories++;
  else totals.files++;
  totals.bytes += bytes;
}

function addBelow(totals: Sums, below: Sums): void {
  for (const set of ["allowed", "sent", "excluded"] as const) {
    totals[set].files += below[set].files;
    totals[set].directories += below[set].directories;
    totals[set].bytes += below[set].bytes;
  }
}
