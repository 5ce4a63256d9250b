import { append } from "../append.ts";
import type { Bytes } from "../bytes.ts";
import type { LinkTree } from "../dockerfile/follow-links.ts";
import { splitWildcards } from "../dockerfile/wildcards.ts";
import { cleanPath } from "../ignore/clean.ts";
import { matchSource } from "../ignore/glob.ts";

/** More links than any context has on purpose. */
export const maxLinks = 255;

/** Splits a path into its directory and its last name, both without a leading slash. */
export function parentAndName(path: Bytes): { parent: Bytes; name: Bytes } {
  const relative = cleanPath(`/${path}`).slice(1);
  const slash = relative.lastIndexOf("/");
  return { parent: relative.slice(0, Math.max(slash, 0)), name: relative.slice(slash + 1) };
}

/**
 * Returns where a path leads, relative to the root and confined to it. `follows` is called for every link on the way;
 * null if it rejects one.
 */
export function followPath(
  tree: LinkTree,
  path: Bytes,
  follows: (link: Bytes, target: Bytes) => boolean,
): Bytes | null {
  let current = "";
  const open = cleanPath(`/${path}`).split("/").reverse();
  for (let name = open.pop(); name !== undefined; name = open.pop()) {
    const next = cleanPath(`/${current}/${name}`).slice(1);
    const target = next === current ? null : tree.readlink(next);
    if (target === null) {
      current = next;
      continue;
    }
    if (!follows(next, target)) return null;
    if (target.startsWith("/")) current = "";
    append(open, target.split("/").reverse());
  }
  return current;
}

/** Returns a path with its links followed; null if nothing is there. */
export function resolveLink(tree: LinkTree, path: Bytes): Bytes | null {
  let links = 0;
  const end = followPath(tree, path, () => ++links <= maxLinks);
  return end !== null && exists(tree, end) ? end : null;
}

/** Looks up listed names only: a file system may find others, too (rule A27). */
function exists(tree: LinkTree, path: Bytes): boolean {
  const has = tree.has ?? ((at, wanted) => tree.list(at)?.includes(wanted) === true);
  let parent = "";
  for (const name of path.split("/")) {
    if (name !== "" && !has(parent, name)) return false;
    parent = parent === "" ? name : `${parent}/${name}`;
  }
  return true;
}

/** Returns the first entry below a directory that is not a directory itself, or the path itself if it is none. */
export function fileBelow(tree: LinkTree, path: Bytes): Bytes | null {
  const open = [path];
  for (let at = open.pop(); at !== undefined; at = open.pop()) {
    const isLink = at !== path && tree.readlink(at) !== null;
    const names = isLink ? null : tree.list(at);
    if (names === null) return at;
    const prefix = at === "" ? "" : `${at}/`;
    append(open, names.map((name) => prefix + name).reverse());
  }
  return null;
}

/** Yields what a pattern of COPY matches, with the links before its first wildcard followed. */
export function* matchesIn(tree: LinkTree, path: Bytes): Generator<Bytes> {
  const { base, pattern } = splitWildcards(path);
  const start = resolveLink(tree, base);
  if (start === null) return;
  const names = pattern.split("/");
  const open: { at: Bytes; depth: number }[] = [{ at: start, depth: 0 }];
  for (let here = open.pop(); here !== undefined; here = open.pop()) {
    if (here.depth === names.length) {
      yield here.at;
      continue;
    }
    for (const name of [...(tree.list(here.at) ?? [])].reverse()) {
      if (matchSource(names[here.depth] ?? "", name, tree) !== true) continue;
      open.push({ at: here.at === "" ? name : `${here.at}/${name}`, depth: here.depth + 1 });
    }
  }
}

/** Whether a path leads out of a root, from a directory `depth` levels below it (filepath.Join). */
export function climbsOut(path: Bytes, depth = 0): boolean {
  for (const name of path.split("/")) {
    if (name === "..") depth--;
    else if (name !== "" && name !== ".") depth++;
    if (depth < 0) return true;
  }
  return false;
}
