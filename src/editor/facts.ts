import type { Bytes } from "../bytes.ts";
import type { WalkedEntry } from "../model.ts";
import type { BuildPlan } from "../plan/build-plan.ts";
import { decide } from "../plan/decide.ts";
import { withIgnoreFile } from "../plan/plan.ts";

/** What one line of the ignore file decides. */
export interface LineFacts {
  /** Files that it re-includes, or excludes as far as the walk met them. */
  readonly files: number;
  readonly directories: number;
  /** Of those, directories that need not be entered: their content is not counted. */
  readonly notScanned: number;
  /** The first paths, in walk order. */
  readonly paths: readonly Bytes[];
}

const mostPaths = 5;

/** Files that a line decides about, including those in directories that need not be entered. */
export interface Measured {
  readonly files: number;
  readonly bytes: number;
  /** The first paths: directories, and files outside them. */
  readonly paths: readonly Bytes[];
}

/** By line, of the requested entries; what is excluded is read, too. */
export function measureLines(
  plan: BuildPlan,
  isWanted: (entry: WalkedEntry) => boolean = () => true,
): ReadonlyMap<number, Measured> {
  const sums = new Map<number, { files: number; bytes: number; paths: Bytes[] }>();
  const entry = (walked: WalkedEntry) => {
    const { by, path, below, allowed, allowedBytes, excludedBytes } = walked;
    if (by === null || !isWanted(walked)) return;
    const sum = sums.get(by.source.line) ?? { files: 0, bytes: 0, paths: [] };
    sums.set(by.source.line, sum);
    // A directory follows its contents.
    if (below !== undefined) sum.paths = sum.paths.filter((inside) => !inside.startsWith(`${path}/`));
    if (sum.paths.length < mostPaths) sum.paths.push(path);
    if (below !== undefined) return;
    sum.files++;
    sum.bytes += allowed ? allowedBytes : excludedBytes;
  };
  decide(plan, { measureExcluded: true, listener: { entry } });
  return sums;
}

/** Returns the later lines that decide in place of `line`, with the files that it would otherwise decide about. */
export function overruledBy(plan: BuildPlan, line: number): ReadonlyMap<number, Measured> {
  const lines = (plan.ignoreFile?.content ?? "").split("\n").slice(0, line);
  const matched = new Set<Bytes>();
  const entry = ({ by, path }: WalkedEntry) => by?.source.line === line && matched.add(path);
  decide(withIgnoreFile(plan, `${lines.join("\n")}\n`), { measureExcluded: true, listener: { entry } });
  if (matched.size === 0) return new Map();
  return measureLines(plan, ({ by, path }) => (by?.source.line ?? 0) > line && matched.has(path));
}

/**
 * Returns the facts of every line that decides about something. Throws CtxcheckError if the builder refuses a pattern.
 */
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
