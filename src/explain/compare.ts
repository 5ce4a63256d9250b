import type { BuilderName } from "../builders/builder.ts";
import { type Bytes, compareBytes, toText } from "../bytes.ts";
import { verdictOf } from "../image/verdict.ts";
import type { EntryType, ReportedProblem } from "../model.ts";
import type { PlanOptions } from "../plan/options.ts";
import {
  type Evidence,
  evidenceOf,
  isRefusal,
  isSide,
  type Refusal,
  type Side,
  sideOf,
} from "./compared-sides.ts";
import { portableLines, reasonFor } from "./difference-reasons.ts";
import { placeOfPattern } from "./explain.ts";

/** How builders differ on one context by their ignore rules alone, without directories. */
export interface Comparison {
  readonly builders: readonly {
    readonly name: BuilderName;
    readonly ignoreFile: string | null;
    readonly files: number;
    readonly bytes: number;
    /** Files that the builder's mounts expose although the rules exclude them (buildah). */
    readonly mounted: number;
  }[];
  /** For display; "" if there is none. */
  readonly dockerfile: string;
  /** Builders that would not build. */
  readonly refusals: readonly Refusal[];
  /** Instructions on which a builder fails although it sends what the rules allow. */
  readonly failures: readonly {
    readonly builder: BuilderName;
    readonly line: number | null;
    readonly message: string;
  }[];
  /** Number of paths that not all builders include. */
  readonly differences: number;
  /** Most paths first. */
  readonly groups: readonly DifferenceGroup[];
  /** What could not be read, so that it is unknown which builder includes it. */
  readonly problems: readonly ReportedProblem[];
}

/** Paths that differ for the same reason. */
export interface DifferenceGroup {
  readonly takenBy: readonly BuilderName[];
  readonly leftBy: readonly BuilderName[];
  /** The pattern that causes the difference; null if none does. */
  readonly pattern: { readonly pattern: string; readonly file: string; readonly line: number } | null;
  /** In one sentence. */
  readonly reason: string;
  /** Lines that, appended to the ignore file, make every builder include these paths. */
  readonly portable: readonly string[] | null;
  readonly bytes: number;
  readonly paths: readonly string[];
}

/** `verdicts`: also decide whether the builds succeed. */
export function compareContext(
  options: PlanOptions,
  names: readonly BuilderName[],
  verdicts = false,
): Comparison {
  const answers = names.map((name) => sideOf(options, name));
  const sides = answers.filter(isSide);
  const { counts, differing } = countFiles(sides);
  const groups = groupDifferences(sides, differing);
  return {
    builders: sides.map(({ builder, plan }, index) => ({
      name: builder,
      ignoreFile: plan.ignoreFile?.shown ?? null,
      files: counts[index]?.files ?? 0,
      bytes: counts[index]?.bytes ?? 0,
      mounted: counts[index]?.mounted ?? 0,
    })),
    dockerfile: sides[0]?.plan.dockerfile?.shown ?? "",
    refusals: answers.filter(isRefusal),
    failures: verdicts ? sides.flatMap(failuresOf) : [],
    differences: differing.length,
    groups,
    problems: problemsOf(sides),
  };
}

const failuresOf = ({ builder, plan }: Side): Comparison["failures"] =>
  verdictOf(plan).failures.map(({ line, message }) => ({ builder, line, message }));

/** Problems of all builders, one per path. */
function problemsOf(sides: readonly Side[]): Comparison["problems"] {
  const all = sides.flatMap(({ decided }) => decided.problems);
  const byPath = new Map(all.map((problem) => [problem.path, problem]));
  return [...byPath.values()]
    .sort((a, b) => compareBytes(a.path, b.path))
    .map((problem) => ({ ...problem, path: toText(problem.path) }));
}

interface Differing {
  readonly id: number;
  readonly path: Bytes;
  readonly type: EntryType;
  readonly bytes: number;
}

/**
 * Counts the files that each builder includes, and collects those that only some include, in byte order of their paths.
 */
function countFiles(sides: readonly Side[]) {
  const counts = sides.map(() => ({ files: 0, bytes: 0, mounted: 0 }));
  const differing: Differing[] = [];
  const context = sides[0]?.plan.context;
  if (context === undefined) return { counts, differing };
  const { source: tree, root } = context;
  const top = tree.open(root);
  for (let id = 0; id < tree.count; id++) {
    const type = tree.typeAt(id);
    if (type === "directory") continue;
    const bytes = tree.sizeAt(id);
    let consumers = 0;
    for (const [index, { decided }] of sides.entries()) {
      const count = counts[index];
      if (count === undefined) continue;
      if (!decided.marks.allowed(id)) {
        if (decided.marks.sent(id)) count.mounted++;
        continue;
      }
      consumers++;
      count.files++;
      count.bytes += bytes;
    }
    if (consumers > 0 && consumers < sides.length)
      differing.push({ id, type, bytes, path: tree.pathAt(id, top) });
  }
  return { counts, differing: differing.sort((a, b) => compareBytes(a.path, b.path)) };
}

interface OpenGroup {
  readonly takes: Evidence;
  readonly takenBy: readonly Side[];
  readonly leftBy: readonly Side[];
  readonly reason: string;
  readonly paths: Bytes[];
  bytes: number;
}

function groupDifferences(sides: readonly Side[], differing: readonly Differing[]): DifferenceGroup[] {
  const groups = new Map<string, OpenGroup>();
  for (const one of differing) {
    const group = openGroup(sides, one);
    const key = JSON.stringify([group.takenBy.map(({ builder }) => builder), group.reason]);
    const known = groups.get(key) ?? group;
    known.paths.push(one.path);
    known.bytes += one.bytes;
    groups.set(key, known);
  }
  return [...groups.values()]
    .sort((a, b) => b.paths.length - a.paths.length)
    .map((group) => closeGroup(group, sides));
}

function openGroup(sides: readonly Side[], { id, path, type }: Differing): OpenGroup {
  const takenBy = sides.filter(({ decided }) => decided.marks.allowed(id));
  const leftBy = sides.filter((side) => !takenBy.includes(side));
  const [takes, leaves] = [takenBy[0], leftBy[0]].map((side) => side && evidenceOf(side, path, type));
  if (takes === undefined || leaves === undefined) throw new RangeError("the path does not differ");
  return { takes, takenBy, leftBy, reason: reasonFor(takes, leaves), paths: [], bytes: 0 };
}

function closeGroup(group: OpenGroup, sides: readonly Side[]): DifferenceGroup {
  const { takes, takenBy, leftBy, reason, paths, bytes } = group;
  const by = takes.trail.verdict.by ?? leavesBy(leftBy, paths);
  const place = by && placeOfPattern(by);
  return {
    takenBy: takenBy.map(({ builder }) => builder),
    leftBy: leftBy.map(({ builder }) => builder),
    pattern: place,
    reason,
    // An exclusion that works for one builder is intentional: only what an exception re-includes should be included by
    // all.
    portable: isAskedFor(takes) && !isMeantOut(takes, leftBy, paths) ? portableLines(sides, paths) : null,
    bytes,
    paths: paths.map(toText),
  };
}

const isAskedFor = ({ trail: { verdict } }: Evidence): boolean =>
  verdict.by?.exception === true && verdict.by.source.line > 0;

/** Whether the exclusion is intentional: it follows the exception, or names the path itself. */
function isMeantOut(takes: Evidence, leftBy: readonly Side[], paths: readonly Bytes[]): boolean {
  const back = takes.trail.verdict.by?.source.line ?? 0;
  return paths.some((path) =>
    leftBy.some((side) => {
      const { by } = evidenceOf(side, path, "file").trail.verdict;
      return by !== null && !by.exception && (by.source.line > back || by.text === path);
    }),
  );
}

function leavesBy(leftBy: readonly Side[], paths: readonly Bytes[]) {
  const [side] = leftBy;
  const [path] = paths;
  return side === undefined || path === undefined ? null : evidenceOf(side, path, "file").trail.verdict.by;
}
