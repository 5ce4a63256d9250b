import type { Bytes } from "../bytes.ts";
import { repositoryOf } from "../context/git/directory.ts";
import { insideOf, parentOf } from "../context/links.ts";
import type { TreeRoot } from "../context/source.ts";

/**
 * Whether a path of the repository leads, by its links, out of it: a stranger's link chooses nothing outside for reading.
 * Where no `.git` is above the context nobody knows how far the repository goes: the directory around the context counts.
 */
export function leadsOut({ source, root }: TreeRoot, path: Bytes, target: Bytes): boolean {
  const around = parentOf(root) === "/" ? root : parentOf(root);
  const home = source.origin?.top ?? repositoryOf(source, root) ?? around;
  const isInside = (one: Bytes) => insideOf(home, one) !== null;
  return !isInside(target) && (isInside(path) || isInside(`${source.realPath(parentOf(path)) ?? "/"}/`));
}

export const leadsOutWords = "it is a link that leads out of the repository, where ctxcheck reads nothing";
