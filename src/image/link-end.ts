import type { Bytes } from "../bytes.ts";
import type { LinkTree } from "../dockerfile/follow-links.ts";
import { climbsOut, followPath, maxLinks, parentAndName } from "./link-paths.ts";

/** A link on the way to a source that leads to nothing in the context. */
export interface LostLink {
  /** Its path, relative to the context. */
  readonly path: Bytes;
  readonly target: Bytes;
  readonly why: "out" | "nothing" | "circle";
}

/** Returns the link at which a path that leads nowhere is lost; null if there is no link on its way. */
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

/**
 * Whether a link leads out of the context. The builder confines it: an absolute target counts from the context's root.
 */
function leavesContext(path: Bytes, target: Bytes): boolean {
  const depth = parentAndName(path).parent.split("/").filter(Boolean).length;
  return target.startsWith("/") || climbsOut(target, depth);
}
