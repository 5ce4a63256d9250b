import { append } from "../append.ts";
import { type Bytes, toText } from "../bytes.ts";
import { disk } from "../context/disk.ts";
import { isDirectory, isFailure, type Source } from "../context/source.ts";
import type { Tree } from "../context/tree.ts";
import type { BuildPlan } from "../plan/build-plan.ts";
import { fromHere } from "../plan/dockerfile.ts";
import type { PlanOptions } from "../plan/options.ts";
import type { Report } from "../report-model.ts";

/** Describes which build it is. */
export function describeBuild(
  { builder, context, dockerfile, ignoreFile, patterns, unfiltered }: BuildPlan,
  { cwd, target }: PlanOptions,
) {
  return {
    builder: builder.name,
    os: builder.os ?? null,
    context: context.shown,
    commit: commitOf(context.source),
    given: givenOf(context.source, unfiltered),
    dockerfile: dockerfile?.shown ?? null,
    ignoreFile: ignoreFile?.shown ?? null,
    ignoreFileReason: ignoreFile?.why ?? null,
    patterns: patterns.length,
    target: target ?? null,
    fromHere: {
      context: fromHere(context.root, cwd, context),
      dockerfile: dockerfile?.fromHere ?? null,
      ignoreFile: ignoreFile?.fromHere ?? null,
    },
  };
}

const givenOf = ({ given }: Source, unfiltered: boolean): Report["given"] =>
  given === undefined ? null : { kind: given.kind, bytes: given.bytes, filtered: !unfiltered };

function commitOf({ origin }: Source): Report["commit"] {
  if (origin === undefined) return null;
  const { ref, commit, submodules, refused } = origin;
  return { ref, id: commit, submodules, refused: refused.map(toText) };
}

/** Dockerfiles of editors and tools, examples and tests build something else. */
const notMeant = /(^|\/)(\.[^/]*|examples?|samples?|tests?|testdata|fixtures?|templates?|vendor)\//i;
const mostLookedAt = 500;
/** Enough to tell one from many. */
const mostNamed = 5;

/** Returns Dockerfiles that could be meant if the build has none. Only the disk is searched. */
export function dockerfilesElsewhere({ dockerfile, context }: BuildPlan): string[] {
  const isLookedFor = dockerfile === null && isDirectory(context.source);
  if (!isLookedFor) return [];
  const found = findDockerfiles(context.source, context.root);
  return found
    .slice(0, mostLookedAt)
    .filter((path) => !notMeant.test(path))
    .slice(0, mostNamed);
}

/** Names, skipped directories and maximum depth of the search for Dockerfiles. */
const named = /^(.*\.)?Dockerfile$|^Dockerfile\.(?!(.*\.)?dockerignore$)|^Containerfile$|\.containerfile$/s;
const skipped: ReadonlySet<Bytes> = new Set(["node_modules", ".git"]);
const deepest = 3;

/** Previous results, valid while the tree is unchanged. */
const known = new WeakMap<Tree, { version: number; byRoot: Map<Bytes, readonly string[]> }>();

/** Finds Dockerfiles below a directory of the disk, relative to it, nearest first. What cannot be read is skipped. */
export function findDockerfiles(tree: Tree, root: Bytes): readonly string[] {
  const { version } = tree;
  const kept = known.get(tree);
  const { byRoot } = kept?.version === version ? kept : { byRoot: new Map<Bytes, readonly string[]>() };
  const all = byRoot.get(root) ?? search(root);
  known.set(tree, { version, byRoot: byRoot.set(root, all) });
  return all;
}

function search(root: Bytes): string[] {
  const found: string[] = [];
  let open: Bytes[] = [""];
  for (let depth = 0; depth <= deepest; depth++) {
    const below: Bytes[] = [];
    const here: string[] = [];
    for (const directory of open) {
      // Reads the disk, because the tree omits what is pruned.
      const listed = disk.list(`${root}/${directory}`);
      for (const { name, type } of isFailure(listed) ? [] : listed) {
        if (type === "file" && named.test(name)) here.push(toText(directory + name));
        if (type === "directory" && !skipped.has(name)) below.push(`${directory}${name}/`);
      }
    }
    append(found, here.sort());
    open = below;
  }
  return found;
}
