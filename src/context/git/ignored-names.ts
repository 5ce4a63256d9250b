import type { Bytes } from "../../bytes.ts";
import { type GitLine, readGitignore } from "../../ignore/git-lines.ts";
import { gitIgnores } from "../../ignore/git-rules.ts";
import { inDirectory } from "../links.ts";
import { isFailure, type TreeRoot } from "../source.ts";
import { repositoryOf } from "./directory.ts";

type Ignores = (path: Bytes, isDirectory: boolean) => boolean;

/**
 * Whether a .gitignore names a path of the context: those on the way to it, and those above the context in its
 * repository. The path need not exist: it may be made later.
 */
export function gitNames(context: TreeRoot): Ignores {
  const top = repositoryOf(context.source, context.root) ?? context.root;
  const inside = context.root === top ? "" : `${context.root.slice(top === "/" ? 1 : top.length + 1)}/`;
  const known = new Map<Bytes, Ignores>();
  return (path, isDirectory) => {
    const whole = `${inside}${path}`;
    const parent = whole.slice(0, whole.lastIndexOf("/") + 1);
    const ignores = known.get(parent) ?? gitIgnores(linesAbove(context, top, parent));
    known.set(parent, ignores);
    return ignores(whole, isDirectory);
  };
}

const longest = 1_048_576;

/** Outer files first: inner ones have the last word. */
function linesAbove({ source }: TreeRoot, top: Bytes, directory: Bytes): GitLine[] {
  const directories = [""];
  for (let at = directory.indexOf("/"); at >= 0; at = directory.indexOf("/", at + 1))
    directories.push(directory.slice(0, at + 1));
  return directories.flatMap((inside) => {
    const path = inDirectory(top, `${inside}.gitignore`);
    const stats = source.stats(path);
    if (isFailure(stats) || !stats.isFile() || stats.size > longest) return [];
    const read = source.read(path);
    return isFailure(read) ? [] : readGitignore(read.content, `${inside}.gitignore`, inside);
  });
}
