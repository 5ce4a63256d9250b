import type { Bytes } from "../bytes.ts";
import type { Scope } from "../ignore/scope.ts";
import type { WalkedEntry } from "../model.ts";
import { type Asker, askersOf } from "../plan/askers.ts";
import type { BuildPlan } from "../plan/plan.ts";
import type { Report } from "../report-model.ts";

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
  const scopes = scopesByDirectory(askers);
  /** Where all ask for everything, nobody needs to be asked. */
  const whole = askers.every(({ scope }) => scope === null)
    ? { askers: askers.map(() => true), stages: stages.map(() => true) }
    : null;
  return {
    entry: ({ path, sent, below, size, arrivesEmpty, because, allowed, allowedBytes }) => {
      if (below !== undefined) scopes.leave(path);
      else if (sent) {
        const asking = whole?.askers ?? scopes.asking(path);
        const bytes = arrivesEmpty ? 0 : size;
        countFile(counts, asking, bytes);
        countFile(stageCounts, whole?.stages ?? stagesAsking(stages, askers, asking), bytes);
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

function countFile(counts: readonly Count[], asking: readonly boolean[], bytes: number): void {
  for (let index = 0; index < counts.length; index++) {
    const count = counts[index];
    if (count === undefined || asking[index] !== true) continue;
    count.files++;
    count.bytes += bytes;
  }
}

/** The scopes of all instructions inside the directories that the walk is in. */
function scopesByDirectory(askers: readonly Asker[]) {
  const root = askers.map(({ scope }) => scope);
  const entered = new Map<Bytes, readonly (Scope | null)[]>();
  const inside = (directory: Bytes): readonly (Scope | null)[] => {
    const known = directory === "" ? root : entered.get(directory);
    if (known !== undefined) return known;
    const slash = directory.lastIndexOf("/");
    const parent = inside(directory.slice(0, Math.max(slash, 0)));
    const scopes = parent.map((scope) => scope?.enter(directory.slice(slash + 1)) ?? null);
    entered.set(directory, scopes);
    return scopes;
  };
  return {
    leave: (directory: Bytes) => entered.delete(directory),
    asking: (path: Bytes): boolean[] => {
      const slash = path.lastIndexOf("/");
      const name = path.slice(slash + 1);
      return inside(path.slice(0, Math.max(slash, 0))).map((scope) => scope?.decide(name).matched ?? true);
    },
  };
}
