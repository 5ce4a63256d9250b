import type { GivenContext } from "./context/source.ts";
import type { RuleId } from "./findings/finding.ts";
import type { BaselineReport } from "./gate/baseline.ts";
import type { Budget } from "./gate/budget.ts";
import type { Onward } from "./image/onward.ts";
import type { ReportedProblem, Severity, Totals } from "./model.ts";

/** `--format json`, version 1: fields are added, never renamed. Paths are relative to the context; sizes in bytes. */
export interface Report {
  readonly version: 1;
  readonly builder: string;
  /** Where the client runs, if given (`--os`). */
  readonly os: "windows" | null;
  /** As named by the user, like `ref` below. */
  readonly context: string;
  /** The commit whose files these are (`--git`, `--ref`); null for files on the disk. */
  readonly commit: {
    readonly ref: string;
    readonly id: string;
    /** Other repositories in it, each counted as an empty directory. */
    readonly submodules: number;
    /** Paths that git refuses to check out; not counted anywhere. */
    readonly refused: readonly string[];
  } | null;
  readonly given: (Omit<GivenContext, "mistaken"> & { readonly filtered: boolean }) | null;
  readonly dockerfile: string | null;
  /** If there is none: others that could be meant, relative to the context. */
  readonly dockerfilesElsewhere: readonly string[];
  readonly ignoreFile: string | null;
  /** Why this ignore file is used: "named", "beside-dockerfile" or "context-root". */
  readonly ignoreFileReason: string | null;
  readonly patterns: number;
  readonly target: string | null;
  /** The same three relative to the working directory, for tools that look them up from there; "" is that directory. */
  readonly fromHere: {
    readonly context: string;
    readonly dockerfile: string | null;
    readonly ignoreFile: string | null;
  };
  readonly allowed: Totals;
  /** `wireBytes`: what the builder transfers in a first build, with metadata and framing. Null if it counts nothing. */
  readonly sent: Totals & { readonly wireBytes: number | null };
  /** What the builder prints about it: the words, and the number as it formats it. */
  readonly transfer: { readonly words: string; readonly printed: string } | null;
  /** Null if not measured (`--excluded`). */
  readonly excluded: Totals | null;
  readonly keptOut: KeptOut;
  /** What each instruction of the Dockerfile requests; empty if none is known. */
  readonly instructions: readonly InstructionRow[];
  /** What the instructions of each stage request, each file once. */
  readonly stages: readonly {
    readonly stage: string;
    /** Whether it is the result of the build. */
    readonly final: boolean;
    readonly files: number;
    readonly bytes: number;
  }[];
  /** What is allowed, but requested by no instruction; null if the builder does not request files. */
  readonly unasked: { readonly files: number; readonly bytes: number } | null;
  /** What is sent of the named contexts (`--build-context`) that the build uses. */
  readonly named: readonly { readonly name: string; readonly files: number; readonly bytes: number }[];
  readonly largest: readonly { readonly path: string; readonly bytes: number }[];
  /** Disjoint: no byte is counted in two of them. */
  readonly directories: readonly { readonly path: string; readonly files: number; readonly bytes: number }[];
  /** What was read to find secrets in what is sent; null if nothing was (`--no-secret-content`). */
  readonly secrets: ScannedContent | null;
  /** Number of commits examined (`--cache`), and why none could be; null if not requested. */
  readonly history: { readonly commits: number; readonly problem: string | null } | null;
  readonly findings: readonly ReportedFinding[];
  /** The changes of the ignore file that would save most, at most three, one after the other. */
  readonly steps: readonly ShrinkingStep[];
  /** Every file that is sent (`--files`), in byte order of the paths; null if not requested. */
  readonly files: readonly ReportedFile[] | null;
  /** What `--ignore-file` and `--add` change; null if neither is given. */
  readonly whatIf: WhatIf | null;
  readonly budget: Budget | null;
  /** Null if there is none. */
  readonly baseline: BaselineReport | null;
  /** Findings disabled by the settings, counted by rule. */
  readonly silenced: readonly { readonly rule: RuleId; readonly findings: number }[];
  readonly problems: readonly ReportedProblem[];
}

/** A file that is sent. */
export interface ReportedFile {
  readonly path: string;
  /** Bytes of the path in base64, only if `path` cannot represent them. */
  readonly pathBytes?: string | undefined;
  /** 0 if it has no content of its own: a further hard link, a symbolic link. */
  readonly bytes: number;
}

/** Comparison of this report with that of today's ignore file. */
export interface WhatIf {
  /** Why there is no report for today's: the builder rejects it. The rest is empty then. */
  readonly problem: string | null;
  readonly today: { readonly files: number; readonly bytes: number };
  /** Today's findings that disappear, and new ones. */
  readonly gone: readonly ReportedFinding[];
  readonly added: readonly ReportedFinding[];
}

export interface ShrinkingStep {
  /** Lines to append, or to replace one line with. */
  readonly lines: readonly string[];
  readonly replaces: { readonly line: number; readonly text: string } | null;
  readonly what: string;
  /** Confidence that no build needs it. */
  readonly confidence: "high" | "medium" | "low";
  readonly reason: string;
  /** What it excludes. */
  readonly files: number;
  readonly bytes: number;
  /** What is sent once it and the steps before it are applied. */
  readonly after: { readonly files: number; readonly bytes: number };
}

/** What the ignore file excluded, as far as the walk visited it. */
export interface KeptOut {
  /** Entries visited, without those below a directory that was not entered. */
  readonly files: number;
  readonly directories: number;
  /** Directories that were not entered: their contents are unknown. */
  readonly notEntered: number;
  /** By pattern, most entries first. */
  readonly by: readonly KeptOutBy[];
}

/** An instruction that requests something of the context. */
export interface InstructionRow {
  /** 1-based line in the Dockerfile. */
  readonly line: number;
  /** On one line. */
  readonly text: string;
  /** Name of its stage, or `stage-<index>`. */
  readonly stage: string;
  /** Whether it requests everything that is allowed. */
  readonly everything: boolean;
  readonly files: number;
  readonly bytes: number;
  /**
   * What becomes of what it copies into a stage that is not part of the final image. Null if its stage is, if it copies
   * nothing, and if it is not known: another builder, or a build that would fail.
   */
  readonly onward: Onward | null;
}

export interface KeptOutBy {
  readonly pattern: string;
  readonly file: string;
  readonly line: number;
  readonly files: number;
  readonly directories: number;
  /** Measured only with `--excluded`, else 0. */
  readonly bytes: number;
}

/** Result of searching the regular files sent with content. A file may count under several reasons. */
export interface ScannedContent {
  /** Files processed, including those that could not be read. */
  readonly scanned: number;
  /** Bytes read. */
  readonly bytes: number;
  /** Secrets found; each is a finding `secret-content`. */
  readonly hits: number;
  /** Secrets that a comment in the file allows. */
  readonly allowed: number;
  /** Secrets that the settings allow, by path, rule or fingerprint. */
  readonly allowedBySettings: number;
  /** Only this many bytes of a longer file were read (`--secret-max-size`). */
  readonly maxSize: number;
  /** Files that were not, or not completely, searched, by reason. */
  readonly skipped: {
    /** Not text: only checked for being a key file. */
    readonly binary: number;
    /** Longer than `maxSize`: only the beginning was read. */
    readonly tooLarge: number;
    readonly unreadable: number;
    /** Gone, or no longer a regular file, when it was to be read. */
    readonly vanished: number;
    /** In a tree that a tool installed (node_modules, ...): only private keys and tokens of a known format. */
    readonly vendored: number;
    /** Generated, minified or an example: searched only for private keys and tokens of a known format. */
    readonly hardRulesOnly: number;
    /** With lines of more than 4,096 bytes, in which named values (`password: ...`) were skipped. */
    readonly longLines: number;
    /** With more than 1,000 secrets: the rest is one finding. */
    readonly capped: number;
  };
  /** Every file that could not be read, and why. */
  readonly problems: readonly { readonly path: string; readonly reason: string }[];
}

export interface ReportedFinding {
  readonly rule: RuleId;
  readonly severity: Severity;
  /** Whether the baseline already has it: it does not fail. */
  readonly accepted: boolean;
  /** Salted hash of what it is about, not of its line: stable as long as it is the same finding. */
  readonly fingerprint: string;
  /** Relative to the context; `name://path` is a file of the named context `name`. */
  readonly path: string | null;
  readonly line: number | null;
  readonly message: string;
  /** Whether the build fails on it, whatever its severity is set to. */
  readonly failsBuild: boolean;
  /** The command to run instead, as words, if another context is meant (`wrong-context`). */
  readonly command: readonly string[] | null;
  /** The line to add to the ignore file. */
  readonly fix: string | null;
  /** Why it stays in the context, if it does: there is no line then. */
  readonly stays: string | null;
  /** What is sent now and would also be excluded by that line, as far as tested (secrets). */
  readonly alsoRemoves: readonly string[];
  /** Bytes that the fix would exclude, if known. */
  readonly bytes: number | null;
  /** How far it gets: the final image, an intermediate stage, only the builder. Null if not known. */
  readonly reach: "image" | "maybe-image" | "stage" | "builder" | null;
  /** Line of the instruction in the Dockerfile that puts it there. */
  readonly reachLine: number | null;
  /** 1-based column in `line`: in bytes for `secret-content`, in characters for a line of the ignore file. */
  readonly column: number | null;
  /** Replaces `line` of the ignore file, or goes after line `behind`; `asked`: only if its rule is named. */
  readonly edit: {
    readonly become: readonly string[];
    readonly behind: number | null;
    readonly keeps: boolean;
    readonly asked: boolean;
  } | null;
  /** Variant of its rule: for `secret-content` its rule, such as "github-token"; for a copy its source. */
  readonly detail: string | null;
  /** For `secret-content`: at most the value's first four characters, and a salted hash if it has 16 or more. */
  readonly secret: {
    readonly family: string;
    readonly what: string;
    readonly name: string | null;
    readonly masked: string;
    readonly confidence: "high" | "medium" | "low";
    readonly why: "checksum" | "format" | "random" | "name" | "file";
    readonly fingerprint: string | null;
  } | null;
}
