import { type Bytes, fromBuffer, toBuffer, toText } from "../../bytes.ts";
import { once } from "../../once.ts";
import type { TreeRoot } from "../source.ts";
import { readTracked, type Tracked } from "./index-file.ts";
import { ownExcludes, runGit } from "./run.ts";

/** How git treats a path of the context. */
export interface GitView {
  /** Whether it is tracked, or a directory that holds something tracked. */
  readonly tracked: boolean;
  /** The line that makes git ignore it; null if it is tracked or merely not added. */
  readonly ignoredBy: { readonly file: string; readonly line: number; readonly pattern: string } | null;
}

/**
 * Reads the index once, and runs `git check-ignore` for each path that is not tracked. The answer is null if there is
 * no repository, or none that can be read.
 */
export function gitView(context: TreeRoot): (path: Bytes) => GitView | null {
  const tracked = readTracked(context);
  const excludes = once(() => ownExcludes(context.root));
  return (path) => {
    if (tracked === null) return null;
    return isTracked(tracked, path)
      ? { tracked: true, ignoredBy: null }
      : { tracked: false, ignoredBy: ignoringLine(context.root, path, excludes()) };
  };
}

function isTracked({ files, directories, whole }: Tracked, path: Bytes): boolean {
  const names = path.split("/");
  return (
    files.has(path) ||
    directories.has(path) ||
    names.some((_, at) => whole.has(names.slice(0, at + 1).join("/")))
  );
}

/**
 * `<file>NUL<line>NUL<pattern>NUL<path>NUL`, with the file relative to the directory; a pattern that re-includes
 * ignores nothing.
 */
function ignoringLine(root: Bytes, path: Bytes, excludes: string): GitView["ignoredBy"] {
  const input = toBuffer(`${path}\0`);
  const own = ["-c", `core.excludesFile=${excludes}`];
  const answer = runGit(root, [...own, "check-ignore", "--verbose", "-z", "--stdin"], { input, finds: true });
  if ("problem" in answer) return null;
  const [file = "", line = "", pattern = ""] = fromBuffer(answer.output).split("\0");
  if (file === "" || pattern.startsWith("!")) return null;
  return { file: toText(file), line: Number(line), pattern: toText(pattern) };
}
