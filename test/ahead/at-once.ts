import { directoriesOf } from "../../src/ahead/batch.ts";
import { claimsIn } from "../../src/ahead/claims.ts";
import { readAhead } from "../../src/ahead/reader.ts";
import type { StartReader } from "../../src/ahead/thread.ts";
import type { Bytes } from "../../src/bytes.ts";
import { disk } from "../../src/context/disk.ts";
import type { Range } from "../../src/context/packed.ts";
import type { BuildPlan } from "../../src/plan/build-plan.ts";
import { openRules } from "../../src/plan/plan.ts";

/** Reads all at once, without a thread; `tells` says whether an answer, by its number, is told. */
export function readerAtOnce(
  plan: BuildPlan,
  tells: (index: number) => boolean,
  onFound: () => void,
): StartReader {
  return ({ measureExcluded }, memory, begin) => {
    const known = new Map<Bytes, Range>();
    readAhead({
      source: disk,
      root: plan.context.root,
      folder: measureExcluded ? null : openRules(plan),
      claims: claimsIn(memory),
      begin,
      deliver: (batch) => {
        for (const [directory, recorded] of directoriesOf(batch)) known.set(directory, recorded);
        return true;
      },
    });
    let asked = 0;
    const find = (directory: Bytes) => {
      const recorded = tells(asked++) ? known.get(directory) : undefined;
      if (recorded !== undefined) onFound();
      return recorded;
    };
    return { find, stop: () => {} };
  };
}
