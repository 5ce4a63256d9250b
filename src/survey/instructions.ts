import type { Bytes } from "../bytes.ts";
import type { Arrivals } from "../image/arrivals.ts";
import { onwardKey } from "../image/onward.ts";
import type { WalkedEntry } from "../model.ts";
import { type Asker, askersOf } from "../plan/askers.ts";
import type { BuildPlan } from "../plan/build-plan.ts";
import type { Report } from "../report-model.ts";
import { linksOnce } from "./links-once.ts";
import { scopesByDirectory } from "./scopes.ts";

type Count = { files: number; bytes: number };

/** Counts what each instruction asks for among what is sent. */
export function countInstructions(plan: BuildPlan): {
  entry(entry: WalkedEntry): void;
  result(): Pick<Report, "instructions" | "stages" | "unasked">;
} {
  const askers = askersOf(plan);
  const request = plan.requested?.request;
  const counts = askers.map((): Count => ({ files: 0, bytes: 0 }));
  const stages = [...new Set(askers.map(({ stageIndex }) => stageIndex))];
  const stageCounts = stages.map((): Count => ({ files: 0, bytes: 0 }));
  const unasked: Count = { files: 0, bytes: 0 };
  const scopes = scopesByDirectory(askers.map(({ scope }) => scope));
  /** Where all ask for everything, nobody needs to be asked. */
  const whole = askers.every(({ scope }) => scope === null)
    ? { askers: askers.map(() => true), stages: stages.map(() => true) }
    : null;
  const askingOf = (path: Bytes) => whole?.askers ?? scopes.asking(path);
  const stagesOf = (asking: readonly boolean[]) => whole?.stages ?? stagesAsking(stages, askers, asking);
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
    result: () => ({
      unasked: plan.requested === null ? null : unasked,
      stages: stages.map((stage, index) => ({
        stage: askers.find(({ stageIndex }) => stageIndex === stage)?.stage ?? "",
        final: request !== undefined && request.stages[stage] === request.target,
        files: stageCounts[index]?.files ?? 0,
        bytes: stageCounts[index]?.bytes ?? 0,
      })),
      instructions: askers.map(({ line, text, stage, scope }, index) => ({
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

/** A file that several instructions of a stage ask for is asked for by it once. */
function stagesAsking(
  stages: readonly number[],
  askers: readonly Asker[],
  asking: readonly boolean[],
): boolean[] {
  return stages.map((stage) => askers.some(({ stageIndex }, index) => stageIndex === stage && asking[index]));
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
export function withOnward(rows: Report["instructions"], arrivals: Arrivals | null): Report["instructions"] {
  const onward = arrivals?.onward();
  return rows.map((row) => ({ ...row, onward: onward?.get(onwardKey(row.line, row.stage)) ?? null }));
}
