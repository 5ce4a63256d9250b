import { append } from "../append.ts";
import { type Bytes, isValidUtf8 } from "../bytes.ts";
import type { CopyStep, RunStep, Step } from "../dockerfile/steps.ts";
import { cleanPath } from "../ignore/clean.ts";
import { readContainersPatterns } from "../ignore/containers.ts";
import type { Pattern } from "../ignore/pattern.ts";
import { globExtended, hasWildcards, join } from "./buildah-glob.ts";
import { type Copy, CopyFailure, isExcluded, takeItem } from "./buildah-items.ts";
import { jsonText } from "./buildkit.ts";
import type { ContextTree } from "./context-tree.ts";
import type { CopiedPath, CopiedPaths, FailedCopy } from "./copied-path.ts";
import { enterWalk, type MakeRules, openWalk, treatEntry, walkTo } from "./copying.ts";

/**
 * Returns what COPY, ADD and bind mounts take from the context (rules F9-F13). Throws CtxcheckError for refused
 * patterns.
 */
export function takeForBuildah(
  steps: readonly Step[],
  tree: ContextTree,
  patterns: readonly Pattern[],
  openRules: MakeRules,
): CopiedPaths {
  const copiedPaths: CopiedPath[] = [];
  const failed: FailedCopy[] = [];
  for (const step of steps) {
    const taken = takeStep(step, tree, patterns, openRules);
    if ("reason" in taken) failed.push(taken);
    else append(copiedPaths, taken.copiedPaths);
  }
  return { copiedPaths, failed };
}

type Outcome = { readonly copiedPaths: readonly CopiedPath[] } | FailedCopy;

function takeStep(
  step: Step,
  tree: ContextTree,
  patterns: readonly Pattern[],
  openRules: MakeRules,
): Outcome {
  if (step.kind === "RUN") return takeMounts(step, tree);
  if (step.kind === "WORKDIR" || step.from !== null || step.sources.length === 0) return { copiedPaths: [] };
  const copy = { step, tree, ...rulesOf(step, patterns, openRules) };
  try {
    return { copiedPaths: takeCopy(copy) };
  } catch (error) {
    if (!(error instanceof CopyFailure)) throw error;
    return { line: step.instruction.line, source: error.source, reason: error.message };
  }
}

/** stage_executor.go: Copy. `--exclude` is relative to the context, and also to each source. */
export function rulesOf(
  step: CopyStep,
  patterns: readonly Pattern[],
  openRules: MakeRules,
): Pick<Copy, "patterns" | "walk"> {
  const bases = step.sources.map(({ text }) => cleanPath(text));
  const texts = [
    ...step.excludes,
    ...bases.flatMap((base) => step.excludes.map((text) => joinExclude(base, text))),
  ];
  const { line } = step.instruction;
  const entries = texts.map((text) => ({ text, raw: text, file: "--exclude", line, column: 1 }));
  const all = texts.length === 0 ? patterns : [...patterns, ...readContainersPatterns(entries)];
  return { patterns: all, walk: openWalk(openRules(all)) };
}

function joinExclude(base: Bytes, text: Bytes): Bytes {
  if (base === "." || text === "!") return text;
  return text.startsWith("!") ? `!${cleanPath(`${base}/${text.slice(1)}`)}` : cleanPath(`${base}/${text}`);
}

const takeCopy = (copy: Copy): CopiedPath[] =>
  copyItems(copy).items.flatMap(({ copiedPaths }) => copiedPaths);

/** An item that a source names, with what is copied for it. */
export interface CopiedItem extends Item {
  readonly pivot: Bytes | null;
  readonly copiedPaths: readonly CopiedPath[];
}

/** The items that the sources of an instruction name. */
export interface CopiedItems {
  readonly items: readonly CopiedItem[];
  /** Type of the first path that a single source names, excluded or not: it decides what the destination is. */
  readonly first: Item["type"] | undefined;
}

/** add.go: Add. Throws CopyFailure. */
export function copyItems(copy: Copy): CopiedItems {
  const found = copy.step.sources
    .filter(({ type }) => type === "local")
    .map(({ text }) => foundBy(copy, text));
  if (found.length > 0 && found.every(({ items }) => items.length === 0)) {
    throw new CopyFailure(found.map(({ source }) => source).join(" "), "nothing matches");
  }
  const first = copy.step.sources.length === 1 ? found[0]?.items[0]?.type : undefined;
  const toDirectory = endsInDirectory(copy, first);
  // A source that is not UTF-8 is not found in the answer, and is skipped.
  const items = found
    .filter(({ source, items }) => items.length > 0 && isValidUtf8(source))
    .flatMap((one) => takeSource(copy, one, toDirectory));
  return { items, first };
}

/** What one source names. */
interface Found {
  readonly source: Bytes;
  /** `--parents`: the part before `/./`, else null. */
  readonly pivot: Bytes | null;
  readonly items: readonly Item[];
}

function foundBy(copy: Copy, text: Bytes): Found {
  const source = cleanPath(`/${text}`).slice(1);
  const at = text.indexOf("/./");
  const pivot = copy.step.parents && at >= 0 ? cleanPath(`/${text.slice(0, at)}`).slice(1) : null;
  return { source, pivot, items: itemsOf(copy, source) };
}

interface Item {
  readonly path: Bytes;
  /** Its type, links followed; null if they lead nowhere. */
  readonly type: ReturnType<ContextTree["typeOf"]>;
}

/** copier: copierHandlerStat, for one source and without patterns. Its answer also arrives as JSON. */
function itemsOf({ tree }: Copy, source: Bytes): Item[] {
  const matches = globExtended(tree, jsonText(source));
  if (matches.length === 0 && !hasWildcards(source))
    throw new CopyFailure(source, "no such file or directory");
  return matches.map((path) => {
    const end = tree.resolve(path);
    if (end === null) throw new CopyFailure(path, "too many levels of symbolic links");
    return { path: jsonText(path), type: end === "" ? "directory" : tree.typeOf(end) };
  });
}

/** Whether a directory that is not excluded counts as copied, even if nothing in it is. */
function endsInDirectory({ step }: Copy, first: CopiedItems["first"]): boolean {
  return first !== "file" && (step.dest.directory || step.sources.length > 1 || first === "directory");
}

function takeSource(copy: Copy, { source, pivot, items }: Found, toDirectory: boolean): CopiedItem[] {
  const copiedItems: CopiedItem[] = [];
  let copied = 0;
  for (const item of items) {
    const excluded = item.path !== "" && isExcluded(copy, item.path);
    if (excluded && !(item.type === "directory" && includesAnyway(copy, item.path))) continue;
    const taken = takeItem(copy, item.path, pivot);
    copiedItems.push({ ...item, pivot, copiedPaths: taken });
    if (item.path === "" || (toDirectory && !excluded) || taken.some((copied) => yieldsAny(copy, copied)))
      copied++;
  }
  if (copied === 0)
    throw new CopyFailure(source, `no items matching the glob copied (${items.length} filtered out)`);
  return copiedItems;
}

/** add.go: includeDirectoryAnyway (rule F10): here the slash after the path counts. */
function includesAnyway({ patterns }: Copy, path: Bytes): boolean {
  return patterns.some(({ exception, text }) => exception && text.replace(/^\//, "").startsWith(`${path}/`));
}

/** Whether anything is written for what is taken. */
function yieldsAny({ tree, walk }: Copy, copied: CopiedPath): boolean {
  if (copied.kind !== "content") return copied.kind === "entry";
  const open = [{ path: copied.path, walk: walkTo(walk, copied.named) }];
  for (let at = open.pop(); at !== undefined; at = open.pop()) {
    for (const name of tree.list(at.path) ?? []) {
      const path = join(at.path, name);
      const { taken, enters } = treatEntry(at.walk, name, tree.typeOf(path) ?? "file");
      if (taken) return true;
      if (enters) open.push({ path, walk: enterWalk(at.walk, name) });
    }
  }
  return false;
}

/** stage_executor.go: runStageMountPoints (rule F9): a mount shows everything that is there. */
function takeMounts({ mounts, instruction }: RunStep, tree: ContextTree): Outcome {
  const copiedPaths: CopiedPath[] = [];
  for (const { type, fromStage, source } of mounts) {
    if (type !== "bind" || fromStage !== null) continue;
    const path = tree.resolve(cleanPath(`/${source}`).slice(1));
    if (path === null || (path !== "" && tree.typeOf(path) === null)) {
      return {
        line: instruction.line,
        source: cleanPath(`/${source}`).slice(1),
        reason: "no such file or directory",
      };
    }
    copiedPaths.push({ kind: "mounted", path, named: path, patterns: [] });
  }
  return { copiedPaths };
}
