/** Kind of file that defines a build. */
export type BuildKind = "compose" | "bake" | "dockerfile" | "workflow" | "command";

/** Where a build is defined: the service's key, the `target` block, `uses:`. */
export interface BuildSource {
  /** Relative to the directory. */
  readonly file: string;
  /** 1-based. */
  readonly line: number;
}

/** One build that a repository defines. Paths are text, relative to the directory; "" is the directory itself. */
export interface Build {
  readonly name: string;
  readonly kind: BuildKind;
  readonly source: BuildSource;
  /** A remote context as written. */
  readonly context: string;
  /** Whether the builder fetches the commit itself: no ignore file of the checkout applies. */
  readonly git?: boolean;
  /** For a remote context: whether the builder clones it into a directory and applies the ignore file in it. */
  readonly clones?: boolean;
  /** Joined with a local context, as written for a remote one; null if the text is inline. */
  readonly dockerfile: string | null;
  readonly inline: string | null;
  readonly target: string | null;
  /** Null if the value comes from a variable that is not set. */
  readonly args: Readonly<Record<string, string | null>>;
  readonly contexts: Readonly<Record<string, string>>;
  readonly platforms: readonly string[];
  /** Groups of bake that contain it, directly or through groups; profiles of compose. */
  readonly groups: readonly string[];
  /** Names of mounted secrets and of SSH agents: what else of this machine a build gets. */
  readonly secrets?: readonly string[];
  readonly ssh?: readonly string[];
  /** Why it cannot be read; null if it can. */
  readonly problem: string | null;
  /** For a Dockerfile that nothing names: why this context was chosen. */
  readonly guessed?: string;
}

/** What is wrong with a whole file. */
export interface FileProblem {
  readonly file: string;
  readonly line: number | null;
  readonly message: string;
}

export interface Reading {
  readonly builds: readonly Build[];
  readonly problems: readonly FileProblem[];
  /** Whether what is wrong with the file may be right when it overlays another one. */
  readonly isOverlay?: boolean;
}

/** Files that a definition names: relative to the folder in which the command would run, or absolute. */
export interface Files {
  /** Returns the text; null if there is no such file, or it must not be read. */
  read(path: string): string | null;
  isDirectory(path: string): boolean;
}

/** What a command that reads a definition is given, besides its files. */
export interface Surroundings {
  readonly files: Files;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Last component of the folder in which the command runs. */
  readonly folderName: string;
  /** Receives what variable files (`.env`) set. */
  readonly onVariable?: (name: string, value: string) => void;
}
