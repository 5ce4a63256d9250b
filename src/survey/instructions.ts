import type { Bytes } from "../bytes.ts";
import type { Marks } from "../context/marks.ts";
import type { Scope } from "../ignore/scope.ts";
import type { Destinations } from "../image/destinations.ts";
import { onwardKey } from "../image/onward.ts";
import type { Amount, WalkedEntry } from "../model.ts";
import type { BuildPlan } from "../plan/build-plan.ts";
import { type Consumer, consumersOf } from "../plan/consumers.ts";
import type { Report } from "../report-model.ts";
import type { Below } from "./below.ts";
import { linksOnce } from "./links-once.ts";
import { scopesByDirectory } from "./scopes.ts";

type Count = { files: number; bytes: number };

/** The same of a build that is sent what another was, without a walk. */
export function countAgain(
  plan: BuildPlan,
  marks: Marks,
  { sent, unasked }: Pick<Report, "sent" | "unasked">,
): ReturnType<ReturnType<typeof countInstructions>["result"]> {
  const counted = countInstructions(plan, sent);
  const scopes = consumersOf(plan).flatMap(({ scope }) => scope ?? []);
  for (const entry of filesAsked(plan, marks, scopes)) counted.entry(entry);
  return { ...counted.result(), unasked };
}

type Counted = Pick<
  WalkedEntry,
  "path" | "sent" | "below" | "size" | "arrivesEmpty" | "because" | "allowed" | "allowedBytes" | "linkOf"
>;

/** The files that one of the lists may request. */
function* filesAsked(plan: BuildPlan, marks: Marks, scopes: readonly Scope[]): Generator<Counted> {
  const { source: tree, root } = plan.context;
  const open = [{ id: tree.open(root), path: "", scopes }];
  const file = {
    sent: true,
    below: undefined,
    because: undefined,
    allowed: true,
    allowedBytes: 0,
  };
  for (let at = open.pop(); at !== undefined; at = open.pop()) {
    const alive = at.scopes.filter((scope) => scope.isOver?.() !== true);
    if (alive.length === 0) continue;
    const { first, names } = tree.listed(at.id);
    for (const [index, name] of names.entries()) {
      const id = first + index;
      const path = at.path === "" ? name : `${at.path}/${name}`;
      if (tree.typeAt(id) === "directory") {
        if (marks.holdsSent(id)) open.push({ id, path, scopes: alive.map((scope) => scope.enter(name)) });
      } else if (marks.sent(id)) {
        const first = marks.fileOf(id, path);
        const linkOf = first === path ? "" : first;
        yield { ...file, path, size: tree.sizeAt(id), arrivesEmpty: marks.arrivesEmpty(id), linkOf };
      }
    }
  }
}

/** Counts what each instruction requests among what is sent; `all`: what those that request everything are known to get. */
export function countInstructions(
  plan: BuildPlan,
  all: Amount | null = null,
): {
  entry(entry: Counted): void;
  passes(below: Below): void;
  result(): Pick<Report, "instructions" | "stages" | "unasked">;
} {
  const consumers = consumersOf(plan);
  const request = plan.requested?.request;
  const isKnown = consumers.map(({ scope }) => all !== null && scope === null);
  const counts = isKnown.map((known) => amount(known ? all : null));
  const stages = [...new Set(consumers.map(({ stageIndex }) => stageIndex))];
  const isKnownStage = stages.map((stage) =>
    consumers.some(({ stageIndex }, at) => stageIndex === stage && isKnown[at]),
  );
  const stageCounts = isKnownStage.map((known) => amount(known ? all : null));
  const unasked: Count = { files: 0, bytes: 0 };
  const scopes = scopesByDirectory(consumers.map(({ scope }) => scope));
  /** Where all request everything, nobody needs to be asked. */
  const whole = consumers.every(({ scope }) => scope === null)
    ? { consumers: consumers.map(() => true), stages: stages.map(() => true) }
    : null;
  const askingOf = (path: Bytes) =>
    whole?.consumers ?? scopes.asking(path).map((asks, at) => asks && isKnown[at] !== true);
  const stagesOf = (asking: readonly boolean[]) =>
    whole?.stages ??
    stagesAsking(stages, consumers, asking).map((asks, at) => asks && isKnownStage[at] !== true);
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

const amount = (all: Amount | null): Count => ({ files: all?.files ?? 0, bytes: all?.bytes ?? 0 });

/** A file that several instructions of a stage request is selected by it once. */
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
