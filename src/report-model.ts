import type { GivenContext } from "./context/source.ts";
import type { RuleId } from "./findings/finding.ts";
import type { BaselineReport } from "./gate/baseline.ts";
import type { Budget } from "./gate/budget.ts";
import type { Onward } from "./image/onward.ts";
import type { ReportedProblem, Severity, Totals } from "./model.ts";

/** `--format json`, version 1: fields are added, never renamed. Paths are text, relative to the context; sizes bytes. */
export interface Report {
  readonly version: 1;
  readonly builder: string;
  /** Where the client runs, if that was said (`--os`). */
  readonly os: "windows" | null;
  /** As the user named it, like `ref` below. */
  readonly context: string;
  /** The commit whose files these are (`--git`, `--ref`); null for files on the disk. */
  readonly commit: {
    readonly ref: string;
    readonly id: string;
    /** Other repositories in it; each counts as an empty directory. */
    readonly submodules: number;
    /** Paths that git refuses to check out; they count nowhere. */
    readonly refused: readonly string[];
  } | null;
  readonly given: (Omit<GivenContext, "mistaken"> & { readonly filtered: boolean }) | null;
  readonly dockerfile: string | null;
  /** Where there is none: others that could be meant, relative to the context. */
  readonly dockerfilesElsewhere: readonly string[];
  readonly ignoreFile: string | null;
  /** Why this ignore file: "named", "beside-dockerfile" or "context-root". */
  readonly ignoreFileReason: string | null;
  readonly patterns: number;
  readonly target: string | null;
  /** The same three relative to the working directory, for what looks them up from there; "" is that directory. */
  readonly fromHere: {
    readonly context: string;
    readonly dockerfile: string | null;
    readonly ignoreFile: string | null;
  };
  readonly allowed: Totals;
  /** `wireBytes`: what the builder transfers first, with metadata and framing. Null if it counts nothing. */
  readonly sent: Totals & { readonly wireBytes: number | null };
  /** What the builder prints of it: the words, and the number in its own spelling. */
  readonly transfer: { readonly words: string; readonly printed: string } | null;
  /** Null if it was not measured (`--excluded`). */
  readonly excluded: Totals | null;
  readonly keptOut: KeptOut;
  /** What each instruction of the Dockerfile requests; empty where none is known. */
  readonly instructions: readonly InstructionRow[];
  /** What the instructions of each stage request, each file once. */
  readonly stages: readonly {
    readonly stage: string;
    /** It is what the build gives. */
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
  /** What was read to find secrets in what is sent; null if it was not (`--no-secret-content`). */
  readonly secrets: ScannedContent | null;
  /** Commits that were looked at (`--cache`), and why none could be; null if they were not requested. */
  readonly history: { readonly commits: number; readonly problem: string | null } | null;
  readonly findings: readonly ReportedFinding[];
  /** The changes of the ignore file that would shrink what is sent most, three at most, one after the other. */
  readonly steps: readonly ShrinkingStep[];
  /** Every file that is sent (`--files`), in the order of the bytes of the paths; null if it was not requested. */
  readonly files: readonly ReportedFile[] | null;
  /** What `--ignore-file` and `--add` change; null if neither is given. */
  readonly whatIf: WhatIf | null;
  readonly budget: Budget | null;
  /** Null if there is none. */
  readonly baseline: BaselineReport | null;
  /** Findings that the settings turn off, counted by rule. */
  readonly silenced: readonly { readonly rule: RuleId; readonly findings: number }[];
  readonly problems: readonly ReportedProblem[];
}

/** A file that is sent. */
export interface ReportedFile {
  readonly path: string;
  /** The bytes of the path in base64, only where `path` could not hold them. */
  readonly pathBytes?: string | undefined;
  /** 0 for what has no content of its own: a further name of a hard link, a symbolic link. */
  readonly bytes: number;
}

/** This report against that of today's ignore file. */
export interface WhatIf {
  /** Why there is none of today: the builder refuses it. The rest is empty then. */
  readonly problem: string | null;
  readonly today: { readonly files: number; readonly bytes: number };
  /** Findings of today that go, and those that come. */
  readonly gone: readonly ReportedFinding[];
  readonly added: readonly ReportedFinding[];
}

export interface ShrinkingStep {
  /** Lines to add at the end, or to put in the place of one. */
  readonly lines: readonly string[];
  readonly replaces: { readonly line: number; readonly text: string } | null;
  readonly what: string;
  /** That no build needs it. */
  readonly confidence: "high" | "medium" | "low";
  readonly reason: string;
  /** What it excludes. */
  readonly files: number;
  readonly bytes: number;
  /** What is sent then, with the steps before it taken. */
  readonly after: { readonly files: number; readonly bytes: number };
}

/** What the ignore file excluded, as far as the walk met it. */
export interface KeptOut {
  /** Entries met; those below a directory that was not entered are not among them. */
  readonly files: number;
  readonly directories: number;
  /** Directories that were not entered: nothing is known of what they hold. */
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
  /** It requests everything that is allowed. */
  readonly everything: boolean;
  readonly files: number;
  readonly bytes: number;
  /**
   * What becomes of what it copies into a stage that is not part of the final image. Null if its stage is, where it
   * copies nothing, and where it is not known: another builder, or a build that would fail.
   */
  readonly onward: Onward | null;
}

export interface KeptOutBy {
  readonly pattern: string;
  readonly file: string;
  readonly line: number;
  readonly files: number;
  readonly directories: number;
  /** Measured with `--excluded` only, else 0. */
  readonly bytes: number;
}

/** Of the regular files that are sent with content of their own. A file may count under several reasons. */
export interface ScannedContent {
  /** Files taken up, those that could not be read among them. */
  readonly scanned: number;
  /** Read. */
  readonly bytes: number;
  /** Secrets found; each is a finding `secret-content`. */
  readonly hits: number;
  /** Secrets that a comment in the file allows. */
  readonly allowed: number;
  /** Secrets that the settings allow, by path, rule or fingerprint. */
  readonly allowedBySettings: number;
  /** Of a longer file only so many bytes were read (`--secret-max-size`). */
  readonly maxSize: number;
  /** Files that were not, or not wholly, looked through, by reason. */
  readonly skipped: {
    /** No text: looked at only for being a key file. */
    readonly binary: number;
    /** Longer than `maxSize`: only the beginning was read. */
    readonly tooLarge: number;
    readonly unreadable: number;
    /** Gone, or no regular file any more, when it was to be read. */
    readonly vanished: number;
    /** In a tree that a tool installed (node_modules, vendor, ...): private keys and tokens of known form only. */
    readonly vendored: number;
    /** Generated, minified or an example: those only too. */
    readonly hardRulesOnly: number;
    /** With lines of more than 4,096 bytes, in which named values (`password: ...`) were skipped. */
    readonly longLines: number;
    /** More than 1,000 secrets: the rest is one finding. */
    readonly capped: number;
  };
  /** Every file that could not be read, and why. */
  readonly problems: readonly { readonly path: string; readonly reason: string }[];
}

export interface ReportedFinding {
  readonly rule: RuleId;
  readonly severity: Severity;
  /** The baseline has it already: it does not fail. */
  readonly accepted: boolean;
  /** A salted hash of what it is about, not of its line: the same as long as it is the same finding. */
  readonly fingerprint: string;
  /** Relative to the context; `name://path` is a file of the named context `name`. */
  readonly path: string | null;
  readonly line: number | null;
  readonly message: string;
  /** The build stops on it, whatever its severity is set to. */
  readonly failsBuild: boolean;
  /** The command to run instead, word by word, where another one is meant (`wrong-context`). */
  readonly command: readonly string[] | null;
  /** The line to add to the ignore file. */
  readonly fix: string | null;
  /** Why it stays in the context; there is no line then. */
  readonly stays: string | null;
  /** What is sent now and that line would exclude besides, as far as it was tried (secrets). */
  readonly alsoRemoves: readonly string[];
  /** Bytes that the fix would exclude, where that is known. */
  readonly bytes: number | null;
  /** How far it gets: the final image, a stage on the way, the builder only. Null if that is not known. */
  readonly reach: "image" | "maybe-image" | "stage" | "builder" | null;
  /** Line in the Dockerfile of the instruction that puts it there. */
  readonly reachLine: number | null;
  /** 1-based, of a place in `line`: in bytes for `secret-content`, in characters for a line of the ignore file. */
  readonly column: number | null;
  /** Takes the place of `line` of the ignore file, or goes behind the line `behind`; `asked`: `fix` makes it where its rule is named. */
  readonly edit: {
    readonly become: readonly string[];
    readonly behind: number | null;
    readonly keeps: boolean;
    readonly asked: boolean;
  } | null;
  /** Which of its rule it is: for `secret-content` the rule of docs/secrets.md, such as "github-token"; of a copy its source. */
  readonly detail: string | null;
  /** For `secret-content`; never the value: its first four characters at most, and a salted hash of 16 or more. */
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
