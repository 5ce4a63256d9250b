import { buildahRules } from "../builders/buildah.ts";
import { type CopiedItem, type CopiedItems, copyItems, rulesOf } from "../builders/buildah-copies.ts";
import { globExtended } from "../builders/buildah-glob.ts";
import { type Copy, CopyFailure as ItemFailure } from "../builders/buildah-items.ts";
import type { ContextTree } from "../builders/context-tree.ts";
import type { CopiedPath } from "../builders/copied-path.ts";
import { enterWalk, walkTo } from "../builders/copying.ts";
import type { Bytes } from "../bytes.ts";
import { inDirectory, nameOf, parentOf } from "../context/links.ts";
import { CtxcheckError } from "../errors.ts";
import { isBroken } from "../ignore/cursor.ts";
import type { Pattern } from "../ignore/pattern.ts";
import { type CopyAction, placeWhole } from "./copier.ts";
import { CopyFailure } from "./copy-failure.ts";
import type { CopyRun } from "./copy-run.ts";
import type { Engine } from "./engine.ts";
import { type ImageTree, sortedNames } from "./image-tree.ts";
import { namesIn } from "./passwd.ts";
import { putEntry } from "./put-entry.ts";

import { actionOf, copyMade, downloadName, isUnsure, leaveGaps } from "./run-copy.ts";
import { emptied, takenOf, treat } from "./taken-part.ts";
import { nodeIn, resolveInside, treeAsContext } from "./tree-as-context.ts";
import type { TreeNode } from "./tree-node.ts";
import { isArchive, unpackInto } from "./unpack.ts";

/** buildah's copier and Add (buildah add.go, copier/copier.go). */
export function containersEngine(context: ContextTree, patterns: readonly Pattern[]): Engine {
  return {
    workdir: makeDirectory,
    copy: (run) => {
      try {
        addFiles(run, context, patterns);
      } catch (error) {
        run.report(asFailure(error));
      }
    },
  };
}

function asFailure(error: unknown): CopyFailure {
  if (error instanceof CopyFailure) return error;
  if (error instanceof ItemFailure) return new CopyFailure(error.message, "source");
  if (error instanceof CtxcheckError) return new CopyFailure(error.message, "source");
  throw error;
}

/** copierHandlerMkdir: an existing entry is not checked, except one that has to hold something. */
function makeDirectory(tree: ImageTree, path: Bytes): void {
  let made = "/";
  for (const name of resolveInside(tree, path).split("/").filter(Boolean)) {
    const directory = tree.ownDirectory(made);
    const next = inDirectory(made, name);
    if (directory === null) throw new CopyFailure(`error checking directory ${next}: not a directory`);
    if (!directory.children.has(name)) directory.children.set(name, tree.newNode("directory"));
    made = next;
  }
}

function addFiles(run: CopyRun, context: ContextTree, patterns: readonly Pattern[]): void {
  const { step, source, tree } = run;
  if (step.sources.length > 0) {
    const own = step.from === null;
    const inside = own ? context : treeAsContext(source);
    const rules = rulesOf(step, own ? patterns : [], buildahRules);
    const copy: Copy = { step, tree: inside, ...rules };
    try {
      addSources(run, copy, copyItems(copy));
    } catch (error) {
      if (!isUnsure(run)) throw error;
      const { path, directory } = step.dest;
      makeDirectory(tree, resolveInside(tree, directory ? path : parentOf(path)));
    }
    leaveGaps(run);
  }
  for (const { name, content } of step.inline) copyMade(run, nameOf(`/${name}`), content, tree);
}

function addSources(run: CopyRun, copy: Copy, { items, first }: CopiedItems): void {
  const { step, tree } = run;
  checkOwner(run);
  const place = placeOf(run, items, first);
  const directory = resolveInside(tree, place.directory);
  makeDirectory(tree, directory);
  for (const item of items) addItem(run, copy, item, { ...place, directory });
  for (const { type, text } of step.sources)
    if (type === "http") copyMade(run, downloadName(text), null, tree);
}

interface Place {
  readonly directory: Bytes;
  /** The name that a single file takes. */
  readonly rename: Bytes | null;
}

/** add.go Add: whether the destination is a directory depends on what is copied and on what exists. */
function placeOf(run: CopyRun, items: readonly CopiedItem[], type: CopiedItems["first"]): Place {
  const { step, tree } = run;
  const { path } = step.dest;
  const [first] = items;
  const single = step.sources.length === 1 ? first : undefined;
  const node = single === undefined ? null : nodeIn(run.source, `/${resolvedItem(run, single)}`);
  const archive = node !== null && step.unpack && isArchive(run, node);
  const isDirectory = step.dest.directory || step.sources.length > 1 || type === "directory" || archive;
  const canBeFile = type === "file";
  resolveInside(tree, path);
  const there = thereAt(tree, path);
  if (there === "file" && isDirectory)
    throw new CopyFailure(`destination ${path} already exists but is not a directory`);
  const renames = there === "file" || (there === null && !isDirectory && canBeFile);
  return renames ? { directory: parentOf(path), rename: nameOf(path) } : { directory: path, rename: null };
}

const resolvedItem = ({ source }: CopyRun, { path }: CopiedItem): Bytes =>
  resolveInside(source, path).slice(1);

/** copier.Stat of the destination, which is treated as a pattern. */
function thereAt(tree: ImageTree, path: Bytes): "file" | "directory" | null {
  if (path === "/") return "directory";
  const context = treeAsContext(tree);
  const [found] = globExtended(context, path.slice(1));
  if (found === undefined) return null;
  const type = context.typeOf(context.resolve(found) ?? found);
  return type === "file" ? "file" : "directory";
}

/** Puts an entry; true if everything that it holds was put with it (`whole`). */
type Put = (name: Bytes, node: TreeNode, whole: TreeNode | null) => boolean;

function addItem(run: CopyRun, copy: Copy, item: CopiedItem, { directory, rename }: Place): void {
  const { source, step, tree } = run;
  const action = actionOf(run, `/${item.path}`, tree);
  const put: Put = (name, node, whole) => {
    if (step.unpack && node.type === "file" && item.type === "file" && isArchive(run, node)) {
      unpackInto(run, node, tree, directory);
      return false;
    }
    const path = placeFor(action, directory, rename ?? name);
    const parent = whole && tree.ownDirectory(parentOf(path));
    if (whole !== null && parent !== null && placeWhole(action, whole, parent, path)) return true;
    putEntry(action, node, path);
    return false;
  };
  if (rename === null && !copy.patterns.some(isBroken)) putItem(copy, item, source, put);
  else {
    const entries: { name: Bytes; node: TreeNode }[] = [];
    putItem(copy, item, source, (name, node) => entries.push({ name, node }) < 0);
    if (rename !== null && entries.length > 1)
      throw new CopyFailure(
        `internal error: renamed ${entries.length} items when we expected to only rename 1`,
      );
    for (const { name, node } of entries) put(name, node, null);
  }
}

function placeFor({ target }: CopyAction, directory: Bytes, name: Bytes): Bytes {
  if (target.ownDirectory(directory) === null)
    throw new CopyFailure(`${directory}: exists but is not a directory`);
  const path = inDirectory(directory, name);
  if (parentOf(path) !== directory) makeDirectory(target, parentOf(path));
  return path;
}

/** copierHandlerGet: puts the entries of the tar stream for one item. */
function putItem(copy: Copy, item: CopiedItem, source: ImageTree, put: Put): void {
  const named = (path: Bytes): Bytes =>
    copy.step.parents ? withoutPivot(path, item.pivot) : nameOf(`/${path}`);
  for (const taking of item.copiedPaths) {
    if (taking.kind === "content") putContent(copy, taking, source, item, put);
    else if (taking.kind === "entry") {
      const node = nodeIn(source, `/${taking.path}`);
      const path = isParent(taking, item) ? taking.named : item.path;
      const name = named(path);
      if (node !== null && name !== "")
        put(name, isParent(taking, item) ? emptied(node, source) : node, null);
    }
  }
}

/** `--parents` sends the directories before an item as entries of their own. */
const isParent = ({ named }: CopiedPath, { path }: CopiedItem): boolean =>
  path.startsWith(`${named}/`) || path === named;

const withoutPivot = (path: Bytes, pivot: Bytes | null): Bytes =>
  pivot !== null && pivot !== "" && path.startsWith(`${pivot}/`) ? path.slice(pivot.length + 1) : path;

function putContent(copy: Copy, taking: CopiedPath, source: ImageTree, item: CopiedItem, put: Put): void {
  const prefix = copy.step.parents && taking.named !== "" ? `${withoutPivot(taking.named, item.pivot)}/` : "";
  const start = taking.path === "" ? source.root : nodeIn(source, `/${taking.path}`);
  if (start === null) return;
  const open = [{ node: start, name: prefix, walk: walkTo(copy.walk, taking.named) }];
  for (let at = open.pop(); at !== undefined; at = open.pop()) {
    for (const child of sortedNames(at.node)) {
      const node = at.node.children.get(child);
      if (node === undefined) continue;
      const { taken, continues } = treat(at.walk, child, node);
      const name = at.name + child;
      const walk = continues ? enterWalk(at.walk, child) : null;
      const isWhole =
        taken && put(name, emptied(node, source), walk && takenOf(node, walk, source, node.from));
      if (walk !== null && !isWhole) open.push({ node, name: `${name}/`, walk });
    }
  }
}

/** add.go userForCopy, chrootuser GetUser. */
function checkOwner({ step: { chown }, tree, read }: CopyRun): void {
  if (chown === "" || tree.unknown || tree.mayHold("/etc/passwd")) return;
  const [user = "", group = ""] = chown.split(/:(.*)/s);
  if (user === "" && group === "") throw new CopyFailure(`can't find uid for user ${chown}`, "source");
  for (const [name, file] of [
    [user, "/etc/passwd"],
    [group, "/etc/group"],
  ] as const) {
    if (name === "" || (/^\d+$/.test(name) && Number(name) <= 0xffff_ffff)) continue;
    const known = namesOrNone(tree, file, read);
    if (known !== null && !known.has(name)) throw new CopyFailure(`error looking up "${name}"`, "source");
  }
}

function namesOrNone(tree: ImageTree, file: Bytes, read: CopyRun["read"]): ReadonlySet<Bytes> | null {
  try {
    return namesIn(tree, resolveInside(tree, file), read);
  } catch (error) {
    if (error instanceof CopyFailure) return new Set();
    throw error;
  }
}
