import type { Bytes } from "../bytes.ts";
import type { LinkTree } from "../dockerfile/follow-links.ts";
import { climbsOut, followPath, maxLinks, parentAndName } from "./link-paths.ts";

/** A link on the way of a source that leads to nothing of the context. */
export interface LostLink {
  /** Where it stands, relative to the context. */
  readonly path: Bytes;
  readonly target: Bytes;
  readonly why: "out" | "nothing" | "circle";
}

/** The link that a path which leads nowhere is lost at; null if there is none on its way. */
export function lostLink(tree: LinkTree, path: Bytes): LostLink | null {
  const met: LostLink[] = [];
  const paths = new Set<Bytes>();
  let again = 0;
  followPath(tree, path, (link, target) => {
    const isOut = leavesContext(link, target);
    const isCircle = !isOut && paths.has(link) && ++again > maxLinks;
    met.push({ path: link, target, why: isOut ? "out" : isCircle ? "circle" : "nothing" });
    paths.add(link);
    return !isOut && !isCircle;
  });
  return met.at(-1) ?? null;
}

/** The builder keeps it inside: an absolute target counts from the root of the context. */
function leavesContext(path: Bytes, target: Bytes): boolean {
  const depth = parentAndName(path).parent.split("/").filter(Boolean).length;
  return target.startsWith("/") || climbsOut(target, depth);
}
