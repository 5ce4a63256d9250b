import { type Bytes, fromBuffer } from "../../bytes.ts";
import { CtxcheckError } from "../../errors.ts";
import { disk } from "../disk.ts";
import { insideOf, parentOf } from "../links.ts";
import { ModeStats } from "../mode-stats.ts";
import { type Failure, type FileStats, isFailure, type Source } from "../source.ts";
import { readContents } from "./contents.ts";
import { runGit } from "./run.ts";
import { type GitNode, type GitTree, readTree } from "./tree.ts";

/**
 * The disk as it would be after a clean checkout of a commit in the repository that `directory` belongs to: below the
 * top of its files the commit's tree, everywhere else what is there. Nothing is checked out, and nothing that the
 * repository's configuration names is run: line endings and filters (LFS) are not applied. Throws CtxcheckError
 * "context".
 */
export function gitSource(directory: Bytes, ref: string): Source {
  const { top, commit, time } = findCommit(directory, ref);
  const tree = readTree(top, commit);
  if ("problem" in tree) throw refused(ref, tree.problem);
  const { submodules, refused: left } = tree;
  return { ...sourceOf(top, tree, time), origin: { top, ref, commit, submodules, refused: left } };
}

/** `time`: of the commit, in milliseconds; it stands for the time of the checkout. */
function findCommit(directory: Bytes, ref: string): { top: Bytes; commit: string; time: number } {
  if (notARef.test(ref)) throw refused(ref, "this is no name of a commit");
  const place = nearestDirectory(directory);
  const root = runGit(place, ["rev-parse", "--show-toplevel"]);
  if ("problem" in root) throw refused(ref, root.problem);
  const top = fromBuffer(root.output).replace(/\n$/, "");
  const format = "--format=format:%H %ct";
  const found = runGit(top, ["log", "-1", "--no-show-signature", "--no-notes", format, ref, "--"]);
  if ("problem" in found) throw refused(ref, found.problem);
  const [, commit, seconds] = /^([0-9a-f]{40,64}) (\d+)$/.exec(found.output.toString("latin1")) ?? [];
  if (commit === undefined) throw refused(ref, "the repository has no such commit");
  return { top, commit, time: Number(seconds) * 1_000 };
}

/** Whether the repository of a directory has a commit of this name. */
export function isCommit(directory: Bytes, ref: string): boolean {
  if (notARef.test(ref)) return false;
  const args = ["rev-parse", "--verify", "--quiet", `${ref}^{commit}`];
  return !("problem" in runGit(nearestDirectory(directory), args));
}

/** Options, ranges, nothing. */
const notARef = /^-|^$|\.\./;

/** The directory need not be there: another commit may have it. */
function nearestDirectory(path: Bytes): Bytes {
  const stats = disk.stats(disk.realPath(path) ?? path);
  return path === "/" || (!isFailure(stats) && stats.isDirectory()) ? path : nearestDirectory(parentOf(path));
}

const refused = (ref: string, problem: string) =>
  new CtxcheckError(
    "context",
    `the files of "${ref}" cannot be read: ${problem}`,
    "name a commit, branch or tag of the repository that the context lies in",
  );

/** As git writes them under the usual umask. */
const modes = { file: 0o100644, directory: 0o40755, symlink: 0o120777 } as const;

function sourceOf(top: Bytes, tree: GitTree, time: number): Source {
  const parents = new Map<Bytes, Bytes | Failure>();
  const resolveAll = (path: Bytes) => resolvePath(path, top, linkAt);
  /** The path with the links in front of its last component replaced. */
  const locate = (path: Bytes): Bytes | Failure => {
    const clean = path.replace(/\/+$/, "");
    const slash = clean.lastIndexOf("/");
    const parent = clean.slice(0, slash);
    const known = parents.get(parent) ?? resolveAll(parent || "/");
    parents.set(parent, known);
    return isFailure(known) ? known : `${known === "/" ? "" : known}/${clean.slice(slash + 1)}`;
  };
  /** Null where the disk answers. */
  const nodeAt = (path: Bytes): GitNode | Failure | null => {
    const inside = path === top ? "" : insideOf(top, path);
    return inside === null ? null : (tree.nodes.get(inside) ?? { failed: "ENOENT" });
  };
  const linkAt = (path: Bytes): Bytes | Failure | null => {
    const node = nodeAt(path);
    if (node === null) return linkOnDisk(path);
    if (isFailure(node)) return node;
    return node.type === "symlink" ? targetOf(node) : null;
  };
  const targets = new Map<string, Bytes>();
  const targetOf = (link: GitNode): Bytes => {
    if (targets.size === 0) {
      const links = [...tree.nodes.values()].filter(({ type }) => type === "symlink");
      for (const { of, content } of readContents(top, links, mostTarget)) {
        targets.set(of.object, fromBuffer(content));
      }
    }
    return targets.get(link.object) ?? "";
  };
  /** What an answer is made of: the entry in the tree, or the place on the disk. */
  const ask = <T>(
    path: Bytes | Failure,
    inTree: (node: GitNode) => T | Failure,
    onDisk: (path: Bytes) => T | Failure,
  ): T | Failure => {
    if (isFailure(path)) return path;
    const node = nodeAt(path);
    if (node === null) return onDisk(path);
    return isFailure(node) ? node : inTree(node);
  };
  /** Links on the way count; what is no file of the tree is passed over. */
  function* filesAt(paths: Iterable<Bytes>): Generator<GitNode & { readonly path: Bytes }> {
    for (const path of paths) {
      const located = locate(path);
      const node = isFailure(located) ? null : nodeAt(located);
      if (node !== null && !isFailure(node) && node.type === "file") yield { ...node, path };
    }
  }
  const contentOf = (node: GitNode) =>
    [...readContents(top, [node], node.size)][0]?.content ?? Buffer.alloc(0);
  const read: Source["read"] = (path) =>
    ask(
      locate(path),
      (node) =>
        node.type === "file"
          ? { content: fromBuffer(contentOf(node)) }
          : { failed: node.type === "directory" ? "EISDIR" : "EINVAL" },
      disk.read,
    );
  return {
    list: (path) =>
      ask(
        resolveAll(path),
        ({ type, entries }) => (type === "directory" ? entries : { failed: "ENOTDIR" }),
        disk.list,
      ),
    stats: (path) => ask(locate(path), (node) => statsOf(node, time), disk.stats),
    readlink: (path) =>
      ask(
        locate(path),
        (node) => (node.type === "symlink" ? targetOf(node) : { failed: "EINVAL" }),
        disk.readlink,
      ),
    read,
    content: read,
    realPath: (path) => {
      const resolved = resolveAll(path);
      return isFailure(resolved) ? null : resolved;
    },
    denied: (path, type) => {
      const resolved = resolveAll(path);
      const node = isFailure(resolved) ? resolved : nodeAt(resolved);
      return node === null ? disk.denied(path, type) : isFailure(node) ? node : null;
    },
    *heads(paths, most) {
      for (const { of, content } of readContents(top, filesAt(paths), most)) {
        yield { path: of.path, content, size: of.size };
      }
    },
  };
}

/** Linux: PATH_MAX. */
const mostTarget = 4_096;
const mostLinks = 40;

function linkOnDisk(path: Bytes): Bytes | Failure | null {
  const stats = disk.stats(path);
  if (isFailure(stats)) return stats;
  return stats.isSymbolicLink() ? disk.readlink(path) : null;
}

/** As a system resolves an absolute path: every component has to be there. */
function resolvePath(
  path: Bytes,
  top: Bytes,
  linkAt: (path: Bytes) => Bytes | Failure | null,
): Bytes | Failure {
  const rest = path.split("/").reverse();
  let at = "";
  for (let links = 0; rest.length > 0; ) {
    const component = rest.pop();
    if (component === undefined || component === "" || component === ".") continue;
    if (component === "..") {
      at = at.slice(0, Math.max(at.lastIndexOf("/"), 0));
      continue;
    }
    const next = `${at}/${component}`;
    const target = `${top}/`.startsWith(`${next}/`) ? null : linkAt(next);
    if (isFailure(target)) return target;
    if (target === null) at = next;
    else {
      if (++links > mostLinks) return { failed: "ELOOP" };
      if (target.startsWith("/")) at = "";
      rest.push(...target.split("/").reverse());
    }
  }
  return at || "/";
}

function statsOf({ type, isExecutable, size }: GitNode, mtimeMs: number): FileStats {
  return new ModeStats({
    mode: modes[type] | (type === "file" && isExecutable ? 0o111 : 0),
    size: type === "directory" ? 0 : size,
    mtimeMs,
    nlink: 1,
    rdev: 0,
  });
}
