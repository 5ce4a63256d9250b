import { wrongUse } from "../errors.ts";
import type { Blob } from "./blob.ts";
import type { Part } from "./model.ts";

export interface NamedBlob {
  readonly shown: string;
  readonly blob: Blob;
}

/** Returns the parts of one report, in order. Throws CtxcheckError "usage" if one is missing, foreign or duplicated. */
export function partsOf(blobs: readonly NamedBlob[]): [Part, ...Part[]] {
  const [first] = blobs;
  if (first === undefined) throw refused("no part is named", "name the files that --format blob wrote");
  const { key, shard, part } = first.blob;
  const byIndex = new Map<number, NamedBlob>();
  for (const one of blobs) {
    if (one.blob.key !== key || one.blob.shard.count !== shard.count)
      throw refused(
        `"${one.shown}" and "${first.shown}" are not parts of one report`,
        "all machines need the same commit, options and version, and the same number of shards",
      );
    const { index } = one.blob.shard;
    const known = byIndex.get(index);
    if (known !== undefined)
      throw refused(
        `"${one.shown}" and "${known.shown}" are both part ${index} of ${shard.count}`,
        "name each once",
      );
    byIndex.set(index, one);
  }
  const missing = Array.from({ length: shard.count }, (_, at) => at + 1).filter(
    (index) => !byIndex.has(index),
  );
  if (missing.length > 0)
    throw refused(
      `part ${missing.join(", ")} of ${shard.count} is missing`,
      "wait for all machines, and name every file that they wrote",
    );
  const [head, ...rest] = [...byIndex.values()].sort((a, b) => a.blob.shard.index - b.blob.shard.index);
  requireEach(blobs, part.whole.count);
  return [(head ?? first).blob.part, ...rest.map(({ blob }) => blob.part)];
}

/** Machines that balance by different measures would omit a build or inspect it twice. */
function requireEach(blobs: readonly NamedBlob[], count: number): void {
  const found = blobs.flatMap(({ blob }) => blob.part.builds.map(({ at }) => at));
  if (found.length === count && new Set(found).size === count) return;
  throw refused(
    `the parts hold ${found.length} builds instead of ${count}, or one of them twice`,
    "give every machine the same --balance",
  );
}

const refused = (message: string, hint: string) => wrongUse(`merge: ${message}`, hint);
