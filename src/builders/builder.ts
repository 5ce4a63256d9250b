import type { Bytes } from "../bytes.ts";
import type { IgnoreEntry } from "../ignore/parse.ts";
import type { Pattern } from "../ignore/pattern.ts";
import type { Because, EntryType } from "../model.ts";

export type BuilderName = "buildkit" | "classic";

/** Where a builder looks for its ignore file. */
export interface IgnoreFilePlace {
  readonly directory: "context" | "dockerfile";
  readonly name: Bytes;
  /** Links are resolved inside the directory as if it were the root, or on the host as usual. */
  readonly links: "confined" | "followed";
  /** What a file that cannot be read means: an empty one, or the end of the build. */
  readonly unreadable: "empty" | "refused";
}

/** What the plan knows when the rules are opened. */
export interface Rules {
  readonly patterns: readonly Pattern[];
  /** Patterns of the paths that the Dockerfile asks for; null where everything is asked for. */
  readonly requested: readonly Pattern[] | null;
}

/** What becomes of one entry. */
export interface Verdict {
  readonly allowed: boolean;
  readonly sent: boolean;
  readonly by: Pattern | null;
  readonly because?: Because;
  /** For a directory: the walk goes in, because something below may be allowed or sent, or is read. */
  readonly enter: boolean;
  /** The builder reads it (lists a directory, opens a file), and fails or sends an empty file where it cannot. */
  readonly reads: boolean;
}

/** The rules as they stand inside one directory of the context. Arguments are names of its entries. */
export interface Folder {
  judge(name: Bytes, type: EntryType): Verdict;
  /** Whether a file that is sent loses its content on the way (rules D11, D14). */
  arrivesEmpty(name: Bytes, type: EntryType): boolean;
  enter(name: Bytes, verdict: Verdict): Folder;
  /** The patterns that match the entry itself, in order (for explanations). */
  touching(name: Bytes): Pattern[];
}

/** How one builder filters a context. To add a builder: one file like buildkit.ts, one row in index.ts. */
export interface Builder {
  readonly name: BuilderName;
  /** For people. */
  readonly title: string;
  /** Whether it receives what the Dockerfile asks for, or everything that is allowed. */
  readonly asks: "dockerfile" | "everything";
  /** In order; the first that exists is read. `dockerfile` is the base name of the Dockerfile. */
  ignoreFilePlaces(dockerfile: Bytes): readonly IgnoreFilePlace[];
  /**
   * Reads an ignore file. `dockerfilePath` is relative to the context, null where there is none.
   * Throws CtxcheckError where the builder refuses the file.
   */
  readPatterns(content: Bytes, file: string, dockerfilePath: Bytes | null): Pattern[];
  /**
   * What of the paths that a Dockerfile asks for reaches the client, which then follows links (rule D7). Only for a
   * builder that asks. Throws CtxcheckError where the builder refuses them.
   */
  carryRequested?(paths: readonly IgnoreEntry[]): readonly IgnoreEntry[];
  /** The rules in the root of the context. */
  open(rules: Rules): Folder;
  /** Whether the parents of what is sent are sent too, when they are themselves excluded (rules C7, D9). */
  readonly sendsParents: boolean;
  /** What an unreadable file that is sent does (rules C2, D15). */
  readonly unreadableFile: "arrives-empty" | "refused";
}
