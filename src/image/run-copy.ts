import type { Bytes } from "../bytes.ts";
import type { CopySource, CopyStep } from "../dockerfile/steps.ts";
import { containsWildcards, splitWildcards } from "../dockerfile/wildcards.ts";
import { cleanPath } from "../ignore/clean.ts";
import { checkSource, refuseBrokenWildcard } from "./check-source.ts";
import { type CopyAction, hopOf } from "./copier.ts";
import { CopyFailure } from "./copy-failure.ts";
import { copyOne, makeDirectories, resolveSources } from "./copy-files.ts";
import { type CopyRun, countedIn } from "./copy-run.ts";
import { ImageTree, isScratch } from "./image-tree.ts";
import { overlay } from "./overlay.ts";
import { checkOwner } from "./owner.ts";
import { copyFilter } from "./pattern-filter.ts";
import { parentOf, resolveInTree, rootPath, stat } from "./resolve-path.ts";
import type { TreeNode } from "./tree-node.ts";
import { isArchive, unpackInto } from "./unpack.ts";

/** How releases of BuildKit differ. */
export interface CopyRelease {
  /** What a name of `--chown` means where the stage has no file of names. */
  readonly missingNames: "root" | "refused";
  /** A broken wildcard fails, or matches nothing. */
  readonly brokenWildcard: "refused" | "nothing";
  /** fsutil copier.copy knew no pipes. */
  readonly losesPipes: boolean;
}

/** solver/llbsolver/file docopy for every source. Nothing is copied where a source is missing. */
export function runCopy(run: CopyRun, release: CopyRelease): void {
  const { step, tree, source } = run;
  const isOther = step.link || source.snapshot !== tree.snapshot;
  if (isOther && !isScratch(source) && !source.unknown && !sourcesAreThere(run, release)) return;
  leaveGaps(run);
  const target = step.link ? new ImageTree(null, tree.room, tree.owner) : tree;
  try {
    if (step.chown !== "") checkOwner(target, step.chown, release.missingNames);
    for (const one of step.sources) copySource(run, one, target, release);
    for (const { name, content } of step.inline) copyMade(run, name, content, target);
  } catch (error) {
    reportFailure(run, error);
  }
  if (step.link) overlay(tree, target, hopOf(run, true));
}

/** Reports every source that is missing. */
function sourcesAreThere(run: CopyRun, { brokenWildcard }: CopyRelease): boolean {
  let found = true;
  for (const one of lookedUp(run.step)) {
    if (mayBeThere(run, one)) continue;
    try {
      if (brokenWildcard === "refused") refuseBrokenWildcard(run, one);
      checkSource(run, one);
    } catch (error) {
      reportFailure(run, error);
      found = false;
    }
  }
  return found;
}

/** file.go dedupeSelectors: what another plain source covers is not looked up, and is missed only when it is copied. */
function lookedUp({ sources, excludes }: CopyStep): CopySource[] {
  const local = sources.filter(({ type }) => type === "local");
  const isPlain = ({ path, pattern }: CopySource) =>
    pattern === null && excludes.length === 0 && !containsWildcards(path);
  const plain = local.filter(isPlain).map(({ path }) => (path === "/" ? "/" : `${path}/`));
  const isCovered = (one: CopySource) =>
    plain.some((other) => one.path !== "/" && one.path.startsWith(other));
  return local.filter((one) => !isPlain(one) || !isCovered(one));
}

function reportFailure({ report }: CopyRun, error: unknown): void {
  if (!(error instanceof CopyFailure)) throw error;
  report(error);
}

function copySource(run: CopyRun, source: CopySource, target: ImageTree, release: CopyRelease): void {
  if (source.type === "local") copyLocal(run, source, target, release);
  else if (source.type === "http") copyMade(run, downloadName(source.text), null, target);
  else {
    makeDirectories(target, rootPath(target, run.step.dest.path));
    run.tree.leaveGap(run.step.dest.path);
  }
}

/** The part of a source in front of its first wildcard. */
const literalPart = ({ path, pattern }: CopySource): Bytes =>
  cleanPath(`${splitWildcards(path).base}/${pattern === null ? "" : splitWildcards(pattern).base}`);

/** What a source names may be there although it is not known, or may hold more than is known. */
export function mayBeThere({ source, step }: Pick<CopyRun, "source" | "step">, one: CopySource): boolean {
  if (step.from === null || (!source.unknown && source.gaps.size === 0)) return false;
  const path = literalPart(one);
  return source.mayHold(path) || source.mayHold(quietRoot(source, path));
}

function quietRoot(tree: ImageTree, path: Bytes): Bytes {
  try {
    return rootPath(tree, path);
  } catch (error) {
    if (error instanceof CopyFailure) return path;
    throw error;
  }
}

/** Not all that is copied is known. */
export const isUnsure = (run: CopyRun): boolean =>
  run.step.sources.some(
    (one) => one.type === "local" && mayBeThere(run, one) && !isFile(run.source, one.path),
  );

/** What is not known of the source is copied with it: it ends up at the destination. */
export function leaveGaps(run: CopyRun): void {
  if (isUnsure(run)) run.tree.leaveGap(run.step.dest.path);
}

/** What a COPY put there is taken for what it was then. */
function isFile(tree: ImageTree, path: Bytes): boolean {
  try {
    return !containsWildcards(path) && resolveInTree(tree, path)?.type === "file";
  } catch (error) {
    if (error instanceof CopyFailure) return false;
    throw error;
  }
}

function copyLocal(run: CopyRun, one: CopySource, target: ImageTree, { losesPipes }: CopyRelease): void {
  const { step, source } = run;
  for (const path of sourcePaths(run, one)) {
    const found = resolveInTree(source, path);
    if (found === null && mayBeThere(run, one)) {
      const { path: dest, directory } = step.dest;
      makeDirectories(target, rootPath(target, directory ? dest : parentOf(dest)));
      continue;
    }
    if (step.unpack && found?.type === "file" && isArchive(run, found)) unpack(run, found, target);
    else {
      const filter = copyFilter(one.pattern, step.excludes);
      copyOne({ ...actionOf(run, path, target), filter, losesPipes }, path);
    }
  }
}

/** What is not in a tree that is known in parts may still be there: it is skipped. */
function sourcePaths(run: CopyRun, one: CopySource): Bytes[] {
  try {
    return resolveSources(run.source, one.path, countedIn(run));
  } catch (error) {
    if (error instanceof CopyFailure && mayBeThere(run, one)) return [];
    throw error;
  }
}

export function actionOf(run: CopyRun, path: Bytes, target: ImageTree): CopyAction {
  const { source, step } = run;
  const hop = hopOf(run, isCertain(run, path));
  return { source, target, dest: step.dest, filter: copyFilter(null, []), hop };
}

/**
 * A destination without a trailing slash is a file unless it is a directory already, which a base image or a RUN may
 * have made. A name with a dot in it, or that of the source, is taken for a file.
 */
function isCertain({ step, source, tree }: CopyRun, path: Bytes): boolean {
  const { dest } = step;
  if (!dest.known) return false;
  if (dest.directory || !tree.mayHold(dest.path) || resolveInTree(source, path)?.type === "directory")
    return true;
  const name = dest.path.slice(dest.path.lastIndexOf("/") + 1);
  return name.includes(".") || path.endsWith(`/${name}`) || stat(tree, rootPath(tree, dest.path)) !== null;
}

/** unpack.go. */
function unpack(run: CopyRun, node: TreeNode, target: ImageTree): void {
  const dest = rootPath(target, run.step.dest.path);
  makeDirectories(target, dest);
  unpackInto(run, node, target, dest);
}

/** A file that comes from nowhere in a context: a heredoc, a download. */
export function copyMade(run: CopyRun, name: Bytes, content: Bytes | null, target: ImageTree): void {
  const made = new ImageTree(null, target.room);
  const slash = name.lastIndexOf("/");
  if (slash > 0) throw new CopyFailure(`open /${name}: no such file or directory`);
  made.root.children.set(name.slice(slash + 1), made.newNode("file", null, "", content));
  copyOne({ ...actionOf(run, `/${name}`, target), source: made }, `/${name.slice(slash + 1)}`);
}

/** convert_copy.go dispatchCopy: the last part of the URL's path. */
export function downloadName(url: Bytes): Bytes {
  const path = url.replace(/[?#].*$/s, "").replace(/^https?:\/\/[^/]*/, "");
  return (
    path
      .split("/")
      .filter((part) => part !== "")
      .at(-1) ?? "__unnamed__"
  );
}
