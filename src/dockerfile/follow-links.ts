import { type Bytes, compareBytes } from "../bytes.ts";
import { cleanPath } from "../ignore/clean.ts";
import { matchSource } from "../ignore/glob.ts";
import { containsWildcards } from "./wildcards.ts";

/**
 * A tree in which links can be followed; no ignore file excludes anything of it. Paths are relative, "" is the root.
 */
export interface LinkTree {
  /** Returns the target of a symbolic link as stored in it; null for anything else and for what does not exist. */
  readlink(path: Bytes): Bytes | null;
  /** Returns the names in a real directory; null for anything else. A link on the way to it is not followed. */
  list(path: Bytes): readonly Bytes[] | null;
  /** Whether `list` has the name: thousands of sources ask about one directory. */
  has?(directory: Bytes, name: Bytes): boolean;
}

/** Components still to be walked, shared by all paths with the same end. */
interface Rest {
  name: Bytes;
  next: Rest | null;
}

/**
 * Resolves the requested paths like BuildKit's client before it walks the tree: every link on the way to them is
 * recorded, and so is what it points to (fsutil FollowLinks, rule D7). Sorted, without paths below another one. Null:
 * no filter, everything is sent.
 */
export function followLinks(tree: LinkTree, paths: readonly Bytes[]): Bytes[] | null {
  const recorded = new Set<Bytes>();
  for (const path of paths) follow(tree, split(cleanPath(path), null), recorded);
  return dropNested([...recorded].sort(compareBytes));
}

/** fsutil symlinkResolver.append. The order matters: a link that was recorded once is not followed again. */
function follow(tree: LinkTree, start: Rest | null, recorded: Set<Bytes>): void {
  const open: (Rest | null)[] = [start];
  while (open.length > 0) {
    let rest = open.pop() ?? null;
    let current = "";
    for (;;) {
      if (rest !== null) current = current === "" ? rest.name : `${current}/${rest.name}`;
      rest = rest?.next ?? null;
      if (current.length > longestPath) {
        recorded.add(joinRest(current, rest)); // nothing has so long a path
        break;
      }
      const targets = linkTargets(tree, current);
      if (targets === null && rest !== null) continue;
      if (recorded.has(current)) break;
      recorded.add(current);
      for (const target of (targets ?? []).reverse()) open.push(split(target, rest));
      break;
    }
  }
}

/** PATH_MAX of the systems that have contexts. */
const longestPath = 4096;

function joinRest(path: Bytes, rest: Rest | null): Bytes {
  const names = [path];
  for (let next = rest; next !== null; next = next.next) names.push(next.name);
  return names.join("/");
}

function split(path: Bytes, next: Rest | null): Rest | null {
  const names = path.split("/").filter((name) => name !== "" && name !== ".");
  return names.reduceRight<Rest | null>((rest, name) => ({ name, next: rest }), next);
}

/** Returns the targets of the links that `path` names, rooted and cleaned; null if it names none (readSymlink). */
function linkTargets(tree: LinkTree, path: Bytes): Bytes[] | null {
  const slash = path.lastIndexOf("/");
  const directory = path.slice(0, Math.max(slash, 0));
  const base = path.slice(slash + 1);
  if (!containsWildcards(base)) {
    const target = path === "" ? null : linkTarget(tree, directory, base);
    return target === null ? null : [target];
  }
  const names = (tree.list(directory) ?? []).filter((name) => matchSource(base, name, tree) === true);
  const targets = names.map((name) => linkTarget(tree, directory, name)).filter((target) => target !== null);
  return targets.length === 0 ? null : targets;
}

function linkTarget(tree: LinkTree, directory: Bytes, name: Bytes): Bytes | null {
  const target = tree.readlink(directory === "" ? name : `${directory}/${name}`);
  if (target === null) return null;
  return cleanPath(target.startsWith("/") ? target : `/${directory}/${target}`);
}

/** fsutil dedupePaths. */
function dropNested(sorted: readonly Bytes[]): Bytes[] | null {
  const kept: Bytes[] = [];
  for (const path of sorted) {
    if (path === "") return null;
    const last = kept.at(-1);
    if (last === undefined || !path.startsWith(`${last}/`)) kept.push(path);
  }
  return kept;
}
