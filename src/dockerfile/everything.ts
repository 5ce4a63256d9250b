import type { Bytes } from "../bytes.ts";
import { followLinks, type LinkTree } from "./follow-links.ts";
import type { PathRequest } from "./request.ts";
import type { RequestedPath } from "./stage-run.ts";
import { containsWildcards } from "./wildcards.ts";

/**
 * Why more than one path is sent. "source": the source says so (`COPY .`). "empty-source": nothing is left of the
 * source, usually because a variable has no value. "tmpfs": a tmpfs mount counts as requesting the root. "bind": a bind
 * mount of the root. "links": a link that a directory with a wildcard matches; everything that the directory matches is
 * sent.
 */
export type EverythingReason = "source" | "empty-source" | "tmpfs" | "bind" | "links";

/** Returns every line that requests more than a path (rules D4, D7, D18), the intended ones first. */
export function whyEverything(
  request: PathRequest,
  tree: LinkTree,
): { why: EverythingReason; path: RequestedPath }[] {
  const rooted = request.paths
    .filter(({ path }) => path === "/")
    .map((path) => ({ why: rootReason(path), path }));
  const linked = request.paths.filter(({ path }) => path !== "/" && isWidened(path.slice(1), tree));
  const all = [...rooted, ...linked.map((path) => ({ why: "links" as const, path }))];
  return all.sort((a, b) => order.indexOf(a.why) - order.indexOf(b.why));
}

const order: EverythingReason[] = ["source", "bind", "empty-source", "tmpfs", "links"];

function rootReason({ kind, source, unset }: RequestedPath): EverythingReason {
  if (kind === "tmpfs" || kind === "bind") return kind;
  return source === "" || unset.length > 0 ? "empty-source" : "source";
}

/** Rule D7: the wildcard directory itself is recorded, not only what is requested in it. */
function isWidened(path: Bytes, tree: LinkTree): boolean {
  if (!containsWildcards(path)) return false;
  const followed = followLinks(tree, [path]);
  return followed?.some((kept) => containsWildcards(kept) && path.startsWith(`${kept}/`)) ?? true;
}
