import type { Bytes } from "../bytes.ts";
import type { Dialect } from "../dockerfile/dialect.ts";
import type { LinkTree } from "../dockerfile/follow-links.ts";
import type { Step } from "../dockerfile/steps.ts";
import type { IgnoreEntry } from "../ignore/parse.ts";
import type { Pattern } from "../ignore/pattern.ts";
import type { Because, EntryType } from "../model.ts";
import type { ContextTree } from "./context-tree.ts";
import type { CopiedPaths } from "./copied-path.ts";

export type BuilderName =
  | "buildkit"
  | "buildkit@0.8"
  | "classic"
  | "buildah"
  | "kaniko"
  | "balena"
  | "testcontainers"
  | "cdk"
  | ReleaseName;

/** Another release of a builder, which reads Dockerfiles otherwise. */
export type ReleaseName = "classic@28" | "buildah@1.28";

/** The Dockerfile of a build, as far as a builder names its ignore file after it. */
export interface NamedDockerfile {
  /** Base name. */
  readonly name: Bytes;
  /** The value of `-f` where it is a relative path, else null. */
  readonly relative: Bytes | null;
}

export interface IgnoreFilePlace {
  readonly why: "beside-dockerfile" | "context-root";
  /** What `name` is relative to. */
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
  /** Patterns of the paths that the Dockerfile requests; null if everything is requested. */
  readonly requested: readonly Pattern[] | null;
  /** False if the build needs nothing of the context: nothing is transferred, and nothing fails over it (rule D2). */
  readonly transferred: boolean;
  /** What its instructions take, for a builder that filters while it copies; absent if that is not known. */
  readonly copiedPaths?: CopiedPaths;
}

export interface Verdict {
  readonly allowed: boolean;
  readonly sent: boolean;
  readonly by: Pattern | null;
  readonly because?: Because;
  /** For a directory: the walk goes in, because something below may be allowed or sent, or is read. */
  readonly enter: boolean;
  /** The builder reads it (lists a directory, opens a file), and fails or sends an empty file where it cannot. */
  readonly reads: boolean;
  /** A directory that is not sent for what is sent below it, though the builder sends parents. */
  readonly onlyPassed?: true;
  /** The builder would take it, but cannot take what it is, and fails. */
  readonly refused?: true;
}

/** The rules as they stand inside one directory of the context. Arguments are names of its entries. */
export interface Folder {
  decide(name: Bytes, type: EntryType): Verdict;
  /** Whether a file that is sent loses its content on the way (rules D11, D14). */
  arrivesEmpty(name: Bytes, type: EntryType): boolean;
  enter(name: Bytes, verdict: Verdict): Folder;
  /** Nothing in it is allowed or sent, whatever it is called. */
  isSettled?(): boolean;
  /** Nothing in it is requested, nor below it: the patterns of the ignore file decide all that is to be said. */
  isUnrequested?(): boolean;
  /** The patterns that match the entry itself, in order (for explanations). */
  touching(name: Bytes): Pattern[];
}

export interface IgnoreText {
  readonly shown: string;
  readonly content: Bytes;
}

/** How one builder filters a context. To add a builder: one file like buildkit.ts, one row in index.ts. */
export interface Builder {
  readonly name: BuilderName;
  readonly title: string;
  /** Whether it receives everything that is allowed, what the Dockerfile requests, or what its instructions take. */
  readonly asks: "everything" | "requested-paths" | "copiedPaths";
  /** The names of a Dockerfile that it finds by itself; the first that exists is read. */
  readonly dockerfileNames: readonly [Bytes, ...Bytes[]];
  /**
   * How it opens the Dockerfile: links stay inside its directory, or are followed on the host; "into-context":
   * followed, but one that is found by its name may not lie outside of the context.
   */
  readonly dockerfileLinks: "confined" | "followed" | "into-context";
  /** Its client lists every directory beside the Dockerfile before it asks whether to go in (filepath.Walk). */
  readonly listsBesideDockerfile?: true;
  /** In order; the first that exists is read. */
  ignoreFilePlaces(dockerfile: NamedDockerfile): readonly IgnoreFilePlace[];
  /**
   * Reads an ignore file. `dockerfilePath` is relative to the context, null if there is none.
   * Throws CtxcheckError where the builder refuses the file.
   */
  readPatterns(content: Bytes, file: string, dockerfilePath: Bytes | null): Pattern[];
  /** A further line is read without a look at those above it, and changes nothing of what they mean. */
  readonly readsByLine?: true;
  /** How it takes an ignore file that is named on its command line, where that differs. */
  readonly named?: {
    readPatterns(content: Bytes, file: string): Pattern[];
    /** It holds no patterns, and the builder looks for its own file as if none were named. */
    isNone(content: Bytes): boolean;
  };
  /**
   * What of the paths that a Dockerfile requests reaches the client, which then follows links (rule D7); the ignore
   * file's patterns travel with them. Only for a builder that asks, when there is something to transfer. Throws
   * CtxcheckError where they cannot travel.
   */
  carry?(ignoreFile: IgnoreText | null, paths: readonly IgnoreEntry[]): readonly IgnoreEntry[];
  /** How its client sees the files when it follows links; may throw CtxcheckError where it fails. */
  followIn?(tree: LinkTree): LinkTree;
  /**
   * What becomes of those paths in the filter. moby/patternmatcher.New where it is left out (rule D8). Throws
   * CtxcheckError.
   */
  readRequested?(paths: readonly IgnoreEntry[]): Pattern[];
  /** What the instructions of the stages that are built take. Only for a builder with "copiedPaths". */
  take?(steps: readonly Step[], tree: ContextTree, patterns: readonly Pattern[]): CopiedPaths;
  /** Whose instructions its own are; absent if it is not known what it does with files. */
  readonly engine?: "buildkit" | "buildkit@0.8" | "classic" | "buildah";
  /** What it sends goes to a Docker Engine, which builds it with BuildKit or as the classic builder does. */
  readonly handsOver?: true;
  /** How it reads a Dockerfile; as BuildKit does now where it is left out. */
  readonly dialect?: Dialect;
  /** The rules in the root of the context. */
  open(rules: Rules): Folder;
  /** Its client runs on Windows. */
  readonly os?: "windows";
  /** The mode with which its client sends an entry, where that is not the one on the disk. */
  modeOf?(mode: number): number;
  /** Whether the parents of what is sent are sent too, when they are themselves excluded (rules C7, D9). */
  readonly sendsParents: boolean;
  /**
   * What it makes of a context that is not a directory of the client: all of it is the context, or it is unpacked and
   * filtered as a directory is, or there is no such thing (rules A9, A10, I1, I2).
   */
  readonly given: Readonly<Record<"archive" | "git", "unfiltered" | "filtered" | "refused">>;
  /** What an unreadable file that is sent does (rules C2, D15). */
  readonly unreadableFile: "arrives-empty" | "refused";
}
