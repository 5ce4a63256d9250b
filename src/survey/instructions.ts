import { groupBy } from "../append.ts";
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
import { type Scopes, scopesByDirectory } from "./scopes.ts";

type Count = { files: number; bytes: number };

/** Counts for a build that is sent the same as another one, without a walk. */
export function countAgain(
  plan: BuildPlan,
  marks: Marks,
  { sent, unasked }: Pick<Report, "sent" | "unasked">,
): ReturnType<ReturnType<typeof countInstructions>["result"]> {
  const counted = countInstructions(plan, sent);
  const lists = new Set(consumersOf(plan).flatMap(({ scope }) => scope ?? []));
  for (const entry of requestedFiles(plan, marks, scopesByDirectory([...lists]))) counted.entry(entry);
  return { ...counted.result(), unasked };
}

type Counted = Pick<
  WalkedEntry,
  "path" | "sent" | "below" | "size" | "arrivesEmpty" | "because" | "allowed" | "allowedBytes" | "linkOf"
>;

/** Yields the files that one of the lists may request. */
function* requestedFiles(plan: BuildPlan, marks: Marks, lists: Scopes): Generator<Counted> {
  const { source: tree, root } = plan.context;
  const open = [{ id: tree.open(root), path: "" }];
  const file = {
    sent: true,
    below: undefined,
    because: undefined,
    allowed: true,
    allowedBytes: 0,
  };
  for (let at = open.pop(); at !== undefined; at = open.pop()) {
    if (!lists.reach(at.path)) continue;
    const { first, names } = tree.listed(at.id);
    for (const [index, name] of names.entries()) {
      const id = first + index;
      const path = at.path === "" ? name : `${at.path}/${name}`;
      if (tree.typeAt(id) === "directory") {
        if (marks.holdsSent(id)) open.push({ id, path });
      } else if (marks.sent(id)) {
        const first = marks.fileOf(id, path);
        const linkOf = first === path ? "" : first;
        yield { ...file, path, size: tree.sizeAt(id), arrivesEmpty: marks.arrivesEmpty(id), linkOf };
      }
    }
  }
}

/** Counts what each instruction requests of what is sent. `all`: known total for those that request everything. */
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
  const lists = new Map(
    [...new Set(consumers.map(({ scope }) => scope))].map((scope, list) => [scope, list]),
  );
  const scopes = scopesByDirectory([...lists.keys()]);
  const everything = lists.get(null);
  /** What those that request everything get may be known. */
  const isCounted = (list: number) => all === null || list !== everything;
  const startOf = (list: number) => amount(isCounted(list) ? null : all);
  const counts = [...lists.values()].map(startOf);
  const stages = stageSets(consumers, lists);
  const stageCounts = stages.sets.map(([first = -1]) => startOf(first));
  const unasked: Count = { files: 0, bytes: 0 };
  const listsOf = (path: Bytes) =>
    all === null ? scopes.matching(path) : scopes.matching(path).filter(isCounted);
  const byList = linksOnce(listsOf);
  const byStage = linksOnce((path) => stages.having(listsOf(path)));
  return {
    entry: (entry) => {
      const { path, sent, below, size, arrivesEmpty, because, allowed, allowedBytes } = entry;
      if (below !== undefined) scopes.leave(path);
      else if (sent) {
        const matching = listsOf(path);
        const bytes = arrivesEmpty ? 0 : size;
        for (const list of matching) count(counts[list], byList.isNew(entry, list) ? bytes : 0);
        for (const set of stages.having(matching))
          count(stageCounts[set], byStage.isNew(entry, set) ? bytes : 0);
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
      stages: [...stages.ofStage].map(([stage, { name, set }]) => ({
        stage: name,
        final: request !== undefined && request.stages[stage] === request.target,
        files: stageCounts[set]?.files ?? 0,
        bytes: stageCounts[set]?.bytes ?? 0,
      })),
      instructions: consumers.map(({ line, text, stage, scope }) => ({
        ...{ line, text, stage, everything: scope === null },
        files: counts[lists.get(scope) ?? -1]?.files ?? 0,
        bytes: counts[lists.get(scope) ?? -1]?.bytes ?? 0,
        onward: null,
      })),
    }),
  };
}

const amount = (all: Amount | null): Count => ({ files: all?.files ?? 0, bytes: all?.bytes ?? 0 });

function count(one: Count | undefined, bytes: number): void {
  if (one === undefined) return;
  one.files++;
  one.bytes += bytes;
}

/** Stages whose instructions have the same lists are counted once, as a set of these: there may be thousands. */
interface StageSets {
  readonly sets: readonly (readonly number[])[];
  readonly ofStage: ReadonlyMap<number, { readonly name: string; readonly set: number }>;
  /** The sets that have one of the lists. */
  having(lists: readonly number[]): readonly number[];
}

function stageSets(consumers: readonly Consumer[], lists: ReadonlyMap<Scope | null, number>): StageSets {
  const sets: (readonly number[])[] = [];
  const known = new Map<string, number>();
  const setOf = (own: readonly Consumer[]): number => {
    const isAll = own.some(({ scope }) => scope === null);
    const asked = new Set(
      own.flatMap(({ scope }) => (isAll && scope !== null ? [] : (lists.get(scope) ?? []))),
    );
    const set = [...asked].sort((a, b) => a - b);
    const at = known.get(set.join()) ?? sets.push(set) - 1;
    known.set(set.join(), at);
    return at;
  };
  const ofStage = new Map(
    [...groupBy(consumers, ({ stageIndex }) => stageIndex)].map(([stage, own]) => [
      stage,
      { name: own[0]?.stage ?? "", set: setOf(own) },
    ]),
  );
  const byList: number[][] = [...lists].map(() => []);
  for (const [at, set] of sets.entries()) for (const list of set) byList[list]?.push(at);
  let last: { readonly lists: readonly number[]; readonly sets: readonly number[] } = { lists: [], sets: [] };
  return {
    sets,
    ofStage,
    having: (lists) => {
      if (lists !== last.lists)
        last = { lists, sets: [...new Set(lists.flatMap((list) => byList[list] ?? []))] };
      return last.sets;
    },
  };
}

/** Adds, for each instruction that copies into an intermediate stage, what becomes of its files. */
export function withOnward(
  rows: Report["instructions"],
  destinations: Destinations | null,
): Report["instructions"] {
  const onward = destinations?.onward();
  return rows.map((row) => ({ ...row, onward: onward?.get(onwardKey(row.line, row.stage)) ?? null }));
}
