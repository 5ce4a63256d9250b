import { append } from "../append.ts";
import type { Bytes } from "../bytes.ts";
import type { EntryType } from "../model.ts";
import { disk } from "./disk.ts";
import { inDirectory, insideOf } from "./links.ts";
import { type Failure, type FileStats, isFailure, type ListedEntry, type Source } from "./source.ts";

/** A tree in the place of a directory on the disk, with nodes of any kind. */
export interface MountedTree<Node> {
  /** Returns the node at a path inside it, "" for its root, without links on the way; undefined if there is none. */
  at(path: Bytes): Node | undefined;
  typeOf(node: Node): EntryType;
  /** For a directory, in byte order. */
  entriesOf(node: Node): ListedEntry[];
  statsOf(node: Node): FileStats;
  /** For a symbolic link. */
  targetOf(node: Node): Bytes;
  /** For a regular file. */
  contentOf(node: Node): { content: Bytes } | Failure;
}

/** The answers of a mounted tree, and how a path leads to one of its nodes. */
export interface MountedSource<Node> extends Source {
  /** Returns the node at an absolute path, links on the way followed; null outside the tree and if there is none. */
  nodeAt(path: Bytes): Node | null;
}

/** Returns the disk with the tree in place of what is at `top`: absolute, links resolved. */
export function mountTree<Node>(top: Bytes, tree: MountedTree<Node>): MountedSource<Node> {
  /** Resolved directories: a walk gets to each after the one around it. */
  const directories = new Map<Bytes, Resolved | Failure>([["", { at: "", links: 0 }]]);
  /** Undefined if the disk answers. */
  const inTree = (path: Bytes): Node | Failure | undefined => {
    const inside = path === top ? "" : insideOf(top, path);
    return inside === null ? undefined : (tree.at(inside) ?? { failed: "ENOENT" });
  };
  const linkAt = (path: Bytes): Bytes | Failure | null => {
    const node = inTree(path);
    if (node === undefined) return linkOnDisk(path);
    if (isMissing(node)) return node;
    return tree.typeOf(node) === "symlink" ? tree.targetOf(node) : null;
  };
  const resolve = (path: Bytes): Resolved | Failure => {
    const parent = path.slice(0, Math.max(path.lastIndexOf("/"), 0));
    const from = directories.get(parent);
    if (from === undefined) return resolvePath(path, { at: "", links: 0 }, top, linkAt);
    return isFailure(from) ? from : resolvePath(path.slice(parent.length), from, top, linkAt);
  };
  const placeOf = (resolved: Resolved | Failure) => (isFailure(resolved) ? resolved : resolved.at || "/");
  const resolveAll = (path: Bytes): Bytes | Failure => placeOf(resolve(path));
  const directory = (path: Bytes): Bytes | Failure => {
    const known = directories.get(path) ?? resolve(path);
    directories.set(path, known);
    return placeOf(known);
  };
  /** Returns the path with the links before its last component resolved. */
  const locate = (path: Bytes): Bytes | Failure => {
    const clean = path.replace(/\/+$/, "");
    const slash = clean.lastIndexOf("/");
    const known = directory(clean.slice(0, slash));
    return isFailure(known) ? known : inDirectory(known, clean.slice(slash + 1));
  };
  /** Answers from the node in the tree, or from the place on disk. */
  const ask = <T>(
    path: Bytes | Failure,
    answer: (node: Node) => T | Failure,
    onDisk: (path: Bytes) => T | Failure,
  ): T | Failure => {
    if (isFailure(path)) return path;
    const node = inTree(path);
    if (node === undefined) return onDisk(path);
    return isMissing(node) ? node : answer(node);
  };
  const isA = (node: Node, type: EntryType) => tree.typeOf(node) === type;
  const read: Source["read"] = (path) =>
    ask(
      locate(path),
      (node) =>
        isA(node, "file") ? tree.contentOf(node) : { failed: isA(node, "directory") ? "EISDIR" : "EINVAL" },
      disk.read,
    );
  return {
    nodeAt: (path) => {
      const located = locate(path);
      const node = isFailure(located) ? located : inTree(located);
      return node === undefined || isMissing(node) ? null : node;
    },
    list: (path) =>
      ask(
        directory(path),
        (node) => (isA(node, "directory") ? tree.entriesOf(node) : { failed: "ENOTDIR" }),
        disk.list,
      ),
    stats: (path) => ask(locate(path), tree.statsOf, disk.stats),
    readlink: (path) =>
      ask(
        locate(path),
        (node) => (isA(node, "symlink") ? tree.targetOf(node) : { failed: "EINVAL" }),
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
      const node = isFailure(resolved) ? resolved : inTree(resolved);
      return node === undefined ? disk.denied(path, type) : isMissing(node) ? node : null;
    },
  };
}

/** No node is a failure, and no failure is a node. */
function isMissing(node: unknown): node is Failure {
  return typeof node === "object" && node !== null && "failed" in node;
}

const mostLinks = 40;

function linkOnDisk(path: Bytes): Bytes | Failure | null {
  const stats = disk.stats(path);
  if (isFailure(stats)) return stats;
  return stats.isSymbolicLink() ? disk.readlink(path) : null;
}

/** Where a path leads, "" for the root of the disk, and the number of links on its way. */
interface Resolved {
  readonly at: Bytes;
  readonly links: number;
}

/** Resolves a path from a directory as a system does: every component must exist. */
function resolvePath(
  path: Bytes,
  from: Resolved,
  top: Bytes,
  linkAt: (path: Bytes) => Bytes | Failure | null,
): Resolved | Failure {
  const rest = path.split("/").reverse();
  let { at, links } = from;
  while (rest.length > 0) {
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
      append(rest, target.split("/").reverse());
    }
  }
  return { at, links };
}
