import type { Bytes } from "../bytes.ts";

/** A tool that fetches what a program needs. */
export interface PackageTool {
  /** Commands that only fetch: they belong above the copy of the sources. */
  readonly installs: RegExp;
  /** Commands that fetch and build in one. */
  readonly builds?: RegExp;
  /** The files that say what is fetched. */
  readonly manifest: RegExp;
}

/**
 * What something is to a build. "installed": a tool fetched it, "output": a tool made it of the sources, "cache": nothing
 * but a tool's memory, "report": the result of a test run. The rest is written by people or by the machine.
 */
export type JunkKind =
  | "installed"
  | "output"
  | "cache"
  | "report"
  | "vcs"
  | "editor"
  | "system"
  | "logs"
  | "ci"
  | "container"
  | "state"
  | "tests"
  | "docs";

/** Something in a project that an image seldom needs. */
export interface Junk {
  /** Base name; `*` stands for anything. */
  readonly name: Bytes;
  readonly type: "directory" | "file";
  readonly kind: JunkKind;
  /** For people, as in "2 files of ...". */
  readonly what: string;
  /** Nothing else bears the name; it is junk wherever it lies. */
  readonly certain?: true;
  /** Otherwise it has to hold one of these names; where none are said, it only has to be beside a mark. */
  readonly holds?: readonly Bytes[];
}

export interface Ecosystem {
  readonly title: string;
  /** The names (`*` stands for anything) of the files by which it is recognised; none: it may be anywhere. */
  readonly marks: readonly Bytes[];
  readonly tools?: readonly PackageTool[];
  /** Commands that make its output anew; those of `tools` that build count, too. */
  readonly makes?: RegExp;
  readonly junk: readonly Junk[];
  /**
   * Lines of a .gitignore, without slashes at their ends, that name what its tools leave behind: what no build needs, and
   * what a build makes anew.
   */
  readonly ignored?: { readonly always: RegExp; readonly made?: RegExp };
}

type Named = Pick<Junk, "name" | "what">;

/** Rows of one kind, by name and what it is. */
const rows =
  (type: Junk["type"], certain: boolean) =>
  (kind: JunkKind, names: Readonly<Record<Bytes, string>>): Junk[] =>
    Object.entries(names).map(
      ([name, what]): Junk => ({
        ...({ name, what } satisfies Named),
        type,
        kind,
        ...(certain ? { certain } : {}),
      }),
    );

/** Directories by a name that nothing else bears. */
export const certainDirectories = rows("directory", true);
/** Directories of that name beside a mark. */
export const directories = rows("directory", false);
/** Files by a name that nothing else bears. */
export const certainFiles = rows("file", true);
/** Files of that name beside a mark. */
export const files = rows("file", false);
