import type { Folder, Verdict } from "../builders/builder.ts";
import type { Bytes } from "../bytes.ts";
import { isFailure, type TreeRoot } from "../context/source.ts";
import { type Batch, BatchMaker, batchSize } from "./batch.ts";
import type { Claims } from "./claims.ts";

/** What to read ahead of a walk, by the walk's own rules. */
export interface AheadOf extends TreeRoot {
  /** The rules at the root; null if everything is measured regardless of them. */
  readonly folder: Folder | null;
  readonly claims: Claims;
  /**
   * Where in each directory it starts to read backwards, as a fraction: two readers with different starts seldom meet.
   */
  readonly begin: number;
  /** Receives what was read; returns false to stop. */
  deliver(batch: Batch): boolean;
}

/**
 * Reads what a walk by the same rules will need, starting at the end of the tree, without what others read. Whatever it
 * misses, or reads needlessly, costs only time. Throws CtxcheckError where the walk will.
 */
export function readAhead(ahead: AheadOf): void {
  const batch = new BatchMaker();
  const deliver = () => ahead.deliver(batch.take());
  const read = (path: Bytes, folder: Folder | null): boolean => {
    const claim = ahead.claims.take(path);
    if (claim === "finished") return true;
    const entries = ahead.source.list(`${ahead.root}/${path}`);
    if (isFailure(entries)) return true;
    const isFree = claim === "free";
    if (isFree) batch.open(path, entries.length);
    const inside: Inside[] = [];
    for (const { name, type, stats } of entries) {
      const isDirectory = type === "directory";
      if (!isFree && !isDirectory) continue;
      const verdict = folder === null ? everything : folder.decide(name, type);
      if (isDirectory && verdict.enter) inside.push({ name, verdict });
      if (!isFree) continue;
      const needsStats = verdict.sent || (!isDirectory && (verdict.allowed || verdict.reads));
      batch.add(
        name,
        type,
        needsStats ? (stats ?? ahead.source.stats(`${ahead.root}/${path}${name}`)) : null,
      );
    }
    if (isFree && batch.length >= batchSize && !deliver()) return false;
    for (const at of backwards(inside.length, ahead.begin)) {
      const next = inside[at];
      if (next === undefined) continue;
      if (!read(`${path}${next.name}/`, folder?.enter(next.name, next.verdict) ?? null)) return false;
    }
    ahead.claims.finish(path);
    return true;
  };
  if (read("", ahead.folder)) deliver();
}

/** A directory that the walk enters. */
interface Inside {
  readonly name: Bytes;
  readonly verdict: Verdict;
}

/** The verdict if everything is measured. */
const everything: Verdict = { allowed: true, sent: true, by: null, enter: true, reads: true };

function* backwards(length: number, begin: number): Generator<number> {
  const first = Math.ceil(length * begin) - 1;
  for (let at = first; at >= 0; at--) yield at;
  for (let at = length - 1; at > first; at--) yield at;
}
