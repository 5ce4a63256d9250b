import { type Bytes, toText } from "../bytes.ts";
import { type Subject, subjectKey } from "../gate/budget-line.ts";
import type { Measured } from "../gate/check-budgets.ts";
import { readPathList } from "../ignore/path-list.ts";
import type { Scope } from "../ignore/scope.ts";
import type { WalkedEntry } from "../model.ts";
import type { BuildPlan } from "../plan/build-plan.ts";
import { type Consumer, consumersOf } from "../plan/consumers.ts";
import { largestFiles, type Sized } from "./heaviest.ts";
import { linksOnce } from "./links-once.ts";
import { scopesByDirectory } from "./scopes.ts";

/** Measures the subjects of budgets while the context is walked. The figures are keyed by `subjectKey`. */
export function measureSubjects(
  plan: BuildPlan,
  subjects: readonly Subject[],
): { entry(entry: WalkedEntry): void; result(): Map<string, Measured> } {
  const consumers = consumersOf(plan);
  const counters = [...new Map(subjects.map((subject) => [subjectKey(subject), subject]))].map(
    ([key, subject]) => ({ key, ...counterOf(subject, consumers) }),
  );
  const scopes = scopesByDirectory(counters.flatMap(({ lists }) => lists));
  const ofList = counters.flatMap(({ lists }, index) => lists.map(() => index));
  const subjectsOf = (path: Bytes): number[] => [
    ...new Set(scopes.matching(path).flatMap((at) => ofList[at] ?? [])),
  ];
  const once = linksOnce(subjectsOf);
  return {
    entry: (entry) => {
      if (entry.below !== undefined) return scopes.leave(entry.path);
      for (const index of subjectsOf(entry.path)) counters[index]?.add(entry, once.isNew(entry, index));
    },
    result: () => new Map(counters.map(({ key, result }) => [key, result()])),
  };
}

const largestKept = 10;

function counterOf(subject: Subject, consumers: readonly Consumer[]) {
  const lists = listsOf(subject, consumers);
  const largest = largestFiles(largestKept);
  let files = 0;
  let bytes = 0;
  return {
    lists,
    add: (entry: WalkedEntry, isNew: boolean) => {
      const size = bytesIn(subject, entry, isNew);
      if (size === null) return;
      files++;
      bytes += size;
      largest.entry({ ...entry, sentBytes: size });
    },
    result: (): Measured => ({
      files,
      bytes,
      largest: largest.result().map(shown),
      isThere: lists.length > 0,
    }),
  };
}

const shown = ({ path, bytes }: Sized) => ({ path: toText(path), bytes });

/** Returns the scopes of which one has to match; none if there is no such subject. */
function listsOf({ kind, name }: Subject, consumers: readonly Consumer[]): (Scope | null)[] {
  switch (kind) {
    case "total":
      return [null];
    case "path":
      return [readPathList([name ?? ""], "budget")];
    case "stage":
      return consumers.filter((consumer) => isStage(consumer, name ?? "")).map(({ scope }) => scope);
    case "instruction":
      return consumers.filter((consumer) => isNamed(consumer, name ?? "")).map(({ scope }) => scope);
    case "build":
    case "builds":
      return [];
  }
}

/** Matches a stage by name, else by index, as `COPY --from` does. */
const isStage = ({ stage, stageIndex }: Consumer, name: string): boolean =>
  stage === name || (/^\d+$/.test(name) && stageIndex === Number(name));

const isNamed = ({ line, text }: Consumer, name: string) =>
  /^\d+$/.test(name) ? line === Number(name) : text.replace(/\s+/g, " ").trim() === name;

/** Returns null if the entry is not in the set. */
function bytesIn(
  { set }: Subject,
  { sent, allowed, allowedBytes, size, arrivesEmpty }: WalkedEntry,
  isNew: boolean,
) {
  if (set === "allowed") return allowed ? allowedBytes : null;
  if (!sent) return null;
  return arrivesEmpty || !isNew ? 0 : size;
}
