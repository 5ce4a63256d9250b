import type { Bytes } from "./bytes.ts";
import type { Pattern } from "./ignore/pattern.ts";

/** Type of an entry of the context, by lstat: links are never followed. */
export type EntryType = "file" | "directory" | "symlink" | "fifo" | "device" | "socket";

/**
 * A set of entries: what the ignore rules allow ("allowed"), what the builder actually receives ("sent"), what is in
 * the directory but not allowed ("excluded").
 */
export type SetName = "allowed" | "sent" | "excluded";

/** Size of a set. `files` counts everything that is not a directory; a further hard link adds no bytes. */
export interface Totals {
  readonly files: number;
  readonly directories: number;
  readonly bytes: number;
}

/**
 * What decides about an entry, other than a pattern of the ignore file. It is excluded: the builder does not reach it,
 * or skips its type, or nothing requests it. Or it is sent although it is not allowed: a mount exposes everything, or a
 * COPY names it below a directory that `COPY .` would not enter.
 */
export type Because =
  | "parent-not-entered"
  | "socket-skipped"
  | "stream-ended"
  | "special-skipped"
  | "files-only"
  | "not-requested"
  | "mounted"
  | "named-by-copy";

/** One entry of the context as the builder treats it. */
export interface WalkedEntry {
  /** Relative to the context, without a trailing slash. */
  readonly path: Bytes;
  /** The last component of the path. */
  readonly name: Bytes;
  readonly type: EntryType;
  readonly allowed: boolean;
  readonly sent: boolean;
  /** The pattern that decided; null if none did. */
  readonly by: Pattern | null;
  readonly because: Because | undefined;
  /** Bytes of a regular file; 0 if it was not measured. */
  readonly size: number;
  /** What the entry adds to a set: its size, or 0 for a hard link with an earlier name. */
  readonly allowedBytes: number;
  readonly sentBytes: number;
  readonly excludedBytes: number;
  /** Whether the name is sent without the content (rules D11, D14, D15). */
  readonly arrivesEmpty: boolean;
  /** For a further hard link to a file: the name under which it was sent before; else "". */
  readonly linkOf: Bytes;
  /** Whether the walk entered the directory; false for one that was pruned and therefore not measured. */
  readonly entered: boolean;
  /** Whether the builder itself enters the directory. */
  readonly read: boolean;
  /** Totals below a directory. */
  readonly below: Record<SetName, Totals> | undefined;
}

/** Whether it, or something below it, is sent. */
export const isSentAtAll = ({ below, sent }: WalkedEntry): boolean =>
  below === undefined ? sent : below.sent.files > 0;

/** Something that could not be read. Never dropped: a size without a directory would be wrong. */
export interface Problem {
  readonly code: "unreadable" | "vanished" | "special" | "copy-failed";
  readonly path: Bytes;
  /** Error code of the operating system, such as EACCES. */
  readonly reason: string;
  /** Whether the builder itself would fail on it (rules C2, D15). */
  readonly refusal: boolean;
}

/** The same for people and programs. */
export type ReportedProblem = Omit<Problem, "code" | "path"> & {
  readonly code: string;
  readonly path: string;
};

/** Worst first. */
export const severities = ["error", "warning", "info"] as const;

export type Severity = (typeof severities)[number];

/** Compares for `sort`, worst first. */
export const bySeverity = (a: { readonly severity: Severity }, b: { readonly severity: Severity }): number =>
  severities.indexOf(a.severity) - severities.indexOf(b.severity);

/** Files, and bytes of their content. */
export interface Amount {
  readonly files: number;
  readonly bytes: number;
}

/** Progress of a long task. */
export interface Progress {
  readonly doing: "reading the tree" | "searching for secrets";
  readonly done: Amount;
  /** The total amount of work; null if it is not known in advance. */
  readonly of: Amount | null;
  /** The current path. */
  readonly at: Bytes;
}

export type OnProgress = (progress: Progress) => void;
