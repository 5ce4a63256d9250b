import type { Severity } from "../model.ts";
import type { InstructionRow, ReportedFile, ReportedFinding } from "../report-model.ts";

/** The parts of a report that are compared; one saved by an older version may lack the optional parts. */
export interface Side {
  readonly builder: string;
  readonly ignoreFile: string | null;
  readonly commit?: { readonly ref: string; readonly id: string } | null | undefined;
  readonly sent: {
    readonly files: number;
    readonly bytes: number;
    readonly wireBytes?: number | null | undefined;
  };
  /** Null or absent if the report does not list what is sent. */
  readonly files?: readonly ReportedFile[] | FilesInOrder | null | undefined;
  readonly instructions?: readonly SideInstruction[] | undefined;
  readonly findings: readonly SideFinding[];
}

/** A list that is created during the comparison, in byte order of the paths. */
export type FilesInOrder = Iterator<ReportedFile>;

export type SideInstruction = Pick<InstructionRow, "line" | "text" | "stage" | "files" | "bytes">;

export type SideFinding = Pick<ReportedFinding, "path" | "line" | "message"> & {
  readonly rule: string;
  readonly severity: Severity;
  /** Absent in reports of older versions. */
  readonly failsBuild?: boolean | undefined;
  readonly secret?:
    | { readonly masked?: string | undefined; readonly fingerprint: string | null }
    | null
    | undefined;
};

export interface Change {
  readonly from: number;
  readonly to: number;
}

/** Output of `ctxcheck diff --format json`: version 1. Fields are added, never renamed. Sizes are bytes. */
export interface Difference {
  readonly version: 1;
  readonly from: DifferenceSide;
  readonly to: DifferenceSide;
  readonly files: Change;
  readonly bytes: Change;
  /**
   * Whether one side is a commit, which has no `.git`: directories of that name were then omitted from the directory on
   * the other side, too.
   */
  readonly withoutGit: boolean;
  /** Null if one of the sides counts nothing. */
  readonly wireBytes: Change | null;
  /** Null if one of the sides is a saved report that lists no files (`--files`). */
  readonly paths: ChangedPaths | null;
  readonly findings: ChangedFindings;
  /** Instructions whose numbers differ, in the order of the second side; those that are gone come last. */
  readonly instructions: readonly ChangedInstruction[];
}

export interface DifferenceSide {
  /** As named by the user. */
  readonly shown: string;
  readonly commit: string | null;
  readonly builder: string;
  readonly ignoreFile: string | null;
  /** What the build fails on, with its place. */
  readonly failures: readonly string[];
}

/** By size alone: a file that keeps its size counts as unchanged. In byte order of the paths. */
export interface ChangedPaths {
  readonly added: readonly ReportedFile[];
  readonly removed: readonly ReportedFile[];
  readonly grown: readonly ResizedFile[];
  readonly shrunk: readonly ResizedFile[];
  /**
   * Where the change lies, largest first: each top-level directory, or the one below it that contains all of its
   * change; "" for files in the root. Disjoint, and together the whole.
   */
  readonly directories: readonly ChangedDirectory[];
}

export interface ResizedFile extends Change {
  readonly path: string;
  readonly pathBytes?: string | undefined;
}

export interface ChangedDirectory {
  readonly path: string;
  /** Change in the number of files. */
  readonly files: number;
  /** Change in bytes. */
  readonly bytes: number;
}

/** By rule, path and fingerprint of the secret, not by line. */
export interface ChangedFindings<Found extends SideFinding = SideFinding> {
  readonly added: readonly Found[];
  readonly gone: readonly Found[];
}

export interface ChangedInstruction {
  readonly text: string;
  readonly stage: string;
  /** Null if the side has no such instruction. */
  readonly from: Pick<SideInstruction, "line" | "files" | "bytes"> | null;
  readonly to: Pick<SideInstruction, "line" | "files" | "bytes"> | null;
}
