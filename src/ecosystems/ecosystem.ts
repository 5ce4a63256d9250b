import type { Bytes } from "../bytes.ts";

/** A tool that fetches a program's dependencies. */
export interface PackageTool {
  /** Commands that only fetch: they belong before the copy of the sources. */
  readonly installs: RegExp;
  /** Commands that both fetch and build. */
  readonly builds?: RegExp;
  /** Files that declare what is fetched. */
  readonly manifest: RegExp;
}

/**
 * The role of something in a build. "installed": a tool fetched it, "output": a tool made it from the sources, "cache":
 * only a tool's memory, "report": the result of a test run. The rest is written by people or by the machine.
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
  /** Base name; `*` matches anything. */
  readonly name: Bytes;
  readonly type: "directory" | "file";
  readonly kind: JunkKind;
  /** Description for people, as in "2 files of ...". */
  readonly what: string;
  /** Set if nothing else has the name: it is junk anywhere. */
  readonly certain?: true;
  /** Otherwise it must hold one of these names or, if none are given, only be next to a mark. */
  readonly holds?: readonly Bytes[];
}

export interface Ecosystem {
  readonly title: string;
  /** Names (`*` matches anything) of the files that identify it; none: it may be anywhere. */
  readonly marks: readonly Bytes[];
  readonly tools?: readonly PackageTool[];
  /** Commands that rebuild its output, in addition to those of `tools` that build. */
  readonly makes?: RegExp;
  readonly junk: readonly Junk[];
  /**
   * Lines of a .gitignore, without trailing slashes, that name what its tools leave behind: `always` what no build
   * needs, `made` what a build makes anew.
   */
  readonly ignored?: { readonly always: RegExp; readonly made?: RegExp };
}

type Named = Pick<Junk, "name" | "what">;

/** Returns rows of one kind from names and descriptions. */
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

/** Directories with a name that nothing else has. */
export const certainDirectories = rows("directory", true);
/** Directories of that name next to a mark. */
export const directories = rows("directory", false);
/** Files with a name that nothing else has. */
export const certainFiles = rows("file", true);
/** Files of that name next to a mark. */
export const files = rows("file", false);
