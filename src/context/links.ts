import { append } from "../append.ts";
import type { Bytes } from "../bytes.ts";
import { type Failure, isFailure, type Source, type TreeRoot } from "./source.ts";

/** containerd/continuity: fs.RootPath gives up after this many links. */
const mostLinks = 255;

/**
 * Resolves a path inside a directory as if that directory were the root of the file system: links may be absolute or
 * climb, but never leave it (rules A4, A7, A14). Returns an absolute path; a missing last component is no failure.
 */
export function resolveInRoot({ source, root }: TreeRoot, path: Bytes): Bytes | Failure {
  const rest = path.split("/").reverse();
  const resolved: Bytes[] = [];
  // Nothing is looked up below a missing component: in a name of 50,000 components, each lookup would repeat all before
  // it.
  let missing = Number.POSITIVE_INFINITY;
  for (let links = 0; rest.length > 0; ) {
    const component = rest.pop();
    if (component === undefined || component === "" || component === ".") continue;
    if (component === "..") {
      resolved.pop();
      if (resolved.length <= missing) missing = Number.POSITIVE_INFINITY;
      continue;
    }
    const isMissing = resolved.length > missing;
    const target = isMissing ? null : linkTarget(source, [root, ...resolved, component].join("/"));
    const isFailed = isFailure(target);
    if (isFailed && target.failed !== "ENOENT") return target;
    if (isFailed) missing = resolved.length;
    if (target === null || isFailed) resolved.push(component);
    else {
      if (++links > mostLinks) return { failed: "ELOOP" };
      if (target.startsWith("/")) resolved.length = 0;
      append(rest, target.split("/").reverse());
    }
  }
  return [root, ...resolved].join("/");
}

/** Null for anything but a link. */
function linkTarget(source: Source, path: Bytes): Bytes | Failure | null {
  const stats = source.stats(path);
  if (isFailure(stats)) return stats;
  return stats.isSymbolicLink() ? source.readlink(path) : null;
}

/** Returns where a builder finds `name` if links may not leave `directory`; null if it finds nothing. */
export function resolveConfined(source: Source, directory: Bytes, name: Bytes): Bytes | null {
  const path = resolveInRoot({ source, root: source.realPath(directory) ?? directory }, name);
  return typeof path === "string" ? path : null;
}

/**
 * Returns the same for what is sent by name, which is compared byte by byte: it is not sent under another (rule A27).
 */
export function resolveNamed(source: Source, directory: Bytes, name: Bytes): Bytes | null {
  return isNamedOtherwise(source, directory, name) ? null : resolveConfined(source, directory, name);
}

/** Whether a case-insensitive file system opens the file, but lists it under another name. */
export function isNamedOtherwise(source: Source, directory: Bytes, name: Bytes): boolean {
  const swapped = name.replace(/[a-z]/gi, (letter) =>
    letter < "a" ? letter.toLowerCase() : letter.toUpperCase(),
  );
  if (isFailure(source.stats(`${directory}/${swapped}`))) return false;
  const listed = source.list(directory);
  return !isFailure(listed) && listed.every((entry) => entry.name !== name);
}

/** Returns `path` relative to `root`; null if it is outside. Both absolute and clean. */
export function insideOf(root: Bytes, path: Bytes): Bytes | null {
  const prefix = root.endsWith("/") ? root : `${root}/`;
  return path.startsWith(prefix) ? path.slice(prefix.length) : null;
}

/** Returns the directory part of an absolute path. */
export function parentOf(path: Bytes): Bytes {
  return path.slice(0, path.lastIndexOf("/")) || "/";
}

/** Returns the path of a name in a directory. */
export const inDirectory = (directory: Bytes, name: Bytes): Bytes =>
  `${directory === "/" ? "" : directory}/${name}`;

/** Returns the last component of a path. */
export const nameOf = (path: Bytes): Bytes => path.slice(path.lastIndexOf("/") + 1);

/** Removes doubled slashes and the trailing one. */
export function cleaned(path: Bytes): Bytes {
  const single = path.includes("//") ? path.replace(/\/{2,}/g, "/") : path;
  return single.length > 1 && single.endsWith("/") ? single.slice(0, -1) : single;
}
