import type { Bytes } from "../bytes.ts";
import type { Below } from "../context/below.ts";
import type { Destinations } from "../image/destinations.ts";
import { onwardKey } from "../image/onward.ts";
import type { WalkedEntry } from "../model.ts";
import type { BuildPlan } from "../plan/build-plan.ts";
import { type Consumer, consumersOf } from "../plan/consumers.ts";
import type { Report } from "../report-model.ts";
import { linksOnce } from "./links-once.ts";
import { scopesByDirectory } from "./scopes.ts";

type Count = { files: number; bytes: number };

/** Counts what each instruction requests among what is sent. */
export function countInstructions(plan: BuildPlan): {
  entry(entry: WalkedEntry): void;
  passes(below: Below): void;
  result(): Pick<Report, "instructions" | "stages" | "unasked">;
} {
  const consumers = consumersOf(plan);
  const request = plan.requested?.request;
  const counts = consumers.map((): Count => ({ files: 0, bytes: 0 }));
  const stages = [...new Set(consumers.map(({ stageIndex }) => stageIndex))];
  const stageCounts = stages.map((): Count => ({ files: 0, bytes: 0 }));
  const unasked: Count = { files: 0, bytes: 0 };
  const scopes = scopesByDirectory(consumers.map(({ scope }) => scope));
  /** Where all request everything, nobody needs to be asked. */
  const whole = consumers.every(({ scope }) => scope === null)
    ? { consumers: consumers.map(() => true), stages: stages.map(() => true) }
    : null;
  const askingOf = (path: Bytes) => whole?.consumers ?? scopes.asking(path);
  const stagesOf = (asking: readonly boolean[]) => whole?.stages ?? stagesAsking(stages, consumers, asking);
  const byAsker = linksOnce(askingOf);
  const byStage = linksOnce((path) => stagesOf(askingOf(path)));
  return {
    entry: (entry) => {
      const { path, sent, below, size, arrivesEmpty, because, allowed, allowedBytes } = entry;
      if (below !== undefined) scopes.leave(path);
      else if (sent) {
        const asking = askingOf(path);
        const bytes = arrivesEmpty ? 0 : size;
        countFile(counts, asking, (index) => (byAsker.isNew(entry, index) ? bytes : 0));
        countFile(stageCounts, stagesOf(asking), (index) => (byStage.isNew(entry, index) ? bytes : 0));
      } else if (allowed && because === "not-requested") {
        unasked.files++;
        unasked.bytes += allowedBytes;
      }
    },
    passes: ({ sums: { allowed } }) => {
      unasked.files += allowed.files;
      unasked.bytes += allowed.bytes;
    },
    result: () => ({
      unasked: plan.requested === null ? null : unasked,
      stages: stages.map((stage, index) => ({
        stage: consumers.find(({ stageIndex }) => stageIndex === stage)?.stage ?? "",
        final: request !== undefined && request.stages[stage] === request.target,
        files: stageCounts[index]?.files ?? 0,
        bytes: stageCounts[index]?.bytes ?? 0,
      })),
      instructions: consumers.map(({ line, text, stage, scope }, index) => ({
        line,
        text,
        stage,
        everything: scope === null,
        files: counts[index]?.files ?? 0,
        bytes: counts[index]?.bytes ?? 0,
        onward: null,
      })),
    }),
  };
}

/** A file that several instructions of a stage request is asked for by it once. */
function stagesAsking(
  stages: readonly number[],
  consumers: readonly Consumer[],
  asking: readonly boolean[],
): boolean[] {
  return stages.map((stage) =>
    consumers.some(({ stageIndex }, index) => stageIndex === stage && asking[index]),
  );
}

function countFile(
  counts: readonly Count[],
  asking: readonly boolean[],
  bytesFor: (index: number) => number,
): void {
  for (let index = 0; index < counts.length; index++) {
    const count = counts[index];
    if (count === undefined || asking[index] !== true) continue;
    count.files++;
    count.bytes += bytesFor(index);
  }
}

/** Says of each instruction that copies into a stage on the way what becomes of it. */
export function withOnward(
  rows: Report["instructions"],
  destinations: Destinations | null,
): Report["instructions"] {
  const onward = destinations?.onward();
  return rows.map((row) => ({ ...row, onward: onward?.get(onwardKey(row.line, row.stage)) ?? null }));
}
