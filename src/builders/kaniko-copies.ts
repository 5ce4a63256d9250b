import type { Bytes } from "../bytes.ts";
import type { CopyStep, Step } from "../dockerfile/steps.ts";
import { cleanPath } from "../ignore/clean.ts";
import { matchSource } from "../ignore/glob.ts";
import type { Pattern } from "../ignore/pattern.ts";
import { once } from "../once.ts";
import { join } from "./buildah-glob.ts";
import type { ContextTree } from "./context-tree.ts";
import type { CopiedPath, CopiedPaths, FailedCopy } from "./copied-path.ts";
import { type CopyWalk, type MakeRules, openWalk, treatEntry, walkTo } from "./copying.ts";

/** Returns what COPY and ADD take from the context; kaniko has no mounts. An excluded source is silently skipped. */
export function takeForKaniko(
  steps: readonly Step[],
  tree: ContextTree,
  patterns: readonly Pattern[],
  openRules: MakeRules,
): CopiedPaths {
  const walk = openWalk(openRules(patterns));
  const files = once(() => allFiles(tree));
  const copiedPaths: CopiedPath[] = [];
  const failed: FailedCopy[] = [];
  const skipped: NonNullable<CopiedPaths["skipped"]>[number][] = [];
  for (const step of steps) {
    if (step.kind !== "COPY" && step.kind !== "ADD") continue;
    if (step.from !== null) continue;
    for (const source of sourcesOf(step, files)) {
      const copied = typeof source === "string" ? takeSource(tree, walk, source) : source.bad;
      const named = typeof source === "string" ? source : source.pattern;
      if (typeof copied === "string")
        failed.push({ line: step.instruction.line, source: named, reason: copied });
      else if (copied !== null) copiedPaths.push({ ...copied, patterns });
      const isSkipped = typeof copied !== "string" && (copied === null || isEmptied(tree, walk, copied));
      if (isSkipped) skipped.push({ line: step.instruction.line, source: named });
    }
  }
  return { copiedPaths, failed, skipped };
}

/** A source that is not a valid pattern of Go's filepath.Match. */
interface BadSource {
  readonly pattern: Bytes;
  readonly bad: string;
}

/** pkg/util/command_util.go: ResolveSources. If one source has a wildcard, all are matched against all files. */
function sourcesOf(step: CopyStep, files: () => readonly Bytes[]): readonly (Bytes | BadSource)[] {
  const sources = step.sources.filter(({ type }) => type === "local").map(({ text }) => cleanPath(text));
  if (!sources.some((source) => /[*?[]/.test(source))) return sources;
  return sources.flatMap((source) => filesOf(source, files()));
}

function filesOf(source: Bytes, files: readonly Bytes[]): readonly (Bytes | BadSource)[] {
  const matches = files.map((file) =>
    matchSource(source, source.startsWith("/") ? cleanPath(`/${file}`) : file, files),
  );
  if (matches.includes("bad")) return [{ pattern: source, bad: "syntax error in pattern" }];
  return files.filter((file, index) => matches[index] === true || source === file);
}

/** pkg/util/fs_util.go: RelativeFiles. */
function allFiles(tree: ContextTree): Bytes[] {
  const files: Bytes[] = ["."];
  const open: Bytes[] = [""];
  for (let directory = open.pop(); directory !== undefined; directory = open.pop()) {
    for (const name of tree.list(directory) ?? []) {
      const path = join(directory, name);
      files.push(path);
      if (tree.typeOf(path) === "directory") open.push(path);
    }
  }
  return files;
}

/** Whether a directory holds something, but nothing of it is copied. */
function isEmptied(
  tree: ContextTree,
  walk: CopyWalk,
  { kind, named }: Pick<CopiedPath, "kind" | "named">,
): boolean {
  if (kind !== "content") return false;
  let isEmpty = true;
  const open = [named];
  for (let at = open.pop(); at !== undefined; at = open.pop()) {
    const inside = walkTo(walk, at);
    for (const name of tree.list(at) ?? []) {
      isEmpty = false;
      const path = join(at, name);
      const { taken, enters } = treatEntry(inside, name, tree.typeOf(path) ?? "file");
      if (taken) return false;
      if (enters) open.push(path);
    }
  }
  return !isEmpty;
}

/**
 * pkg/commands/copy.go: ExecuteCommand. A link is copied as a link. Null if nothing of the context is taken; a string,
 * the reason, if the copy fails.
 */
function takeSource(
  tree: ContextTree,
  walk: CopyWalk,
  source: Bytes,
): Omit<CopiedPath, "patterns"> | string | null {
  if (/^\.\.(\/|$)/.test(source)) return null;
  const named = cleanPath(`/${source}`).slice(1);
  const type = named === "" ? "directory" : tree.typeOf(named);
  if (type === null) return "no such file or directory";
  const path = tree.locate(named) ?? named;
  if (type === "directory") return { kind: "content", path, named };
  const slash = named.lastIndexOf("/");
  const directory = walkTo(walk, named.slice(0, Math.max(slash, 0)));
  const { taken, refused } = treatEntry(directory, named.slice(slash + 1), type);
  return refused ? "a socket cannot be opened" : taken ? { kind: "entry", path, named } : null;
}
