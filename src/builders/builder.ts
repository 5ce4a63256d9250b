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

/** Another release of a builder, which reads Dockerfiles differently. */
export type ReleaseName = "classic@28" | "buildah@1.28";

/** The Dockerfile of a build, as far as a builder's ignore file is named after it. */
export interface NamedDockerfile {
  /** Base name. */
  readonly name: Bytes;
  /** The value of `-f` if it is a relative path, else null. */
  readonly relative: Bytes | null;
}

export interface IgnoreFilePlace {
  readonly why: "beside-dockerfile" | "context-root";
  /** What `name` is relative to. */
  readonly directory: "context" | "dockerfile";
  readonly name: Bytes;
  /** Whether links are resolved inside the directory as if it were the root, or on the host as usual. */
  readonly links: "confined" | "followed";
  /** Whether an unreadable file counts as empty, or fails the build. */
  readonly unreadable: "empty" | "refused";
}

/** What is known when the rules are opened. */
export interface Rules {
  readonly patterns: readonly Pattern[];
  /** Patterns of the paths that the Dockerfile requests; null if everything is requested. */
  readonly requested: readonly Pattern[] | null;
  /**
   * False if the build needs nothing from the context: nothing is transferred, and nothing in it fails the build (rule
   * D2).
   */
  readonly transferred: boolean;
  /** What the instructions take, for a builder that filters while it copies; absent if unknown. */
  readonly copiedPaths?: CopiedPaths;
}

export interface Verdict {
  readonly allowed: boolean;
  readonly sent: boolean;
  readonly by: Pattern | null;
  readonly because?: Because;
  /** For a directory: whether the walk enters it, because something below may be allowed or sent, or is read. */
  readonly enter: boolean;
  /** Whether the builder reads it (lists a directory, opens a file), and fails or sends an empty file if it cannot. */
  readonly reads: boolean;
  /** A directory that is not sent as a parent of what is sent below it, though the builder sends parents. */
  readonly onlyPassed?: true;
  /** The builder would take it, but fails because of its type. */
  readonly refused?: true;
}

/** The rules inside one directory of the context. Arguments are names of its entries. */
export interface Folder {
  decide(name: Bytes, type: EntryType): Verdict;
  /** Whether a file that is sent loses its content on the way (rules D11, D14). */
  arrivesEmpty(name: Bytes, type: EntryType): boolean;
  enter(name: Bytes, verdict: Verdict): Folder;
  /** Whether nothing in it is allowed or sent, whatever its name. */
  isSettled?(): boolean;
  /** Whether nothing in or below it is requested, so that the patterns of the ignore file decide alone. */
  isUnrequested?(): boolean;
  /** Returns the patterns that match the entry itself, in order (for explanations). */
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
  /** Whether it receives everything allowed, what the Dockerfile requests, or what its instructions take. */
  readonly sends: "everything" | "requested-paths" | "copied-paths";
  /** The names of a Dockerfile that it finds on its own; the first that exists is read. */
  readonly dockerfileNames: readonly [Bytes, ...Bytes[]];
  /**
   * How it opens the Dockerfile: links stay inside its directory, or are followed on the host; "into-context":
   * followed, but a Dockerfile found by its name may not be outside the context.
   */
  readonly dockerfileLinks: "confined" | "followed" | "into-context";
  /** Its client lists every directory next to the Dockerfile before it decides whether to enter it (filepath.Walk). */
  readonly listsBesideDockerfile?: true;
  /** In order; the first that exists is read. */
  ignoreFilePlaces(dockerfile: NamedDockerfile): readonly IgnoreFilePlace[];
  /**
   * Reads an ignore file. `dockerfilePath`: relative to the context, null if there is none. Throws CtxcheckError if the
   * builder refuses the file.
   */
  readPatterns(content: Bytes, file: string, dockerfilePath: Bytes | null): Pattern[];
  /** Each line is read independently of those above it, and does not change what they mean. */
  readonly readsByLine?: true;
  /** How it reads an ignore file named on its command line, if that differs. */
  readonly named?: {
    readPatterns(content: Bytes, file: string): Pattern[];
    /** Whether it holds no patterns, so that the builder looks for its own file as if none were named. */
    isNone(content: Bytes): boolean;
  };
  /**
   * Returns what of the paths that a Dockerfile requests reaches the client, which then follows links (rule D7); the
   * ignore file's patterns travel with them. Only for a builder that receives requested paths, if there is something to
   * transfer. Throws CtxcheckError if they cannot travel.
   */
  carry?(ignoreFile: IgnoreText | null, paths: readonly IgnoreEntry[]): readonly IgnoreEntry[];
  /** Returns the files as its client sees them when it follows links; may throw CtxcheckError if it fails. */
  followIn?(tree: LinkTree): LinkTree;
  /** Reads those paths as the filter does. Default: moby/patternmatcher.New (rule D8). Throws CtxcheckError. */
  readRequested?(paths: readonly IgnoreEntry[]): Pattern[];
  /** Returns what the instructions of the built stages take. Only for a builder with "copiedPaths". */
  take?(steps: readonly Step[], tree: ContextTree, patterns: readonly Pattern[]): CopiedPaths;
  /** The engine whose instructions it runs; absent if it is unknown what it does with files. */
  readonly engine?: "buildkit" | "buildkit@0.8" | "classic" | "buildah";
  /** Sends its result to a Docker Engine, which builds it with BuildKit or as the classic builder does. */
  readonly handsOver?: true;
  /** How it reads a Dockerfile; by default as current BuildKit does. */
  readonly dialect?: Dialect;
  /** Returns the rules at the root of the context. */
  open(rules: Rules): Folder;
  /** Its client runs on Windows. */
  readonly os?: "windows";
  /** Returns the mode with which its client sends an entry, if that is not the mode on disk. */
  modeOf?(mode: number): number;
  /** Whether the parents of what is sent are sent as well, even if they are excluded (rules C7, D9). */
  readonly sendsParents: boolean;
  /**
   * What it makes of a context that is no directory of the client: it uses all of it, unpacks it and filters it as a
   * directory, or refuses it (rules A9, A10, I1, I2).
   */
  readonly given: Readonly<Record<"archive" | "git", "unfiltered" | "filtered" | "refused">>;
  /** The effect of an unreadable file that is sent (rules C2, D15). */
  readonly unreadableFile: "arrives-empty" | "refused";
}
