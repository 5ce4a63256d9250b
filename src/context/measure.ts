import type { Builder, Verdict } from "../builders/builder.ts";
import type { Bytes } from "../bytes.ts";
import type { EntryType, Problem, SetName, WalkedEntry } from "../model.ts";
import type { Failure, FileStats, ListedEntry } from "./source.ts";

/** The files with several names that each set already has, with the first name; `empty`: those that arrive empty. */
export type SeenLinks = Readonly<Record<SetName, Map<number, Bytes>>> & {
  readonly empty: Set<Bytes>;
};

export const noLinks = (): SeenLinks => ({
  allowed: new Map(),
  sent: new Map(),
  excluded: new Map(),
  empty: new Set(),
});

/** What a file adds to the sets: nothing if another of its names came first (a hard link). */
export interface Added {
  readonly allowedBytes: number;
  readonly sentBytes: number;
  readonly excludedBytes: number;
  /** The name under which it was already sent, else "". */
  readonly linkOf: Bytes;
}

/** `file`: its number among the files with several names, else 0. */
export function addFile(
  path: Bytes,
  stats: FileStats,
  file: number,
  verdict: Verdict,
  seen: SeenLinks,
): Added {
  const size = stats.isFile() ? stats.size : 0;
  const first = (set: SetName) => (file === 0 ? "" : firstName(seen[set], file, path));
  const linkOf = verdict.sent ? first("sent") : "";
  return {
    allowedBytes: verdict.allowed && first("allowed") === "" ? size : 0,
    sentBytes: verdict.sent && linkOf === "" ? size : 0,
    excludedBytes: !verdict.allowed && first("excluded") === "" ? size : 0,
    linkOf,
  };
}

/** "" for the first. */
function firstName(seen: Map<number, Bytes>, file: number, path: Bytes): Bytes {
  const first = seen.get(file);
  if (first === undefined) seen.set(file, path);
  return first ?? "";
}

/** For almost every file the mode is enough, without a system call; an access list that denies is not seen. */
export function mayBeDenied(type: EntryType, stats: FileStats): boolean {
  return (type === "file" || type === "device") && (stats.mode & 0o444) !== 0o444;
}

/** The own figures of a directory, and of a file that was not measured. */
export const nothingItself = {
  size: 0,
  allowedBytes: 0,
  sentBytes: 0,
  excludedBytes: 0,
  arrivesEmpty: false,
  linkOf: "",
} as const;

/** An excluded file is not worth a system call. */
export function unmeasured(path: Bytes, { name, type }: ListedEntry, { by, because }: Verdict): WalkedEntry {
  const untouched = { ...nothingItself, entered: false, read: false, below: undefined };
  return { path, name, type, allowed: false, sent: false, by, because, ...untouched };
}

/** Returns the verdict inside a directory that the builder does not enter. */
export function closedBelow({ by }: Verdict): Verdict {
  return { allowed: false, sent: false, by, because: "parent-not-entered", enter: false, reads: false };
}

/**
 * Whether a file is sent although the preceding check (rule C2) skipped it: it breaks the stream if it cannot be
 * opened.
 */
export function breaksStream(builder: Builder, stats: FileStats, verdict: Verdict): boolean {
  if (builder.unreadableFile !== "refused" || !verdict.sent || verdict.reads) return false;
  return stats.isFile() && stats.size > 0 && mayBeDenied("file", stats);
}

/** Rule C10: the classic builder's stream ends at a file that it cannot open, and later files are not sent. */
export function unlessBroken(broken: boolean, verdict: Verdict): Verdict {
  if (!broken) return verdict;
  return { ...verdict, allowed: false, sent: false, because: "stream-ended" };
}

/** ENOENT: it was listed and is now gone. */
export function unread(path: Bytes, { failed }: Failure, refusal: boolean): Problem {
  const vanished = failed === "ENOENT";
  const code = vanished ? "vanished" : "unreadable";
  return { code, path, reason: failed, refusal: refusal && !vanished };
}
