/** Which kind of file defines a build. */
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
  /** A remote context as it was written. */
  readonly context: string;
  /** The builder fetches the commit itself: no ignore file of the checkout applies. */
  readonly git?: boolean;
  /** Of a remote context: who builds clones it into a directory, and applies the ignore file in it. */
  readonly clones?: boolean;
  /** Joined with a local context, as written in a remote one; null if the text is inline. */
  readonly dockerfile: string | null;
  readonly inline: string | null;
  readonly target: string | null;
  /** Null if the value comes from a variable that is not set. */
  readonly args: Readonly<Record<string, string | null>>;
  readonly contexts: Readonly<Record<string, string>>;
  readonly platforms: readonly string[];
  /** Groups of bake that hold it, those of groups too; profiles of compose. */
  readonly groups: readonly string[];
  /** Names of the secrets that are mounted, and agents of SSH: what else of this machine a build gets. */
  readonly secrets?: readonly string[];
  readonly ssh?: readonly string[];
  /** Why it cannot be read; null if it can. */
  readonly problem: string | null;
  /** For a Dockerfile that nothing names: why this context. */
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
  /** What is wrong with the file is right where it lies over another one. */
  readonly isOverlay?: boolean;
}

/** The files that a definition names: relative to the folder that the command would run in, or absolute. */
export interface Files {
  /** The text; null if there is none, or it may not be read. */
  read(path: string): string | null;
  isDirectory(path: string): boolean;
}

/** What a command that reads a definition is given besides its files. */
export interface Surroundings {
  readonly files: Files;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** The last component of the folder that the command runs in. */
  readonly folderName: string;
  /** Receives what files of variables (`.env`) set. */
  readonly onVariable?: (name: string, value: string) => void;
}
