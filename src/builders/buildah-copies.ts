import type { Bytes } from "../bytes.ts";
import type { CopyStep, RunStep, Step } from "../dockerfile/steps.ts";
import { cleanPath } from "../ignore/clean.ts";
import { readContainersPatterns } from "../ignore/containers.ts";
import type { Pattern } from "../ignore/pattern.ts";
import { globExtended, globFor, hasWildcards, join } from "./buildah-glob.ts";
import { jsonText } from "./buildkit.ts";
import type { ContextTree } from "./context-tree.ts";
import { type CopyWalk, enterWalk, type MakeRules, openWalk, treatEntry, walkTo } from "./copying.ts";
import type { FailedCopy, Taking, Takings } from "./taking.ts";

/** What the COPYs, ADDs and bind mounts take of the context (rules F9-F13). Throws CtxcheckError for the patterns. */
export function takeForBuildah(
  steps: readonly Step[],
  tree: ContextTree,
  patterns: readonly Pattern[],
  openRules: MakeRules,
): Takings {
  const takings: Taking[] = [];
  const failed: FailedCopy[] = [];
  for (const step of steps) {
    const taken = takeStep(step, tree, patterns, openRules);
    if ("reason" in taken) failed.push(taken);
    else takings.push(...taken.takings);
  }
  return { takings, failed };
}

type Outcome = { readonly takings: readonly Taking[] } | FailedCopy;

function takeStep(
  step: Step,
  tree: ContextTree,
  patterns: readonly Pattern[],
  openRules: MakeRules,
): Outcome {
  if (step.kind === "RUN") return takeMounts(step, tree);
  if (step.kind === "WORKDIR" || step.from !== null || step.sources.length === 0) return { takings: [] };
  const copy = { step, tree, ...rulesOf(step, patterns, openRules) };
  try {
    return { takings: takeCopy(copy) };
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    return { line: step.instruction.line, source: error.source, reason: error.message };
  }
}

/** How buildah's copy fails. */
class Failure extends Error {
  readonly source: Bytes;

  constructor(source: Bytes, message: string) {
    super(message);
    this.source = source;
  }
}

interface Copy {
  readonly step: CopyStep;
  readonly tree: ContextTree;
  readonly patterns: readonly Pattern[];
  readonly walk: CopyWalk;
}

/** stage_executor.go: Copy. `--exclude` counts from the context, and also from each source. */
function rulesOf(
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

/** add.go: Add. */
function takeCopy(copy: Copy): Taking[] {
  const local = copy.step.sources
    .filter(({ type }) => type === "local")
    .map(({ text }) => cleanPath(`/${text}`).slice(1));
  const found = local.map((source) => ({ source, items: itemsOf(copy, source) }));
  if (local.length > 0 && found.every(({ items }) => items.length === 0)) {
    throw new Failure(local.join(" "), "nothing matches");
  }
  const toDirectory = endsInDirectory(copy, found);
  return found
    .filter(({ items }) => items.length > 0)
    .flatMap(({ source, items }) => takeSource(copy, source, items, toDirectory));
}

interface Item {
  readonly path: Bytes;
  /** What it is, links followed; null where they lead nowhere. */
  readonly type: ReturnType<ContextTree["typeOf"]>;
}

/** copier: copierHandlerStat, for one source and without patterns. Its answer comes as JSON, too. */
function itemsOf({ tree }: Copy, source: Bytes): Item[] {
  const matches = globExtended(tree, jsonText(source));
  if (matches.length === 0 && !hasWildcards(source)) throw new Failure(source, "no such file or directory");
  return matches.map((path) => {
    const end = tree.resolve(path);
    if (end === null) throw new Failure(path, "too many levels of symbolic links");
    return { path: jsonText(path), type: end === "" ? "directory" : tree.typeOf(end) };
  });
}

/** Whether a directory that is not excluded counts as copied, whatever comes of what it holds. */
function endsInDirectory({ step }: Copy, found: readonly { items: readonly Item[] }[]): boolean {
  const first = step.sources.length === 1 ? found[0]?.items[0]?.type : undefined;
  return first !== "file" && (step.dest.directory || step.sources.length > 1 || first === "directory");
}

function takeSource(copy: Copy, source: Bytes, items: readonly Item[], toDirectory: boolean): Taking[] {
  const takings: Taking[] = [];
  let copied = 0;
  for (const item of items) {
    const excluded = item.path !== "" && isExcluded(copy, item.path);
    if (excluded && !(item.type === "directory" && includesAnyway(copy, item.path))) continue;
    const taken = takeItem(copy, item.path);
    takings.push(...taken);
    if (item.path === "" || (toDirectory && !excluded) || taken.some((taking) => yieldsAny(copy, taking)))
      copied++;
  }
  if (copied === 0)
    throw new Failure(source, `no items matching the glob copied (${items.length} filtered out)`);
  return takings;
}

/** fileutils: PatternMatcher.Matches. */
function isExcluded({ walk }: Copy, path: Bytes): boolean {
  const slash = path.lastIndexOf("/");
  return walkTo(walk, path.slice(0, Math.max(slash, 0))).scope.decide(path.slice(slash + 1)).matched;
}

/** add.go: includeDirectoryAnyway (rule F10): here the slash counts. */
function includesAnyway({ patterns }: Copy, path: Bytes): boolean {
  return patterns.some(({ exception, text }) => exception && text.replace(/^\//, "").startsWith(`${path}/`));
}

/** copier: copierHandlerGet for one item, which is searched for again by its name. */
function takeItem(copy: Copy, path: Bytes): Taking[] {
  const { tree } = copy;
  const queue = globExtended(tree, globFor(path));
  if (queue.length === 0) throw new Failure(path, "no such file or directory");
  const takings = queue.flatMap((found) => takeFound(copy, found));
  if (takings.length === 0) throw new Failure(path, "copied no items");
  return takings;
}

function takeFound(copy: Copy, found: Bytes): Taking[] {
  const { tree, step } = copy;
  const { end, links } = followLinks(tree, found);
  const type = end === "" ? "directory" : tree.typeOf(end);
  const entry = (path: Bytes): Taking => ({
    kind: "entry",
    path: located(tree, path),
    named: path,
    patterns: copy.patterns,
  });
  const parents = step.parents
    ? parentsOf(step, found, type === "directory" && links.length === 0).map(entry)
    : [];
  if (type === "directory") {
    return [...parents, ...links.map(entry), { ...entry(end), kind: "content" }];
  }
  if (isExcluded(copy, end)) return parents;
  if (type === "socket") throw new Failure(found, "sockets not supported");
  return [...parents, ...links.map(entry), entry(end)];
}

const located = (tree: ContextTree, path: Bytes): Bytes => tree.locate(path) ?? path;

/** copier: checkLinks (rule F13). The way is only followed at its end; what stands before it is left to the kernel. */
function followLinks(tree: ContextTree, found: Bytes): { end: Bytes; links: Bytes[] } {
  const links: Bytes[] = [];
  let end = found;
  while (end !== "" && tree.typeOf(end) === "symlink") {
    links.push(end);
    if (links.length >= 16) throw new Failure(found, "too many levels of symbolic links");
    const target = tree.readlink(end) ?? "";
    const directory = end.slice(0, Math.max(end.lastIndexOf("/"), 0));
    end = cleanPath(target.startsWith("/") ? target : `/${directory}/${target}`).slice(1);
  }
  if (end !== "" && tree.typeOf(end) === null) throw new Failure(found, "no such file or directory");
  return { end, links };
}

/** `--parents`: the directories in front of the source, those before `/./` left out; the rules are not asked. */
function parentsOf(step: CopyStep, found: Bytes, withItself: boolean): Bytes[] {
  const pivot = step.sources
    .map(({ text }) => text.split("/./")[0] ?? "")
    .map((text) => cleanPath(`/${text}`).slice(1));
  const dropped = step.sources.flatMap(({ text }, index) =>
    text.includes("/./") ? [pivot[index] ?? ""] : [],
  );
  const names = found.split("/");
  const parents = names.map((_, index) => names.slice(0, index + 1).join("/"));
  return (withItself ? parents : parents.slice(0, -1)).filter(
    (parent) => !dropped.some((prefix) => `${prefix}/`.startsWith(`${parent}/`)),
  );
}

/** Whether anything is written for what is taken. */
function yieldsAny({ tree, walk }: Copy, taking: Taking): boolean {
  if (taking.kind !== "content") return true;
  const open = [{ path: taking.path, walk: walkTo(walk, taking.named) }];
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

/** stage_executor.go: runStageMountPoints (rule F9): a mount shows everything that lies there. */
function takeMounts({ mounts, instruction }: RunStep, tree: ContextTree): Outcome {
  const takings: Taking[] = [];
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
    takings.push({ kind: "mounted", path, named: path, patterns: [] });
  }
  return { takings };
}
