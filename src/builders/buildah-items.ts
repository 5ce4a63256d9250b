import type { Bytes } from "../bytes.ts";
import type { CopyStep } from "../dockerfile/steps.ts";
import { cleanPath } from "../ignore/clean.ts";
import type { Pattern } from "../ignore/pattern.ts";
import { globExtended, globFor } from "./buildah-glob.ts";
import type { ContextTree } from "./context-tree.ts";
import type { CopiedPath } from "./copied-path.ts";
import { type CopyWalk, walkTo } from "./copying.ts";

/** A COPY or ADD from the context. */
export interface Copy {
  readonly step: CopyStep;
  readonly tree: ContextTree;
  readonly patterns: readonly Pattern[];
  readonly walk: CopyWalk;
}

/** A failure of buildah's copy. */
export class CopyFailure extends Error {
  readonly source: Bytes;

  constructor(source: Bytes, message: string) {
    super(message);
    this.source = source;
  }
}

/** fileutils: PatternMatcher.Matches. */
export function isExcluded({ walk }: Copy, path: Bytes): boolean {
  const slash = path.lastIndexOf("/");
  return walkTo(walk, path.slice(0, Math.max(slash, 0))).scope.decide(path.slice(slash + 1)).matched;
}

/** copier: copierHandlerGet for one item, which is looked up again by its name. Throws CopyFailure. */
export function takeItem(copy: Copy, path: Bytes, pivot: Bytes | null): CopiedPath[] {
  const queue = globExtended(copy.tree, globFor(path));
  if (queue.length === 0) throw new CopyFailure(path, "no such file or directory");
  const copiedPaths = queue.flatMap((found) => takeFound(copy, found, pivot));
  if (copiedPaths.length === 0) throw new CopyFailure(path, "copied no items");
  return copiedPaths;
}

function takeFound(copy: Copy, found: Bytes, pivot: Bytes | null): CopiedPath[] {
  const { tree, step, patterns } = copy;
  const { end, links } = followLinks(tree, found);
  const type = end === "" ? "directory" : tree.typeOf(end);
  const copied = (kind: CopiedPath["kind"], named: Bytes): CopiedPath => {
    return { kind, path: tree.locate(named) ?? named, named, patterns };
  };
  const isDirectory = type === "directory";
  const parents = step.parents ? parentsOf(found, isDirectory && links.length === 0, pivot) : [];
  const before = parents.map((parent) => copied("entry", parent));
  if (!isDirectory && isExcluded(copy, end)) return before;
  if (type === "socket") throw new CopyFailure(found, "sockets not supported");
  const followed = links.map((link) => copied("link", link));
  return [...before, ...followed, copied(isDirectory ? "content" : "entry", end)];
}

/** copier: checkLinks (rule F13). Only the last component is followed; the links before it are left to the kernel. */
function followLinks(tree: ContextTree, found: Bytes): { end: Bytes; links: Bytes[] } {
  const links: Bytes[] = [];
  let end = found;
  while (end !== "" && tree.typeOf(end) === "symlink") {
    links.push(end);
    if (links.length >= 16) throw new CopyFailure(found, "too many levels of symbolic links");
    const target = tree.readlink(end) ?? "";
    const directory = end.slice(0, Math.max(end.lastIndexOf("/"), 0));
    end = cleanPath(target.startsWith("/") ? target : `/${directory}/${target}`).slice(1);
  }
  if (end !== "" && tree.typeOf(end) === null) throw new CopyFailure(found, "no such file or directory");
  return { end, links };
}

/**
 * `--parents`: the directories before the source, to which the rules are not applied. Of those before `/./`, only the
 * last is omitted: buildah compares names that end in a slash with names that do not.
 */
function parentsOf(found: Bytes, withItself: boolean, pivot: Bytes | null): Bytes[] {
  const names = found.split("/");
  const parents = names.map((_, index) => names.slice(0, index + 1).join("/"));
  return (withItself ? parents : parents.slice(0, -1)).filter((parent) => parent !== pivot && parent !== "");
}
