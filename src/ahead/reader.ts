import type { Folder } from "../builders/builder.ts";
import type { Bytes } from "../bytes.ts";
import { isFailure, type ListedEntry, type TreeRoot } from "../context/source.ts";
import { type Batch, BatchMaker, batchSize } from "./batch.ts";
import type { Claims } from "./claims.ts";

/** A walk's own questions, asked earlier. */
export interface AheadOf extends TreeRoot {
  /** The rules of the root; null where everything is measured, whatever they say. */
  readonly folder: Folder | null;
  readonly claims: Claims;
  /** Where in each directory it begins to read backwards, as a share of it: two that begin elsewhere seldom meet. */
  readonly begin: number;
  /** Receives what was read; false ends it. */
  deliver(batch: Batch): boolean;
}

/**
 * Reads what a walk by the same rules will request, beginning at the end of the tree, and leaves out what others read.
 * Whatever it misses, or reads in vain, costs time and nothing else. Throws CtxcheckError where the walk will.
 */
export function readAhead(ahead: AheadOf): void {
  const batch = new BatchMaker();
  const deliver = () => ahead.deliver(batch.take());
  const read = (path: Bytes, folder: Folder | null): boolean => {
    const claim = ahead.claims.take(path);
    if (claim === "finished") return true;
    const entries = ahead.source.list(`${ahead.root}/${path}`);
    if (isFailure(entries)) return true;
    const wanted = entries.map((entry) => wantedOf(entry, folder));
    if (claim === "free") {
      batch.add(path, entries, ({ name, stats }, at) =>
        wanted[at]?.stats ? (stats ?? ahead.source.stats(`${ahead.root}/${path}${name}`)) : null,
      );
      if (batch.length >= batchSize && !deliver()) return false;
    }
    for (const at of backwards(entries.length, ahead.begin)) {
      const [name, inside] = [entries[at]?.name ?? "", wanted[at]?.inside];
      if (inside !== undefined && !read(`${path}${name}/`, inside)) return false;
    }
    ahead.claims.finish(path);
    return true;
  };
  if (read("", ahead.folder)) deliver();
}

function* backwards(length: number, begin: number): Generator<number> {
  const first = Math.ceil(length * begin) - 1;
  for (let at = first; at >= 0; at--) yield at;
  for (let at = length - 1; at > first; at--) yield at;
}

/** What the walk will want of an entry; `inside`: the rules inside of a directory that it enters. */
interface Wanted {
  readonly stats: boolean;
  readonly inside?: Folder | null;
}

function wantedOf({ name, type }: ListedEntry, folder: Folder | null): Wanted {
  if (folder === null) return type === "directory" ? { stats: true, inside: null } : { stats: true };
  const verdict = folder.decide(name, type);
  if (type !== "directory") return { stats: verdict.allowed || verdict.sent || verdict.reads };
  return { stats: verdict.sent, ...(verdict.enter ? { inside: folder.enter(name, verdict) } : {}) };
}
