import { type Bytes, toText } from "../bytes.ts";
import { insideOf } from "../context/links.ts";
import { pathOf } from "../diff/changed-paths.ts";
import type { Difference } from "../diff/model.ts";
import type { BuildPlan } from "../plan/build-plan.ts";
import { type Consumer, consumersOf, consumes } from "../plan/consumers.ts";
import type { Report } from "../report-model.ts";

/** Effect of a change on the next build. */
export interface Invalidated {
  readonly dockerfile: string | null;
  /** For each stage, the Dockerfile line of the first instruction that has to run again. */
  readonly lines: readonly number[];
  /** Files that are sent and are new or different; all of them if the builder keeps nothing. */
  readonly again: { readonly files: number; readonly bytes: number };
  /** The first few changed paths, relative to the context. */
  readonly paths: readonly string[];
  readonly changed: number;
}

interface Changed {
  readonly after: Report;
  readonly difference: Difference;
  /** Absolute. */
  readonly touched: readonly Bytes[];
  readonly before: BuildPlan;
  readonly plan: BuildPlan;
}

const mostPaths = 3;

/** Returns null if nothing relevant changed: neither what is sent nor the findings about it. */
export function invalidatedBy({ after, difference, touched, before, plan }: Changed): Invalidated | null {
  const { root } = plan.context;
  const inside = touched.flatMap((path) => insideOf(root, path) ?? []);
  const sent = new Map((after.files ?? []).map((file) => [pathOf(file), file]));
  const { added = [], removed = [], grown = [], shrunk = [] } = difference.paths ?? {};
  const modified = [...inside.filter((path) => sent.has(path)), ...[...grown, ...shrunk].map(pathOf)];
  const arrived = new Set([...added.map(pathOf), ...modified]);
  const gone = removed.map(pathOf);
  const line = changedLine(before, plan);
  const isTold = difference.findings.added.length + difference.findings.gone.length > 0;
  if (arrived.size + gone.length === 0 && line === null && !isTold) return null;
  const all = [...new Set([...arrived, ...gone, ...inside])].sort();
  const again = [...arrived].flatMap((path) => sent.get(path) ?? []);
  return {
    dockerfile: plan.dockerfile?.shown ?? null,
    lines: linesOf(consumersOf(plan), [...arrived, ...gone], line),
    again:
      plan.requested === null
        ? { files: after.sent.files, bytes: after.sent.bytes }
        : { files: again.length, bytes: again.reduce((sum, { bytes }) => sum + bytes, 0) },
    paths: (inside.length > 0 && inside.length <= mostPaths ? inside : all).slice(0, mostPaths).map(toText),
    changed: inside.length > 0 && inside.length <= mostPaths ? inside.length : all.length,
  };
}

/** Returns the lines of the first instruction of each stage that requests one of the paths. */
function linesOf(
  consumers: readonly Consumer[],
  paths: readonly Bytes[],
  changedLine: number | null,
): number[] {
  const firsts = new Map<number, number>();
  for (const consumer of consumers) {
    const known = firsts.get(consumer.stageIndex);
    if (known === undefined && paths.some((path) => consumes(consumer, path)))
      firsts.set(consumer.stageIndex, consumer.line);
  }
  const lines = [...new Set([...firsts.values(), ...(changedLine === null ? [] : [changedLine])])];
  return lines.sort((a, b) => a - b);
}

/** Returns the first line of the Dockerfile that changed. */
function changedLine({ dockerfile: one }: BuildPlan, { dockerfile: other }: BuildPlan): number | null {
  const [before, after] = [one?.content ?? "", other?.content ?? ""].map((content) => content.split("\n"));
  if (before === undefined || after === undefined || before.join("\n") === after.join("\n")) return null;
  const at = after.findIndex((line, index) => line !== before[index]);
  return (at < 0 ? after.length : at) + 1;
}
