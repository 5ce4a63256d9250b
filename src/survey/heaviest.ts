import { appendTo } from "../append.ts";
import { type Bytes, compareBytes, toText } from "../bytes.ts";
import type { WalkedEntry } from "../model.ts";
import type { KeptOut, KeptOutBy } from "../report-model.ts";
import { addKept, type Below, joinKept, type Kept, nothingKept } from "./below.ts";

/** Below this many components, a directory counts only for its parents. */
const deepest = 4;
/** A directory is replaced if one subdirectory holds at least this share of it. */
const share = 0.8;

interface Directory extends Sized {
  readonly files: number;
}

/**
 * Finds the heaviest directories that are sent, disjoint: a directory stands for all below it, but if nearly all of it
 * lies in one subdirectory, its subdirectories are reported instead, down to four levels. No other one is larger than
 * one that is reported.
 */
export function heaviestDirectories(count: number): {
  entry(entry: WalkedEntry): void;
  result(): Directory[];
} {
  const byParent = new Map<Bytes, Directory[]>();
  return {
    entry: ({ path, below }) => {
      if (below === undefined || below.sent.bytes === 0 || isDeep(path)) return;
      const parent = path.slice(0, Math.max(0, path.lastIndexOf("/")));
      const { files, bytes } = below.sent;
      appendTo(byParent, parent, { path, files, bytes });
    },
    result: () =>
      (byParent.get("") ?? [])
        .flatMap((directory) => expand(directory, byParent))
        .sort(largestFirst)
        .slice(0, count),
  };
}

function isDeep(path: Bytes): boolean {
  let slash = -1;
  for (let depth = 0; depth < deepest; depth++) {
    slash = path.indexOf("/", slash + 1);
    if (slash < 0) return false;
  }
  return true;
}

function expand(directory: Directory, byParent: ReadonlyMap<Bytes, readonly Directory[]>): Directory[] {
  const inside = byParent.get(directory.path) ?? [];
  const isNearlyOne = inside.some(({ bytes }) => bytes >= share * directory.bytes);
  return isNearlyOne ? inside.flatMap((one) => expand(one, byParent)) : [directory];
}

export interface Sized {
  readonly path: Bytes;
  readonly bytes: number;
}

/** Largest first; equal sizes in byte order of the paths. */
const largestFirst = (a: Sized, b: Sized): number => b.bytes - a.bytes || compareBytes(a.path, b.path);

/** Collects the largest files that are sent, in constant memory. */
export function largestFiles(count: number): { entry(entry: WalkedEntry): void; result(): Sized[] } {
  let kept: Sized[] = [];
  let smallest = 0;
  const trim = () => {
    kept = kept.sort(largestFirst).slice(0, count);
    smallest = kept.length === count ? (kept.at(-1)?.bytes ?? 0) : 0;
  };
  return {
    entry: ({ path, below, sentBytes: bytes }) => {
      if (below !== undefined || bytes === 0 || bytes < smallest) return;
      kept.push({ path, bytes });
      if (kept.length > 4 * count) trim();
    },
    result: () => {
      trim();
      return kept;
    },
  };
}

/** Counts what the ignore file excludes, by pattern. */
export function keptOut(): {
  entry(entry: WalkedEntry): void;
  passes(below: Below): void;
  result(): KeptOut;
} {
  const all = nothingKept();
  return {
    entry: (entry) => addKept(all, entry),
    passes: ({ kept }) => joinKept(all, kept),
    result: () => {
      const { byPattern, ...counts } = all;
      return { ...counts, by: [...byPattern].map(toRow).sort(mostFirst) };
    },
  };
}

type Entry = Kept["byPattern"] extends Map<infer P, infer C> ? [P, C] : never;

function toRow([pattern, count]: Entry): KeptOutBy {
  const { file, line, text } = pattern.source;
  return { pattern: toText(text), file, line, ...count };
}

function mostFirst(a: KeptOutBy, b: KeptOutBy): number {
  return b.bytes - a.bytes || b.files + b.directories - (a.files + a.directories) || a.line - b.line;
}
