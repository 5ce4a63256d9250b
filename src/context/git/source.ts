import { type Bytes, fromBuffer } from "../../bytes.ts";
import { CtxcheckError } from "../../errors.ts";
import { disk } from "../disk.ts";
import { insideOf, parentOf } from "../links.ts";
import { ModeStats } from "../mode-stats.ts";
import { mountTree } from "../mounted.ts";
import { type FileStats, isFailure, type Source } from "../source.ts";
import { readContents } from "./contents.ts";
import { runGit } from "./run.ts";
import { type GitNode, type GitTree, readTree } from "./tree.ts";

/**
 * Returns the disk as it would be after a clean checkout of a commit in the repository of `directory`: the commit's
 * tree below the top of its files, and everything else as it is. Nothing is checked out, and nothing that the
 * repository's configuration names is run: line endings and filters (LFS) are not applied. Throws CtxcheckError
 * "context".
 */
export function gitSource(directory: Bytes, ref: string): Source {
  const { top, commit, time } = findCommit(directory, ref);
  return commitSource(top, top, { ref, commit, time });
}

/**
 * Returns the disk with the commit's tree in place of `mount`: absolute, and outside the repository. Throws
 * CtxcheckError "context".
 */
export function gitSourceAt(mount: Bytes, repository: Bytes, ref: string, shown: string): Source {
  const { top, commit, time } = findCommit(repository, ref);
  return { ...commitSource(top, mount, { ref: shown, commit, time }), given: { kind: "git", bytes: null } };
}

function commitSource(
  repository: Bytes,
  top: Bytes,
  { ref, commit, time }: { ref: string; commit: string; time: number },
): Source {
  const tree = readTree(repository, commit);
  if ("problem" in tree) throw refused(ref, tree.problem);
  const { submodules, refused: left } = tree;
  return {
    ...sourceOf(repository, top, tree, time),
    origin: { top, ref, commit, submodules, refused: left },
  };
}

/** `time`: of the commit, in milliseconds, in place of the time of the checkout. */
function findCommit(directory: Bytes, ref: string): { top: Bytes; commit: string; time: number } {
  if (notARef.test(ref)) throw refused(ref, "this is not a name of a commit");
  const place = nearestDirectory(directory);
  const root = runGit(place, ["rev-parse", "--show-toplevel"]);
  if ("problem" in root) throw refused(ref, root.problem);
  const top = fromBuffer(root.output).replace(/\n$/, "");
  // core.worktree of a stranger's .git names any directory.
  if (insideOf(disk.realPath(top) ?? top, `${disk.realPath(place) ?? place}/`) === null)
    throw refused(ref, "its repository has its files elsewhere");
  const format = "--format=format:%H %ct";
  const found = runGit(top, ["log", "-1", "--no-show-signature", "--no-notes", format, ref, "--"]);
  if ("problem" in found) throw refused(ref, found.problem);
  const [, commit, seconds] = /^([0-9a-f]{40,64}) (\d+)$/.exec(found.output.toString("latin1")) ?? [];
  if (commit === undefined) throw refused(ref, "the repository has no such commit");
  return { top, commit, time: Number(seconds) * 1_000 };
}

/** Whether the repository of a directory has a commit with this name. */
export function isCommit(directory: Bytes, ref: string): boolean {
  if (notARef.test(ref)) return false;
  const args = ["rev-parse", "--verify", "--quiet", `${ref}^{commit}`];
  return !("problem" in runGit(nearestDirectory(directory), args));
}

/** Options, ranges, or nothing. */
const notARef = /^-|^$|\.\./;

/** The directory need not exist: another commit may have it. */
function nearestDirectory(path: Bytes): Bytes {
  const stats = disk.stats(disk.realPath(path) ?? path);
  return path === "/" || (!isFailure(stats) && stats.isDirectory()) ? path : nearestDirectory(parentOf(path));
}

const refused = (ref: string, problem: string) =>
  new CtxcheckError(
    "context",
    `the files of "${ref}" cannot be read: ${problem}`,
    "name a commit, branch or tag of the repository that contains the context",
  );

/** As written by git under the usual umask. */
const modes = { file: 0o100644, directory: 0o40755, symlink: 0o120777 } as const;

/** `repository`: where git runs. `top`: where the files are placed. */
function sourceOf(repository: Bytes, top: Bytes, tree: GitTree, time: number): Source {
  const targets = new Map<string, Bytes>();
  const targetOf = (link: GitNode): Bytes => {
    if (targets.size === 0) {
      const links = [...tree.nodes.values()].filter(({ type }) => type === "symlink");
      for (const { of, content } of readContents(repository, links, mostTarget)) {
        targets.set(of.object, fromBuffer(content));
      }
    }
    return targets.get(link.object) ?? "";
  };
  const contentOf = (node: GitNode) =>
    [...readContents(repository, [node], node.size)][0]?.content ?? Buffer.alloc(0);
  const source = mountTree<GitNode>(top, {
    at: (path) => tree.nodes.get(path),
    typeOf: ({ type }) => type,
    entriesOf: ({ entries }) => entries,
    statsOf: (node) => statsOf(node, time),
    targetOf,
    contentOf: (node) => ({ content: fromBuffer(contentOf(node)) }),
  });
  /** Skips paths that are not files of the tree. */
  function* filesAt(paths: Iterable<Bytes>): Generator<GitNode & { readonly path: Bytes }> {
    for (const path of paths) {
      const node = source.nodeAt(path);
      if (node?.type === "file") yield { ...node, path };
    }
  }
  return {
    ...source,
    *heads(paths, most) {
      for (const { of, content } of readContents(repository, filesAt(paths), most)) {
        yield { path: of.path, content, size: of.size };
      }
    },
  };
}

/** Linux: PATH_MAX. */
const mostTarget = 4_096;

function statsOf({ type, isExecutable, size }: GitNode, mtimeMs: number): FileStats {
  return new ModeStats({
    mode: modes[type] | (type === "file" && isExecutable ? 0o111 : 0),
    size: type === "directory" ? 0 : size,
    mtimeMs,
    nlink: 1,
    rdev: 0,
  });
}
