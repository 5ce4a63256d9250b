import type { Builder, Folder, Verdict } from "../builders/builder.ts";
import type { Bytes } from "../bytes.ts";
import type { EntryType, WalkedEntry } from "../model.ts";
import { emitDirectory, type Passed, sentEntry } from "./emit.ts";
import type { Listener } from "./listener.ts";
import type { Marks } from "./marks.ts";
import { addFile, breaksStream, mayBeDenied, type SeenLinks, unmeasured, unread } from "./measure.ts";
import type { Part } from "./part.ts";
import { type FileStats, isFailure, type TreeRoot, typeOf } from "./source.ts";
import { addEntry, type Sums } from "./totals.ts";
import type { Tree } from "./tree.ts";

export interface Walk extends TreeRoot {
  readonly source: Tree;
  readonly builder: Builder;
  readonly folder: Folder;
  /** Go into pruned directories too, and stat what is excluded. Changes no verdict. */
  readonly measureExcluded: boolean;
  /** Walk only below this directory: its path with a trailing slash, `folder` being its rules. */
  readonly from?: Bytes;
  /** Walk only what is at or below these, with the directories on the way. */
  readonly paths?: readonly Bytes[];
  /** Do not enter directories in which, by the rules, nothing is allowed or sent. */
  readonly untilSettled?: boolean;
  /** Stores the decision about each entry. */
  readonly marks?: Pick<Marks, "set">;
  /**
   * Returns the sums of a directory in which nothing is requested, which is then not walked. `isRead`: whether the
   * builder enters it.
   */
  readonly passesBy?: (id: number, isRead: boolean) => Sums | null;
}

export interface Running extends Walk {
  readonly listener: Listener;
  readonly seen: SeenLinks;
  readonly stream: { broken: boolean };
}

export interface Frame extends Passed {
  readonly id: number;
  /** The part of the directory to walk; null for all of it. */
  readonly part: Part | null;
  readonly folder: Folder;
  readonly depth: number;
  /** If the builder does not enter it: the verdict on everything below, whatever the patterns say. */
  readonly closed: Verdict | null;
  readonly sums: Sums;
}

export type Met = Pick<WalkedEntry, "name" | "type"> & { readonly id: number };

export function notify(run: Running, frame: Frame, id: number, entry: WalkedEntry): void {
  addEntry(frame.sums, entry);
  run.marks?.set(id, entry);
  run.listener.entry(entry, id);
}

/** Rule C2: the classic builder lists even a directory that it ignores, and opens every file before it sends any. */
export function isReadable(run: Running, path: Bytes, type: EntryType): boolean {
  const failure = run.source.denied(`${run.root}/${path}`, type);
  if (failure === null) return true;
  const refusal = type === "directory" || run.builder.unreadableFile === "refused";
  run.listener.problem(unread(path, failure, refusal));
  return false;
}

export function visitFile(run: Running, frame: Frame, listed: Met, verdict: Verdict): void {
  const path = frame.path + listed.name;
  if (verdict.refused) {
    run.listener.problem({ code: "special", path, reason: `it is a ${listed.type}`, refusal: true });
  }
  if (!(verdict.allowed || verdict.sent || verdict.reads || run.measureExcluded)) {
    notify(run, frame, listed.id, unmeasured(path, listed, verdict));
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
  notify(run, frame, listed.id, {
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

/** Sends a directory, unless nobody listens or it has already been sent. */
export function emit(run: Running, frame: Frame): void {
  const { listener, builder } = run;
  if (listener.sent !== undefined) emitDirectory(run, frame, builder.sendsParents, listener.sent);
}

/** An empty file has no content to lose; a later name of a file has the content of the first. */
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
