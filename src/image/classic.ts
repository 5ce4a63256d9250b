import type { Bytes } from "../bytes.ts";
import { inDirectory, nameOf, parentOf } from "../context/links.ts";
import type { CopySource } from "../dockerfile/steps.ts";
import { containsWildcards } from "../dockerfile/wildcards.ts";
import { matchSource } from "../ignore/glob.ts";
import { type CopyAction, placeWhole } from "./copier.ts";
import { CopyFailure } from "./copy-failure.ts";
import { makeDirectories } from "./copy-files.ts";
import { type CopyRun, countedIn } from "./copy-run.ts";
import type { Engine } from "./engine.ts";
import { sortedNames, walkTree } from "./image-tree.ts";
import { namesIn } from "./passwd.ts";
import { putEntry } from "./put-entry.ts";
import { stat } from "./resolve-path.ts";
import { actionOf, copyMade, downloadName, leaveGaps, mayBeThere } from "./run-copy.ts";
import { followInScope } from "./scoped-path.ts";
import type { TreeNode } from "./tree-node.ts";
import { isArchive, unpackInto } from "./unpack.ts";

/** The daemon of the classic builder (docker builder/dockerfile, daemon/create_unix.go). */
export const classicEngine: Engine = {
  workdir: (tree, path) => makeDirectories(tree, followInScope(tree, path)),
  copy: (run) => {
    try {
      performCopy(run);
    } catch (error) {
      if (!(error instanceof CopyFailure)) throw error;
      run.report(error);
    }
  },
};

/** copy.go copyInfo: a source that was found, with the path that names it. */
interface Found {
  readonly path: Bytes;
  readonly node: TreeNode;
}

/** internals.go performCopy: looks up all sources before it copies anything. */
function performCopy(run: CopyRun): void {
  const { step, tree } = run;
  const local = step.sources.filter(({ type }) => type === "local");
  const found = local.flatMap((one) => findSource(run, one));
  const count = found.length + step.sources.length - local.length;
  if (count === 0 && !local.some((one) => mayBeThere(run, one)))
    throw new CopyFailure(`${step.kind} failed: no source files were specified`, "source");
  if (count > 1 && !step.dest.slash) {
    throw new CopyFailure(
      `When using ${step.kind} with more than one source file, the destination must be a directory and end with a /`,
      "source",
    );
  }
  const dest = followInScope(tree, step.dest.path);
  checkOwner(run);
  leaveGaps(run);
  for (const one of found) copyFound(run, one, dest);
  for (const { type, text } of step.sources) if (type === "http") copyMade(run, downloadName(text), "", tree);
}

/** copy.go calcCopyInfo, copyWithWildcards: a pattern matches whole paths, also below what it has already matched. */
function findSource(run: CopyRun, one: CopySource): Found[] {
  const { text } = one;
  const path = text.replace(/^\//, "").replace(/^\.\//, "");
  if (!containsWildcards(path)) return lookUp(run, path, mayBeThere(run, one));
  const matches: Bytes[] = [];
  for (const { path: below } of walkTree(run.source.root)) {
    if (matchSource(path, below, countedIn(run)) === true) matches.push(below);
  }
  return matches.flatMap((match) => lookUp(run, match, false));
}

function lookUp({ source, step }: CopyRun, path: Bytes, mayMiss: boolean): Found[] {
  const node = stat(source, followInScope(source, path));
  if (node !== null) return [{ path, node }];
  if (mayMiss) return [];
  const missing = step.from === null ? "file not found in build context or excluded by .dockerignore: " : "";
  throw new CopyFailure(`${step.kind} failed: ${missing}stat ${path}: file does not exist`, "source");
}

/** copy.go performCopyForInfo. */
function copyFound(run: CopyRun, { path, node }: Found, dest: Bytes): void {
  const { step, tree } = run;
  const action = actionOf(run, path, tree);
  if (node.type === "directory") {
    makeDirectories(tree, dest);
    mergeInto(action, node, dest);
    return;
  }
  if (step.unpack && node.type === "file" && isArchive(run, node)) {
    makeDirectories(tree, dest);
    unpackInto(run, node, tree, dest);
    return;
  }
  const into = step.dest.slash || stat(tree, dest)?.type === "directory";
  const place = into ? inDirectory(dest, nameOf(path.replace(/\/+$/, ""))) : dest;
  makeDirectories(tree, parentOf(place));
  putEntry(action, node, place);
}

/** archive.Unpack of a directory: directories are merged, everything else is replaced. */
function mergeInto(action: CopyAction, source: TreeNode, dest: Bytes): void {
  const open = [{ source, path: dest }];
  for (let at = open.pop(); at !== undefined; at = open.pop()) {
    for (const name of sortedNames(at.source)) {
      const node = at.source.children.get(name);
      if (node === undefined) continue;
      const path = inDirectory(at.path, name);
      const directory = action.target.ownDirectory(at.path);
      if (directory === null) break;
      if (node.type === "directory" && placeWhole(action, node, directory, path)) continue;
      putEntry(action, node, path);
      if (node.type === "directory") open.push({ source: node, path });
    }
  }
}

/** internals_linux.go parseChownFlag: a number needs no lookup, but both files must be reachable. */
function checkOwner({ step: { chown }, tree, read }: CopyRun): void {
  if (chown === "") return;
  const parts = chown.split(":");
  if (parts.length > 2) throw new CopyFailure(`invalid chown string format: ${chown}`, "source");
  const [user = "", group = user] = parts;
  const places = [followInScope(tree, "/etc/passwd"), followInScope(tree, "/etc/group")] as const;
  for (const [what, name, file] of [
    ["user", user, places[0]],
    ["group", group, places[1]],
  ] as const) {
    if (/^[+-]?\d{1,18}$/.test(name)) continue;
    const known = namesIn(tree, file, read);
    if (known !== null && !known.has(name)) throw new CopyFailure(`no such ${what}: ${name}`, "source");
  }
}
