import type { Bytes } from "../bytes.ts";
import { ModeStats } from "./mode-stats.ts";
import { isFailure, type Source } from "./source.ts";

/**
 * A source that is asked once for what a directory holds and for what lstat tells, for those who walk one tree many times
 * and want to see the same each time.
 */
export function remembered(source: Source): Source {
  return { ...source, list: once(source.list), stats: once((path) => compact(source.stats(path))) };
}

function once<T extends object>(ask: (path: Bytes) => T): (path: Bytes) => T {
  const answers = new Map<Bytes, T>();
  return (path) => {
    const known = answers.get(path);
    if (known !== undefined) return known;
    const answer = ask(path);
    answers.set(path, answer);
    return answer;
  };
}

/** A fifth of what Node keeps of an lstat. */
const compact = (stats: ReturnType<Source["stats"]>) => (isFailure(stats) ? stats : new ModeStats(stats));
