import type { Bytes } from "../bytes.ts";
import type { Reach } from "../image/reach.ts";
import type { EntryType, Severity } from "../model.ts";
import type { Remark } from "./lint/remark.ts";
import type { Removal } from "./removed-later.ts";

/** Data of every finding; message.ts turns it into text. */
interface Base {
  readonly severity: Severity;
  /** Relative to the context; null if the finding is about the build as a whole. */
  readonly path: Bytes | null;
  /** 1-based line of `path`, if there is one. */
  readonly line?: number;
  /** The line to add to the ignore file, if one helps. */
  readonly fix?: Bytes;
  /** What is sent now and would also be excluded by the line. */
  readonly alsoRemoves?: readonly Bytes[];
  /** The place in the Dockerfile that fails or copies less without the file, if any: there is no line then. */
  readonly neededBy?: string;
  /** Why it stays in the context, if it does: there is no line then. */
  readonly stays?: string;
  /** How the other instructions can avoid it, if it stays and there is a way. */
  readonly instead?: string;
  /** What to check before the line is added. */
  readonly caution?: string;
  /** Bytes that the fix would exclude. */
  readonly bytes?: number;
  /** How far the sent content gets, if known. */
  readonly reach?: Reach;
  /** A RUN that removes it later. */
  readonly removed?: Removal;
}

/** A finding, by rule. docs/rules.md describes each. */
export type Finding = Base &
  (
    | { readonly rule: "large-file"; readonly limit: number }
    | { readonly rule: "large-directory"; readonly limit: number; readonly files: number }
    | {
        readonly rule: "secret-name";
        readonly group: string;
        readonly what: string;
        readonly confirmed: boolean;
      }
    | {
        readonly rule: "secret-content";
        readonly line: number;
        /** 1-based, in bytes. */
        readonly column: number;
        /** The rule of docs/secrets.md that found it. */
        readonly kind: string;
        readonly family: string;
        readonly what: string;
        /** At most four characters of the value, and its length. */
        readonly masked: Bytes;
        readonly confidence: "high" | "medium" | "low";
        readonly fingerprint: string | null;
        /**
         * Why it is believed to be one: its checksum, its format, its letters under a name, the name alone, the file.
         */
        readonly why: "checksum" | "format" | "random" | "name" | "file";
        /** The name that the value is assigned to, if any. */
        readonly variable: Bytes | null;
        /** What holds it: a credential file, a settings file, or a program, which cannot be excluded. */
        readonly holder: "credentials" | "settings" | "source";
        /** For an instruction of the Dockerfile: where it is stored, whether a file is sent or not. */
        readonly keptIn?: { readonly place: "history" | "cache"; readonly stage: string };
      }
    | {
        readonly rule: "build-fails";
        /** As in the Dockerfile, on one line; "" if the file as a whole is rejected. */
        readonly instruction: Bytes;
        /** In the builder's words. */
        readonly reason: string;
      }
    | {
        readonly rule: "copy-ignored" | "copy-missing" | "copy-matches-nothing" | "copy-outside";
        readonly line: number;
        readonly kind: "COPY" | "ADD" | "bind";
        /** As written, with variables replaced. */
        readonly source: Bytes;
        /** What it means in the context; for "copy-ignored", the first path that exists and is not sent. */
        readonly found: Bytes;
        readonly isPattern: boolean;
        readonly fails: boolean;
        /** Place and text of the pattern that excludes it. */
        readonly by: Bytes | null;
        readonly similar: string | null;
        /** Why it does not exist, in words. */
        readonly cause: string | null;
        /** Whether it is a link that leads to nothing that is sent; `cause` says where. */
        readonly isLost?: boolean;
        /** The stage that would get it from the context. */
        readonly from: string | null;
      }
    | {
        readonly rule: "copy-everything";
        readonly line: number;
        readonly why: "empty-source" | "tmpfs" | "links";
        readonly source: Bytes;
        /** Variables without a value. */
        readonly unset: readonly Bytes[];
      }
    | {
        readonly rule: "cache-buster";
        readonly line: number;
        /** The instruction, and the command below it that runs again. */
        readonly copy: string;
        readonly command: string;
        /** Numbers of commits examined, of those that change what is copied, and of those that change `first`. */
        readonly commits: number;
        readonly changing: number;
        readonly changingFirst: number;
        /** What to copy first; empty if the command needs nothing of the context. */
        readonly first: readonly Bytes[];
        readonly often: readonly { readonly path: Bytes; readonly commits: number }[];
      }
    | {
        readonly rule: "dockerfile-ignore-replaces";
        /** Patterns of the root's file that do not apply. */
        readonly lost: readonly Bytes[];
        /** What is sent and otherwise would not be. */
        readonly files: number;
      }
    | { readonly rule: "vcs-directory"; readonly files: number }
    | {
        readonly rule: "git-file";
        /** The repository that it names, as written. */
        readonly target: Bytes;
      }
    | { readonly rule: "dependency-directory"; readonly files: number; readonly what: string }
    | { readonly rule: "no-ignore-file"; readonly builder: string }
    | {
        readonly rule: "ignore-file-not-applied";
        readonly from: "archive" | "git";
        readonly builder: string;
      }
    | {
        readonly rule: "ignore-file-elsewhere";
        readonly why: "nested" | "beside" | "builder" | "containers" | "name" | "no-dockerfile";
        readonly wanted: string;
      }
    | {
        readonly rule: "gitignored-but-sent";
        readonly line: number;
        /** The line of the .gitignore. */
        readonly ignoring: Bytes;
        readonly files: number;
        /** Number of files and directories that it ignores, and the first of them. */
        readonly count: number;
        readonly paths: readonly Bytes[];
      }
    | { readonly rule: "arrives-empty"; readonly why: "pattern" | "unreadable"; readonly by: string | null }
    | { readonly rule: "arrives-empty"; readonly why: "hard-link"; readonly first: Bytes }
    | {
        readonly rule: "unreadable";
        readonly reason: string;
        readonly refusal: boolean;
        readonly vanished: boolean;
        /** What the builder cannot do with it. */
        readonly what: "read" | "copied";
      }
    | { readonly rule: "ignore-file-unread"; readonly why: "denied" | "no-file" }
    | {
        readonly rule: "wrong-context";
        readonly why: "below" | "above" | "home" | "root";
        /** Sources that do not exist. */
        readonly missing: readonly Bytes[];
        /** The directory that has them, and the Dockerfile if `-f` is then needed, as a command would name them. */
        readonly wanted: string;
        readonly file: string;
        /** The place that defines the build and fixes its context; null if a command line does. */
        readonly definedAt: string | null;
      }
    | {
        readonly rule: "copy-collides";
        readonly line: number;
        readonly instruction: Bytes;
        readonly lost: readonly { readonly path: Bytes; readonly by: Bytes }[];
      }
    | {
        readonly rule: "exclude-in-vain";
        readonly line: number;
        readonly files: number;
        readonly first: Bytes;
      }
    | {
        readonly rule: "copy-over-installed";
        readonly line: number;
        /** In the context. */
        readonly directory: Bytes;
        /** Line of the RUN that installs. */
        readonly run: number;
      }
    | { readonly rule: "foreign-frontend"; readonly frontend: string }
    | { readonly rule: "utf-16" | "dockerfile-lost" | "removed-by-daemon" }
    | {
        readonly rule: "untracked-included";
        readonly files: number;
        /** For several files of a directory that also holds tracked ones: the first. */
        readonly first: Bytes | null;
      }
    | { readonly rule: "special-file"; readonly type: EntryType; readonly sent: boolean }
    | Remark
  );

export type RuleId = Finding["rule"];
