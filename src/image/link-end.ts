import { append } from "../append.ts";
import type { Bytes } from "../bytes.ts";
import type { LinkTree } from "../dockerfile/follow-links.ts";
import { cleanPath } from "../ignore/clean.ts";
import { parentAndName } from "./link-paths.ts";

/** A link on the way of a source that leads to nothing of the context. */
export interface LostLink {
  /** Where it stands, relative to the context. */
  readonly path: Bytes;
  readonly target: Bytes;
  readonly why: "out" | "nothing" | "circle";
}

/** More than any context has on purpose. */
const maxLinks = 255;

/** The link that a path which leads nowhere is lost at; null where there is none on its way. */
export function lostLink(tree: LinkTree, path: Bytes): LostLink | null {
  let current = "";
  let last: LostLink | null = null;
  const met = new Set<Bytes>();
  const open = cleanPath(`/${path}`).split("/").reverse();
  for (let links = 0; open.length > 0; ) {
    const name = open.pop() ?? "";
    const next = cleanPath(`/${current}/${name}`).slice(1);
    const target = next === current ? null : tree.readlink(next);
    if (target === null) {
      current = next;
      continue;
    }
    last = { path: next, target, why: leavesContext(next, target) ? "out" : "nothing" };
    if (last.why === "out") return last;
    if (met.has(next) && ++links > maxLinks) return { ...last, why: "circle" };
    met.add(next);
    append(open, target.split("/").reverse());
  }
  return last;
}

/** The builder keeps it inside: an absolute target counts from the root of the context. */
function leavesContext(path: Bytes, target: Bytes): boolean {
  if (target.startsWith("/")) return true;
  let depth = parentAndName(path).parent.split("/").filter(Boolean).length;
  for (const name of target.split("/")) {
    if (name === "..") depth--;
    else if (name !== "" && name !== ".") depth++;
    if (depth < 0) return true;
  }
  return false;
}
