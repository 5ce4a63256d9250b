import { basename, dirname, join, relative, sep } from "node:path";
import { type Bytes, fromText } from "../bytes.ts";
import { disk } from "../context/disk.ts";
import { followDisk } from "../context/follow.ts";
import { parentOf } from "../context/links.ts";
import { isFailure, type Source } from "../context/source.ts";
import type { Tree } from "../context/tree.ts";
import { unlessReported } from "../errors.ts";
import type { BuildPlan } from "../plan/build-plan.ts";
import type { PlanOptions } from "../plan/options.ts";
import { planBuild } from "../plan/plan.ts";
import { type DocumentKind, documentKind } from "./document-kind.ts";
import { EditedTree } from "./edited-tree.ts";

/** What an editor has open, and the files around it: read once, and again when they change on disk. */
export interface Session {
  /** Sets the text of an open document; null closes it. */
  edit(path: string, text: string | null): void;
  /** Drops what is known about these paths (absolute), which changed on disk. */
  renew(paths: readonly string[]): void;
  /** Watches the disk, for an editor that does not: `changed` is called after changes. */
  follow(changed: () => void): void;
  /** The files as the editor shows them. */
  readonly source: Tree;
  /** Whether the tree and the texts are small enough to check everything at each keystroke. */
  isSmall(): boolean;
  /** The open folder around a path, or else its own directory. */
  rootOf(path: string): string;
  /** The build that a document belongs to; null if none. */
  buildOf(path: string): PlanOptions | null;
}

/**
 * Limits for checking everything at each keystroke: entries of the tree and bytes of a text, because each entry is
 * matched against each line.
 */
const [small, longText] = [20_000, 20_000];

/** Milliseconds during which changes are collected. */
const settle = 100;

/**
 * `roots`: the folders open in the editor, absolute: the search for a context does not leave them. `isSuperseded`:
 * whether an edit is pending, so that walks stop.
 */
export function openSession(roots: () => readonly string[], isSuperseded: () => boolean): Session {
  const open = new Map<Bytes, Bytes>();
  const fresh = (from: Source) => new EditedTree(from, open, isSuperseded);
  let tree = fresh(disk);
  return {
    get source() {
      return tree;
    },
    edit: (path, text) => {
      const bytes = fromText(path);
      if (text === null) open.delete(bytes);
      else open.set(bytes, fromText(text));
      tree.edited(bytes);
    },
    renew: (paths) => {
      const changed = new Map<Bytes, Set<Bytes>>();
      for (const path of paths) {
        const directory = fromText(dirname(path));
        changed.set(directory, (changed.get(directory) ?? new Set()).add(fromText(basename(path))));
      }
      tree.renew(changed);
    },
    follow: (changed) => {
      let waiting: NodeJS.Timeout | undefined;
      let most = mostFollowed;
      const start = () => {
        const followed = followDisk({
          onChange: () => {
            if (waiting !== undefined) return;
            waiting = setTimeout(() => {
              waiting = undefined;
              const changes = followed.take();
              if (changes === null) start();
              else tree.renew(changes);
              changed();
            }, settle);
          },
          // Other programs need watches, too: use half of those that were available.
          onTrouble: ({ kind }) => {
            if (kind === "no-watches") most = Math.floor(known.size / 2);
          },
          persistent: false,
        });
        const known = new Set<Bytes>();
        tree = fresh(most === 0 ? disk : firstOf(followed.source, known, most));
      };
      start();
    },
    isSmall: () => tree.count <= small && [...open.values()].every(({ length }) => length <= longText),
    rootOf: (path) => rootAround(path, roots()) ?? dirname(path),
    buildOf: (path) => {
      const kind = documentKind(path);
      return kind === null || kind.is === "definition" ? null : buildFor(path, kind, roots(), tree);
    },
  };
}

/** Directories to watch: each costs a handle, and the system has few. */
const mostFollowed = 4_000;

/** Watches the first directories that are read, and reads the others straight from the disk. */
function firstOf(followed: Source, known: Set<Bytes>, most: number): Source {
  const from = (directory: Bytes): Source => {
    if (known.size < most) known.add(directory);
    return known.has(directory) ? followed : disk;
  };
  return {
    ...followed,
    list: (path) => from(path).list(path),
    stats: (path) => from(parentOf(path)).stats(path),
  };
}

type OfBuild = Exclude<DocumentKind, { readonly is: "definition" }>;

function buildFor(path: string, kind: OfBuild, roots: readonly string[], tree: EditedTree): PlanOptions {
  const file = kind.is === "dockerfile" ? path : (kind.dockerfile ?? undefined);
  const build = (context: string) => optionsFor(context, file, kind, tree);
  if (kind.is === "ignore-file" && kind.dockerfile === null) return build(kind.directory);
  return build(likeliestContext(path, roots, (context) => unlessReported(() => planBuild(build(context)))));
}

function optionsFor(context: string, file: string | undefined, kind: OfBuild, tree: EditedTree): PlanOptions {
  return {
    context,
    cwd: context,
    source: tree,
    builder: kind.is === "ignore-file" && kind.containers ? "buildah" : "buildkit",
    file: file !== undefined && isFailure(tree.stats(fromText(file))) ? undefined : file,
    stdinDockerfile: undefined,
    ignoreFile: undefined,
    target: undefined,
    platform: undefined,
    buildArgs: new Map(),
    buildContexts: [],
  };
}

/**
 * Returns the nearest directory, from the Dockerfile's own up to the open folder, that lacks the fewest of its sources.
 */
function likeliestContext(
  path: string,
  roots: readonly string[],
  plan: (context: string) => BuildPlan | null,
): string {
  const candidates = upTo(dirname(path), roots);
  const missing = candidates.map((context) => missingSources(plan(context)));
  return (
    candidates[
      missing.indexOf(missing.reduce((least, one) => Math.min(least, one), Number.POSITIVE_INFINITY))
    ] ?? dirname(path)
  );
}

const deepest = 32;

/** Returns the innermost open folder around a path. */
const rootAround = (path: string, roots: readonly string[]): string | undefined =>
  roots.filter((one) => path === one || path.startsWith(one + sep)).sort((a, b) => b.length - a.length)[0];

function upTo(directory: string, roots: readonly string[]): string[] {
  const root = rootAround(directory, roots);
  if (root === undefined) return [directory];
  const steps = relative(root, directory)
    .split(sep)
    .filter((name) => name !== "");
  return [
    directory,
    ...steps.map((_, up) => join(directory, ...Array.from({ length: up + 1 }, () => ".."))),
  ].slice(0, deepest);
}

/** Counts the paths named by copies that do not exist; patterns and variables do not count. */
function missingSources(plan: BuildPlan | null): number {
  const paths = plan?.requested?.request.followPaths;
  if (plan === null || paths === undefined) return Number.MAX_SAFE_INTEGER;
  const { source, root } = plan.context;
  return paths.filter((path) => !/[*?[\\]/.test(path) && isFailure(source.stats(`${root}/${path}`))).length;
}
