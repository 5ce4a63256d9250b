import type { Bytes } from "../bytes.ts";
import type { CopySource } from "../dockerfile/steps.ts";
import { containsWildcards, splitWildcards } from "../dockerfile/wildcards.ts";
import { matchSource } from "../ignore/glob.ts";
import { CopyFailure } from "./copy-failure.ts";
import { resolveSources } from "./copy-files.ts";
import { type CopyRun, countedIn } from "./copy-run.ts";
import { type ImageTree, walkTree } from "./image-tree.ts";
import { type CopyFilter, copyFilter, enter, matchFilter } from "./pattern-filter.ts";
import { lstat, resolveInTree, rootPath } from "./resolve-path.ts";
import type { TreeNode } from "./tree-node.ts";

/**
 * BuildKit looks up every source before it copies anything (contenthash Checksum). Throws CopyFailure if one is
 * missing.
 */
export function checkSource(run: CopyRun, source: CopySource): void {
  const {
    source: tree,
    step: { excludes },
  } = run;
  const { path, pattern, required } = source;
  const isFiltered = pattern !== null || excludes.length > 0;
  const filter = copyFilter(pattern, excludes);
  if (containsWildcards(path)) {
    if (pattern === null) checkMatches(run, path, isFiltered ? filter : null);
    return;
  }
  if (!isFiltered) requireNode(tree, path);
  else if (resolveInTree(tree, path, false) !== null) matchFilter(filter, "");
  if (isFiltered && path === "/") checkTopLinks(tree, filter);
  if (pattern === null && resolveInTree(tree, path, false)?.type === "symlink") requireNode(tree, path);
  if (required !== null) requireIncluded(tree, path, required, filter);
}

/** BuildKit 0.8 compares a wildcard with every path, and fails on an invalid one (contenthash wildcards). */
export function refuseBrokenWildcard(run: CopyRun, { path }: CopySource): void {
  // Only a class or an escape can be invalid.
  if (!containsWildcards(path) || !/[[\\]/.test(path)) return;
  for (const { path: found } of walkTree(run.source.root)) {
    if (matchSource(path, `/${found}`, countedIn(run)) === "bad")
      throw new CopyFailure("syntax error in pattern", "source");
  }
}

/** With `--exclude` or `--parents`, a link at the root of the source must resolve, unless it is excluded. */
function checkTopLinks(tree: ImageTree, filter: CopyFilter): void {
  for (const [name, node] of tree.root.children) {
    if (node.type === "symlink" && matchFilter(filter, name).included) requireNode(tree, `/${name}`);
  }
}

/** Requires that a path without wildcards exists; links on it are followed. */
export function requireNode(tree: ImageTree, path: Bytes): void {
  if (resolveInTree(tree, path) === null) refuseMissing(path);
}

function refuseMissing(path: Bytes): never {
  throw new CopyFailure(`failed to calculate checksum: "${path}": not found`, "source");
}

/** A link that a wildcard matches must resolve; `--exclude` is applied to each match, which has no name there. */
function checkMatches(run: CopyRun, path: Bytes, filter: CopyFilter | null): void {
  const { source: tree } = run;
  if (lstat(tree, rootPath(tree, splitWildcards(path).base)) === null) return;
  for (const match of resolveSources(tree, path, countedIn(run))) {
    if (filter !== null) matchFilter(filter, "");
    if (lstat(tree, match)?.type === "symlink") requireNode(tree, match);
  }
}

/** A path without wildcards under `--parents` must exist (contenthash includedPaths: RequiredPaths). */
function requireIncluded(tree: ImageTree, path: Bytes, required: Bytes, filter: CopyFilter): void {
  const node = resolveInTree(tree, path, false);
  const prefix = path === "/" ? "" : path;
  if (node === null || !someIncluded(node, prefix, filter, (found) => found.startsWith(required)))
    refuseMissing(required);
}

/** Whether a filter includes something below a node; paths begin with `prefix` and a slash. */
export function someIncluded(
  start: TreeNode,
  prefix: Bytes,
  filter: CopyFilter,
  fits: (path: Bytes) => boolean,
): boolean {
  const open = [{ node: start, path: prefix, filter }];
  for (let here = open.pop(); here !== undefined; here = open.pop()) {
    for (const [name, node] of here.node.children) {
      const path = `${here.path}/${name}`;
      if (matchFilter(here.filter, name).included && fits(path)) return true;
      if (node.children.size > 0) open.push({ node, path, filter: enter(here.filter, name) });
    }
  }
  return false;
}
