import type { Severity } from "../model.ts";
import type { InstructionRow, ReportedFile, ReportedFinding } from "../report-model.ts";

/** What is compared of a report; one that was saved by an older version may lack the optional parts. */
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

/** A list that is made while it is compared, in the order of the bytes of the paths. */
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

/** What `ctxcheck diff --format json` prints: version 1. Fields are added, never renamed. Sizes are bytes. */
export interface Difference {
  readonly version: 1;
  readonly from: DifferenceSide;
  readonly to: DifferenceSide;
  readonly files: Change;
  readonly bytes: Change;
  /**
   * One side is a commit, which has no `.git`: the directories of that name were left out of the directory on the other
   * side, too.
   */
  readonly withoutGit: boolean;
  /** Null if one of the sides counts nothing. */
  readonly wireBytes: Change | null;
  /** Null if one of the sides is a saved report that lists no files (`--files`). */
  readonly paths: ChangedPaths | null;
  readonly findings: ChangedFindings;
  /** Of the instructions whose numbers differ, in the order of the second side; those that are gone come last. */
  readonly instructions: readonly ChangedInstruction[];
}

export interface DifferenceSide {
  /** As the user named it. */
  readonly shown: string;
  readonly commit: string | null;
  readonly builder: string;
  readonly ignoreFile: string | null;
  /** What the build stops on, with its place. */
  readonly failures: readonly string[];
}

/** By size alone: what keeps its size counts as unchanged. In the order of the bytes of the paths. */
export interface ChangedPaths {
  readonly added: readonly ReportedFile[];
  readonly removed: readonly ReportedFile[];
  readonly grown: readonly ResizedFile[];
  readonly shrunk: readonly ResizedFile[];
  /**
   * Where the change lies, the largest first: each top directory, or the one below it that all of its change is in;
   * "" for files in the root. Disjoint, and together the whole.
   */
  readonly directories: readonly ChangedDirectory[];
}

export interface ResizedFile extends Change {
  readonly path: string;
  readonly pathBytes?: string | undefined;
}

export interface ChangedDirectory {
  readonly path: string;
  /** Files more or fewer. */
  readonly files: number;
  /** Bytes more or fewer. */
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
