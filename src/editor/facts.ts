import type { Bytes } from "../bytes.ts";
import type { BuildPlan } from "../plan/build-plan.ts";
import { decide } from "../plan/decide.ts";

/** What one line of the ignore file decides. */
export interface LineFacts {
  /** Files that it excludes, as far as they were met; those that it re-includes. */
  readonly files: number;
  readonly directories: number;
  /** Of those, directories that nobody has to go into: what lies in them is not counted. */
  readonly notScanned: number;
  /** The first paths, in the order of the walk. */
  readonly paths: readonly Bytes[];
}

const mostPaths = 5;

/** By line, the files that it excludes with what lies in directories that nobody has to go into, and their bytes. */
export function excludedBy(plan: BuildPlan): ReadonlyMap<number, { files: number; bytes: number }> {
  const sums = new Map<number, { files: number; bytes: number }>();
  decide(plan, {
    measureExcluded: true,
    listener: {
      entry: ({ by, below, allowed, excludedBytes }) => {
        if (by === null || below !== undefined || allowed) return;
        const sum = sums.get(by.source.line) ?? { files: 0, bytes: 0 };
        sums.set(by.source.line, { files: sum.files + 1, bytes: sum.bytes + excludedBytes });
      },
    },
  });
  return sums;
}

/** By line, of all lines that decide about something. Throws CtxcheckError where the builder refuses a pattern. */
export function lineFacts(plan: BuildPlan): ReadonlyMap<number, LineFacts> {
  const facts = new Map<number, { files: number; directories: number; notScanned: number; paths: Bytes[] }>();
  const of = (line: number) => {
    const known = facts.get(line) ?? { files: 0, directories: 0, notScanned: 0, paths: [] };
    facts.set(line, known);
    return known;
  };
  decide(plan, {
    listener: {
      entry: ({ by, path, below, entered }) => {
        if (by === null) return;
        const fact = of(by.source.line);
        if (below === undefined) fact.files++;
        else fact.directories++;
        if (below !== undefined && !entered) fact.notScanned++;
        if (fact.paths.length < mostPaths) fact.paths.push(path);
      },
    },
  });
  return facts;
}
