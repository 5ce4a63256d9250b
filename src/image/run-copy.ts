import type { Bytes } from "../bytes.ts";
import { parentOf } from "../context/links.ts";
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
import { resolveInTree, rootPath, stat } from "./resolve-path.ts";
import type { TreeNode } from "./tree-node.ts";
import { isArchive, unpackInto } from "./unpack.ts";

/** Differences between releases of BuildKit. */
export interface CopyRelease {
  /** What a name in `--chown` means if the stage has no file to look it up in. */
  readonly missingNames: "root" | "refused";
  /** Whether an invalid wildcard fails, or matches nothing. */
  readonly brokenWildcard: "refused" | "nothing";
  /** Whether pipes are lost: fsutil copier.copy did not know them. */
  readonly losesPipes: boolean;
}

/** solver/llbsolver/file docopy for every source. Copies nothing if a source is missing. */
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

/** Reports every missing source; false if there is one. */
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

/** Returns the part of a source before its first wildcard. */
const literalPart = ({ path, pattern }: CopySource): Bytes =>
  cleanPath(`${splitWildcards(path).base}/${pattern === null ? "" : splitWildcards(pattern).base}`);

/** Whether what a source names may exist although it is unknown, or may hold more than is known. */
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

/** Whether what is copied is not fully known. */
export const isUnsure = (run: CopyRun): boolean =>
  run.step.sources.some(
    (one) => one.type === "local" && mayBeThere(run, one) && !isFile(run.source, one.path),
  );

/** Unknown parts of the source are copied, too: they end up at the destination. */
export function leaveGaps(run: CopyRun): void {
  if (isUnsure(run)) run.tree.leaveGap(run.step.dest.path);
}

/** Whether a COPY put a file there, which is taken to be unchanged. */
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

/** Returns the paths of a source; what is missing from a partly known tree may still exist, and is skipped. */
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
 * A destination without a trailing slash is a file, unless a directory is already there, which a base image or a RUN
 * may have made. A name with a dot in it, or that of the source, is taken for a file.
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

/** Copies a file that comes from no context: a heredoc, a download. */
export function copyMade(run: CopyRun, name: Bytes, content: Bytes | null, target: ImageTree): void {
  const made = new ImageTree(null, target.room);
  const slash = name.lastIndexOf("/");
  if (slash > 0) throw new CopyFailure(`open /${name}: no such file or directory`);
  made.root.children.set(name.slice(slash + 1), made.newNode("file", null, "", content));
  copyOne({ ...actionOf(run, `/${name}`, target), source: made }, `/${name.slice(slash + 1)}`);
}

/** convert_copy.go dispatchCopy: returns the last part of the URL's path. */
export function downloadName(url: Bytes): Bytes {
  const path = url.replace(/[?#].*$/s, "").replace(/^https?:\/\/[^/]*/, "");
  return (
    path
      .split("/")
      .filter((part) => part !== "")
      .at(-1) ?? "__unnamed__"
  );
}
