import { append } from "../../append.ts";
import type { Bytes } from "../../bytes.ts";
import { type Cursor, rootCursor, touches } from "../../ignore/cursor.ts";
import type { Pattern } from "../../ignore/pattern.ts";
import { isSentAtAll, type WalkedEntry } from "../../model.ts";
import { insideDependencies } from "../kinds.ts";
import type { Remark } from "./remark.ts";
import { placeOf, respelled, type Subject, written } from "./subject.ts";

interface Sum {
  count: number;
  files: number;
  bytes: number;
}

interface Candidate {
  readonly pattern: Pattern;
  readonly sum: Sum;
  readonly paths: Bytes[];
  /** By directory: what is counted below it already, so that a match inside a match counts once. */
  readonly below: Map<Bytes, Sum>;
}

const mostPaths = 3;

export interface Names {
  /** Whether the path is meant to be sent, or is reported by another rule. */
  readonly isSettled: (path: Bytes) => boolean;
  /**
   * Whether tools create what has this name, at every depth; for another name, it is unknown whether the deeper ones
   * are intended.
   */
  readonly isGenerated: (name: Bytes) => boolean;
}

/**
 * Finds patterns without a slash, which match only in the root of the context, although their name is also sent from
 * below: in a .gitignore they match at every depth (rule B12).
 */
export function rootOnly(
  subject: Subject,
  { isSettled, isGenerated }: Names,
): { entry(entry: WalkedEntry): void; concerns(entry: WalkedEntry): boolean; remarks(): Remark[] } {
  const candidates = written(subject).filter(isHabit).map(candidate);
  const find = finder(candidates);
  return {
    entry: (entry) => {
      const slash = entry.path.length - entry.name.length - 1;
      if (slash < 0 || candidates.length === 0) return;
      const hits = isSentAtAll(entry) ? find(entry.name) : none;
      const counts = hits.length > 0 && isSettled(entry.path) ? none : hits;
      if (entry.below !== undefined) close(candidates, entry, counts);
      for (const one of counts) count(one, entry, entry.path.slice(0, slash));
    },
    concerns: (entry) => isSentAtAll(entry) && find(entry.name).length > 0 && !insideDependencies(entry.path),
    remarks: () => candidates.filter(({ sum }) => sum.count > 0).map((one) => remark(one, isGenerated)),
  };
}

/**
 * Whether a pattern has no slash (a leading one would say that the root is meant) and does not match everything anyway.
 */
function isHabit({ text, exception, source }: Pattern): boolean {
  const raw = source.raw.trim();
  if (exception || raw.startsWith("/") || raw.startsWith("./") || text.includes("/")) return false;
  return !text.includes("**") && !/^[.*?]*$/.test(text.replace(/^\.\*$/, "*"));
}

const candidate = (pattern: Pattern): Candidate => ({
  pattern,
  sum: { count: 0, files: 0, bytes: 0 },
  paths: [],
  below: new Map(),
});

const none: readonly Candidate[] = [];

/** Names and `*.extension` are looked up; each other pattern has its own automaton. */
function finder(candidates: readonly Candidate[]): (name: Bytes) => readonly Candidate[] {
  const literal = new Map<Bytes, Candidate[]>();
  const endings = new Map<Bytes, Candidate[]>();
  const globs: { one: Candidate; cursor: Cursor }[] = [];
  for (const one of candidates) {
    const { text } = one.pattern;
    if (!/[*?[\]\\]/.test(text)) literal.set(text, [one]);
    else if (/^\*\.[\w-]+$/.test(text)) endings.set(text.slice(1), [one]);
    else globs.push({ one, cursor: rootCursor(one.pattern) });
  }
  return (name) => {
    const dot = name.lastIndexOf(".");
    const found = literal.get(name) ?? (dot < 0 ? undefined : endings.get(name.slice(dot))) ?? none;
    if (globs.length === 0) return found;
    const glob = globs.find(({ one, cursor }) => !found.includes(one) && touches(cursor, name, ""));
    return glob === undefined ? found : [...found, glob.one];
  };
}

function count(
  { sum, paths, below }: Candidate,
  { path, below: inside, sentBytes }: WalkedEntry,
  parent: Bytes,
) {
  const hit: Sum = { count: 1, files: inside?.sent.files ?? 1, bytes: inside?.sent.bytes ?? sentBytes };
  const counted = below.get(path);
  below.delete(path);
  if (counted !== undefined) add(sum, counted, -1);
  add(sum, hit, 1);
  addBelow(below, parent, hit);
  const outside = paths.filter((one) => !one.startsWith(`${path}/`));
  paths.length = 0;
  append(paths, outside);
  paths.push(path);
  paths.length = Math.min(paths.length, mostPaths);
}

function add(sum: Sum, other: Sum, sign: 1 | -1): void {
  sum.count += sign * other.count;
  sum.files += sign * other.files;
  sum.bytes += sign * other.bytes;
}

function addBelow(below: Map<Bytes, Sum>, directory: Bytes, hit: Sum): void {
  const known = below.get(directory);
  if (known === undefined) below.set(directory, { ...hit });
  else add(known, hit, 1);
}

/** Adds what a directory holds to its parent, unless the directory itself counts. */
function close(
  candidates: readonly Candidate[],
  { path, below }: WalkedEntry,
  counts: readonly Candidate[],
): void {
  for (const one of candidates) {
    const counted = one.below.size === 0 ? undefined : one.below.get(path);
    if (counted === undefined || counts.includes(one)) continue;
    one.below.delete(path);
    const parent = path.slice(0, path.lastIndexOf("/"));
    if (below !== undefined && parent !== "") addBelow(one.below, parent, counted);
  }
}

function remark({ pattern, sum, paths }: Candidate, isGenerated: Names["isGenerated"]): Remark {
  const line = respelled(pattern, (text) => `**/${text}`);
  const edit = { become: [line], otherwise: [pattern.source.raw, line], keeps: false, asked: true };
  const severity = isGenerated(pattern.text) ? "warning" : "info";
  return { rule: "root-only-pattern", severity, ...placeOf(pattern), ...sum, paths: [...paths], edit };
}
