import type { Bytes } from "./bytes.ts";
import type { Pattern } from "./ignore/pattern.ts";

/** What an entry of the context is, by lstat: links are never followed. */
export type EntryType = "file" | "directory" | "symlink" | "fifo" | "device" | "socket";

/**
 * A set of entries: what the ignore rules let through ("allowed"), what the builder really receives ("sent"),
 * what is in the directory but not allowed ("excluded").
 */
export type SetName = "allowed" | "sent" | "excluded";

/** A size of a set. `files` counts everything that is not a directory; a hard link met again adds no bytes. */
export interface Totals {
  readonly files: number;
  readonly directories: number;
  readonly bytes: number;
}

/**
 * What else than a pattern of the ignore file makes an entry's verdict. It is left out: the builder does not get
 * there, or skips what it is, or nothing requests it. Or it is sent although it is not allowed: a mount shows
 * everything, or a COPY names it below a directory that `COPY .` would not enter.
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
  /** Relative to the context, no trailing slash. */
  readonly path: Bytes;
  /** The last component of the path. */
  readonly name: Bytes;
  readonly type: EntryType;
  readonly allowed: boolean;
  readonly sent: boolean;
  /** The pattern that decided; null if none did. */
  readonly by: Pattern | null;
  readonly because: Because | undefined;
  /** Bytes of a regular file; 0 where it was not measured. */
  readonly size: number;
  /** What the entry adds to a set: its size, or 0 for a hard link of which another name came first. */
  readonly allowedBytes: number;
  readonly sentBytes: number;
  readonly excludedBytes: number;
  /** The name is sent, the content is not (rules D11, D14, D15). */
  readonly arrivesEmpty: boolean;
  /** For a further name of a file (a hard link): the name under which it was sent before, else "". */
  readonly linkOf: Bytes;
  /** A directory's walk went in; false for one that was pruned and therefore not measured. */
  readonly entered: boolean;
  /** The builder itself goes into the directory. */
  readonly read: boolean;
  /** What is below a directory. */
  readonly below: Record<SetName, Totals> | undefined;
}

/** It, or something below it. */
export const isSentAtAll = ({ below, sent }: WalkedEntry): boolean =>
  below === undefined ? sent : below.sent.files > 0;

/** Something that could not be read. Never dropped: a size that lost a directory is a false answer. */
export interface Problem {
  readonly code: "unreadable" | "vanished" | "special" | "copy-failed";
  readonly path: Bytes;
  /** The error code of the operating system, such as EACCES. */
  readonly reason: string;
  /** The builder itself would fail on it (rules C2, D15). */
  readonly refusal: boolean;
}

/** The same for people and programs. */
export type ReportedProblem = Omit<Problem, "code" | "path"> & {
  readonly code: string;
  readonly path: string;
};

/** The worst first. */
export const severities = ["error", "warning", "info"] as const;

export type Severity = (typeof severities)[number];

/** Comparison for `sort`: the worst first. */
export const bySeverity = (a: { readonly severity: Severity }, b: { readonly severity: Severity }): number =>
  severities.indexOf(a.severity) - severities.indexOf(b.severity);

/** Files, and bytes of their content. */
export interface Amount {
  readonly files: number;
  readonly bytes: number;
}

/** How far a long piece of work is. */
export interface Progress {
  readonly doing: "reading the tree" | "searching for secrets";
  readonly done: Amount;
  /** The total amount of work; null if it is not known in advance. */
  readonly of: Amount | null;
  /** What it is at. */
  readonly at: Bytes;
}

export type OnProgress = (progress: Progress) => void;
