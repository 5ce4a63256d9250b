import type { BuilderName } from "../builders/builder.ts";
import { type Bytes, compareBytes, toText } from "../bytes.ts";
import type { EntryType } from "../model.ts";
import type { PlanOptions } from "../plan/options.ts";
import {
  askBuilder,
  type Evidence,
  evidenceOf,
  isRefusal,
  isSide,
  type Refusal,
  type Side,
} from "./compared-sides.ts";
import { reasonFor } from "./difference-reasons.ts";
import { portableLines } from "./portable.ts";

/** How builders differ over one context, by their ignore rules alone. Directories are left out. */
export interface Comparison {
  readonly builders: readonly {
    readonly name: BuilderName;
    readonly ignoreFile: string | null;
    readonly files: number;
    readonly bytes: number;
  }[];
  /** Builders that would not build. */
  readonly refusals: readonly Refusal[];
  /** Paths that not all builders take. */
  readonly differences: number;
  /** Most paths first. */
  readonly groups: readonly DifferenceGroup[];
}

/** Paths that differ for one reason. */
export interface DifferenceGroup {
  readonly takenBy: readonly BuilderName[];
  readonly leftBy: readonly BuilderName[];
  /** The pattern that makes the difference; null where none does. */
  readonly pattern: { readonly pattern: string; readonly file: string; readonly line: number } | null;
  /** In one sentence. */
  readonly reason: string;
  /** Lines that make every builder take these paths when they are appended to the ignore file. */
  readonly portable: readonly string[] | null;
  readonly bytes: number;
  readonly paths: readonly string[];
}

export function compareContext(options: PlanOptions, names: readonly BuilderName[]): Comparison {
  const answers = names.map((name) => askBuilder(options, name));
  const sides = answers.filter(isSide);
  const groups = groupDifferences(sides);
  return {
    builders: sides.map(({ builder, plan, allowed }) => ({
      name: builder,
      ignoreFile: plan.ignoreFile?.shown ?? null,
      files: allowed.size,
      bytes: [...allowed.values()].reduce((sum, { bytes }) => sum + bytes, 0),
    })),
    refusals: answers.filter(isRefusal),
    differences: groups.reduce((sum, { paths }) => sum + paths.length, 0),
    groups,
  };
}

interface OpenGroup {
  readonly takes: Evidence;
  readonly takenBy: readonly Side[];
  readonly leftBy: readonly Side[];
  readonly reason: string;
  readonly paths: Bytes[];
  bytes: number;
}

function groupDifferences(sides: readonly Side[]): DifferenceGroup[] {
  const groups = new Map<string, OpenGroup>();
  for (const [path, { type, bytes }] of differing(sides)) {
    const group = openGroup(sides, path, type);
    const key = JSON.stringify([group.takenBy.map(({ builder }) => builder), group.reason]);
    const known = groups.get(key) ?? group;
    known.paths.push(path);
    known.bytes += bytes;
    groups.set(key, known);
  }
  return [...groups.values()]
    .sort((a, b) => b.paths.length - a.paths.length)
    .map((group) => closeGroup(group, sides));
}

/** The paths that some builders take and others do not, in byte order. */
function differing(sides: readonly Side[]): [Bytes, { type: EntryType; bytes: number }][] {
  const counts = new Map<Bytes, { type: EntryType; bytes: number; takers: number }>();
  for (const { allowed } of sides) {
    for (const [path, { type, bytes }] of allowed) {
      const known = counts.get(path);
      if (known === undefined) counts.set(path, { type, bytes, takers: 1 });
      else known.takers++;
    }
  }
  return [...counts].filter(([, { takers }]) => takers < sides.length).sort(([a], [b]) => compareBytes(a, b));
}

function openGroup(sides: readonly Side[], path: Bytes, type: EntryType): OpenGroup {
  const takenBy = sides.filter(({ allowed }) => allowed.has(path));
  const leftBy = sides.filter(({ allowed }) => !allowed.has(path));
  const [takes, leaves] = [takenBy[0], leftBy[0]].map((side) => side && evidenceOf(side, path, type));
  if (takes === undefined || leaves === undefined) throw new RangeError("the path does not differ");
  return { takes, takenBy, leftBy, reason: reasonFor(takes, leaves), paths: [], bytes: 0 };
}

function closeGroup(group: OpenGroup, sides: readonly Side[]): DifferenceGroup {
  const { takes, takenBy, leftBy, reason, paths, bytes } = group;
  const by = takes.trail.verdict.by ?? leavesBy(leftBy, paths);
  const place = by && { pattern: toText(by.source.text), file: by.source.file, line: by.source.line };
  return {
    takenBy: takenBy.map(({ builder }) => builder),
    leftBy: leftBy.map(({ builder }) => builder),
    pattern: place,
    reason,
    portable: portableLines(sides, paths),
    bytes,
    paths: paths.map(toText),
  };
}

function leavesBy(leftBy: readonly Side[], paths: readonly Bytes[]) {
  const [side] = leftBy;
  const [path] = paths;
  return side === undefined || path === undefined ? null : evidenceOf(side, path, "file").trail.verdict.by;
}
