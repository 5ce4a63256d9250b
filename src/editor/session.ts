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

/** What an editor has open, and the files around it: read once, and again when they change on the disk. */
export interface Session {
  /** Of a document that is open, or null when it is closed. */
  edit(path: string, text: string | null): void;
  /** These paths, absolute, changed on the disk. */
  renew(paths: readonly string[]): void;
  /** Follows the disk by itself, for an editor that does not: `changed` is called when something is different. */
  follow(changed: () => void): void;
  /** What an editor shows of it: the files as they are known. */
  readonly source: Tree;
  /** What is read is little enough to look at all of it with each key. */
  isSmall(): boolean;
  /** The folder that is open around it, or its own. */
  rootOf(path: string): string;
  /** The build that a document belongs to; null if it belongs to none. */
  buildOf(path: string): PlanOptions | null;
}

/** Entries of a tree of which all is shown with each key, and bytes of a text: an entry is compared with each of its lines. */
const [small, longText] = [20_000, 20_000];

/** Milliseconds in which changes are gathered. */
const settle = 100;

/**
 * `roots`: the folders that the editor has open, absolute. Nothing outside of them is a context. `isSuperseded`: an edit waits,
 * so that who walks the files is to stop.
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
          // Others need watches, too: with half of those that could be had.
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

/** Directories that are followed: each costs a handle, and the system has few. */
const mostFollowed = 4_000;

/** The first directories that are read are followed, those behind them are the disk. */
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

/** The nearest directory, from the Dockerfile's own up to the folder that is open, in which most of its sources are. */
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

/** The innermost of the folders that are open around a path. */
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

/** How many of the paths that copies name are not there; patterns and variables say nothing. */
function missingSources(plan: BuildPlan | null): number {
  const paths = plan?.requested?.request.followPaths;
  if (plan === null || paths === undefined) return Number.MAX_SAFE_INTEGER;
  const { source, root } = plan.context;
  return paths.filter((path) => !/[*?[\\]/.test(path) && isFailure(source.stats(`${root}/${path}`))).length;
}
