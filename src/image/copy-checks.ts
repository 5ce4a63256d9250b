import { append } from "../append.ts";
import { type Bytes, toText } from "../bytes.ts";
import type { LinkTree } from "../dockerfile/follow-links.ts";
import type { InstructionReference } from "../dockerfile/instructions.ts";
import type { CopySource, CopyStep, RunStep, Stage } from "../dockerfile/steps.ts";
import { closest } from "../dockerfile/suggest.ts";
import { containsWildcards } from "../dockerfile/wildcards.ts";
import { cleanPath } from "../ignore/clean.ts";
import { someIncluded } from "./check-source.ts";
import { unlessCopyFails } from "./copy-failure.ts";
import { resolveSources } from "./copy-files.ts";
import { type ImageTree, walkTree } from "./image-tree.ts";
import { fileBelow, matchesIn, parentAndName, resolveLink } from "./link-paths.ts";
import { type CopyFilter, copyFilter, enter, matchFilter } from "./pattern-filter.ts";
import { resolveInTree } from "./resolve-path.ts";
import type { TreeNode } from "./tree-node.ts";

/**
 * "copy-ignored": the source is in the directory, but not sent. "copy-missing": it is not in the directory.
 * "copy-matches-nothing": a wildcard without a match. "copy-outside": `..` leads out of the context and is cut off.
 */
export type CopyRule = "copy-ignored" | "copy-missing" | "copy-matches-nothing" | "copy-outside";

/** A source in the build context that does not provide what it names. */
export interface CopyFinding {
  rule: CopyRule;
  kind: "COPY" | "ADD" | "bind";
  instruction: InstructionReference;
  stage: Stage;
  /** As written, with variables replaced. */
  source: Bytes;
  /** Its meaning inside the context; for "copy-ignored" the first path that is there but not sent. */
  path: Bytes;
  /** False if the build continues and copies less, or something else. */
  fails: boolean;
  /** A similar name in the same directory. */
  similar: string | undefined;
  /** Variables in it without a value. */
  unset: readonly Bytes[];
  /** The stage that would have it from the context; null if it is copied from the context itself. */
  from: string | null;
}

interface Source {
  kind: CopyFinding["kind"];
  instruction: InstructionReference;
  stage: Stage;
  text: Bytes;
  path: Bytes;
  unset: readonly Bytes[];
  /** For `--parents` with wildcards: a directory, and the pattern of what is taken below it. */
  below: { directory: Bytes; pattern: Bytes } | null;
}

/**
 * Checks every source that COPY, ADD and bind mounts of the needed stages take from the build context: `sent` is what
 * the builder receives, `all` the directory before anything is excluded.
 */
export function checkCopies(stages: readonly Stage[], sent: ImageTree, all: LinkTree): CopyFinding[] {
  let similar = 0;
  const mayGuess = () => ++similar <= mostGuesses;
  return contextSources(stages).flatMap((source) => [
    ...checkOutside(source),
    ...checkFiles(source, sent, all, mayGuess),
  ]);
}

/** Limits of the search for what may be meant instead, by sources and by names, because each is compared with each. */
const mostGuesses = 50;
const mostNames = 5_000;

function contextSources(stages: readonly Stage[]): Source[] {
  return stages.flatMap((stage) =>
    stage.steps.flatMap((step): Source[] => {
      if (step.kind === "RUN") return mountSources(step, stage);
      return step.kind === "WORKDIR" || step.from !== null ? [] : copySources(step, stage);
    }),
  );
}

function copySources({ kind, instruction, sources }: CopyStep, stage: Stage): Source[] {
  const local = sources.filter(({ type }) => type === "local");
  return local.map((one) => ({
    ...{ kind, instruction, stage, text: one.text },
    path: sourcePath(one),
    unset: one.unset,
    below: belowOf(one),
  }));
}

function belowOf({ path, pattern, required }: CopySource): Source["below"] {
  return pattern === null || required !== null ? null : { directory: path, pattern };
}

/** Returns the path of a source; with `--parents`, all of `base/./rest`. */
function sourcePath({ path, pattern }: CopySource): Bytes {
  return pattern === null ? path : cleanPath(`${path}/${pattern}`);
}

function mountSources({ instruction, mounts }: RunStep, stage: Stage): Source[] {
  const bound = mounts.filter(({ type, fromStage }) => type === "bind" && fromStage === null);
  return bound.map(({ source }) => {
    return {
      kind: "bind",
      instruction,
      stage,
      text: source,
      path: cleanPath(`/${source}`),
      unset: [],
      below: null,
    };
  });
}

function checkOutside(source: Source): CopyFinding[] {
  let depth = 0;
  for (const name of source.text.split("/")) {
    if (name === "..") depth--;
    else if (name !== "" && name !== ".") depth++;
    if (depth < 0) return [finding(source, "copy-outside", source.path, false)];
  }
  return [];
}

function checkFiles(source: Source, sent: ImageTree, all: LinkTree, mayGuess: () => boolean): CopyFinding[] {
  if (source.path === "/") return [];
  if (source.below !== null) return checkBelow(source, source.below, sent, all);
  const isPattern = source.kind !== "bind" && containsWildcards(source.path);
  return isPattern ? checkPattern(source, sent, all) : checkPath(source, sent, all, mayGuess);
}

function checkPath(source: Source, sent: ImageTree, all: LinkTree, mayGuess: () => boolean): CopyFinding[] {
  const node = unlessCopyFails(() => resolveInTree(sent, source.path));
  const there = resolveLink(all, source.path);
  if (node === null) {
    if (there !== null) return [finding(source, "copy-ignored", there, true)];
    const similar = mayGuess() ? similarName(source.path, all) : undefined;
    return [{ ...finding(source, "copy-missing", source.path, true), similar }];
  }
  const left = node.type === "directory" && there !== null && !holdsFile(node) ? fileBelow(all, there) : null;
  return left === null ? [] : [finding(source, "copy-ignored", left, false)];
}

function checkPattern(source: Source, sent: ImageTree, all: LinkTree): CopyFinding[] {
  const found = unlessCopyFails(() => resolveSources(sent, source.path, all));
  if (found !== null && found.length > 0) return [];
  const [left] = matchesIn(all, source.path);
  const rule = left === undefined ? "copy-matches-nothing" : "copy-ignored";
  return [finding(source, rule, left ?? source.path, found === null)];
}

/** Patterns of moby, which match at any depth with `**` (rule D20). */
function checkBelow(
  source: Source,
  { directory, pattern }: NonNullable<Source["below"]>,
  sent: ImageTree,
  all: LinkTree,
): CopyFinding[] {
  const filter = unlessCopyFails(() => copyFilter(pattern, []));
  if (filter === null || containsWildcards(directory)) return [];
  const node = unlessCopyFails(() => resolveInTree(sent, directory));
  if (node !== null && unlessCopyFails(() => someIncluded(node, "", filter, () => true)) !== false) return [];
  const start = resolveLink(all, directory);
  const left = start === null ? null : unlessCopyFails(() => firstIncluded(all, start, filter));
  const rule = left === null ? "copy-matches-nothing" : "copy-ignored";
  return [finding(source, rule, left ?? source.path, false)];
}

/** Returns the first path below a directory that a filter includes, without following links. */
function firstIncluded(all: LinkTree, start: Bytes, filter: CopyFilter): Bytes | null {
  const open = [{ at: start, filter }];
  for (let here = open.pop(); here !== undefined; here = open.pop()) {
    if (here.at !== start && all.readlink(here.at) !== null) continue;
    const inside: typeof open = [];
    for (const name of all.list(here.at) ?? []) {
      const at = here.at === "" ? name : `${here.at}/${name}`;
      if (matchFilter(here.filter, name).included) return at;
      inside.push({ at, filter: enter(here.filter, name) });
    }
    append(open, inside.reverse());
  }
  return null;
}

function holdsFile(directory: TreeNode): boolean {
  for (const { node } of walkTree(directory)) if (node.type !== "directory") return true;
  return false;
}

function similarName(path: Bytes, all: LinkTree): string | undefined {
  const { parent, name } = parentAndName(path);
  const names = (all.list(resolveLink(all, parent) ?? "") ?? []).map(toText);
  const wanted = toText(name);
  if (names.includes(wanted)) return undefined;
  const sameLetters = names.find((known) => known.toLowerCase() === wanted.toLowerCase());
  return sameLetters ?? (wanted.length < 4 ? undefined : closest(wanted, names.slice(0, mostNames)));
}

function finding(
  { kind, instruction, stage, text, unset }: Source,
  rule: CopyRule,
  path: Bytes,
  fails: boolean,
): CopyFinding {
  const relative = path.startsWith("/") ? path.slice(1) : path;
  return {
    rule,
    kind,
    instruction,
    stage,
    source: text,
    path: relative,
    fails,
    similar: undefined,
    unset,
    from: null,
  };
}
