import type { Bytes } from "../bytes.ts";
import { toText } from "../bytes.ts";
import { linkTree } from "../context/link-tree.ts";
import { followLinks } from "../dockerfile/follow-links.ts";
import type { RequestedPath } from "../dockerfile/stage-run.ts";
import { compilePatterns } from "../ignore/pattern.ts";
import { rootScope, type Scope } from "../ignore/scope.ts";
import type { WalkedEntry } from "../model.ts";
import type { BuildPlan } from "../plan/plan.ts";
import type { InstructionRow } from "../report-model.ts";

/** One instruction that asks for something of the context. */
export interface Asker {
  readonly line: number;
  readonly text: string;
  /** Label of its stage. */
  readonly stage: string;
  /** What it asks for as patterns; null where it asks for everything. */
  readonly scope: Scope | null;
}

/** The instructions of the reachable stages that ask for something, in the order of their lines. */
export function askersOf(plan: BuildPlan): Asker[] {
  if (plan.requested === null || !plan.requested.request.requested) return [];
  const byInstruction = new Map<string, RequestedPath[]>();
  for (const path of plan.requested.request.paths) {
    const key = `${path.instruction.line}:${path.stage.label}`;
    byInstruction.set(key, [...(byInstruction.get(key) ?? []), path]);
  }
  return [...byInstruction.values()].flatMap((paths) => asker(plan, paths)).sort((a, b) => a.line - b.line);
}

function asker(plan: BuildPlan, paths: readonly RequestedPath[]): Asker[] {
  const [first] = paths;
  if (first === undefined) return [];
  const { instruction, stage } = first;
  const scope = scopeOf(plan, paths);
  return [{ line: instruction.line, text: toText(instruction.text), stage: toText(stage.label), scope }];
}

/** Rules D4, D7, D8, for one instruction alone. */
function scopeOf(plan: BuildPlan, paths: readonly RequestedPath[]): Scope | null {
  if (paths.some(({ path }) => path === "/")) return null;
  const asked = paths.map(({ path }) => path.slice(1));
  const followed = followLinks(linkTree(plan.context.root), asked);
  if (followed === null) return null;
  const place = {
    file: plan.dockerfile?.shown ?? "Dockerfile",
    line: paths[0]?.instruction.line ?? 1,
    column: 1,
  };
  return rootScope(compilePatterns(followed.map((path) => ({ text: path, raw: path, ...place }))));
}

/** Whether the instruction asks for the path. */
export function asksFor({ scope }: Asker, path: Bytes): boolean {
  if (scope === null) return true;
  const names = path.split("/");
  const name = names.pop() ?? "";
  const inside = names.reduce((entered, component) => entered.enter(component), scope);
  return inside.decide(name).matched;
}

type Count = { files: number; bytes: number };

/** Counts what each instruction asks for among what is sent. */
export function countInstructions(plan: BuildPlan): {
  entry(entry: WalkedEntry): void;
  result(): InstructionRow[];
} {
  const askers = askersOf(plan);
  const counts = askers.map((): Count => ({ files: 0, bytes: 0 }));
  const scopes = scopesByDirectory(askers);
  return {
    entry: ({ path, sent, below, size, arrivesEmpty }) => {
      if (below !== undefined) scopes.leave(path);
      else if (sent) countFile(counts, scopes.asking(path), arrivesEmpty ? 0 : size);
    },
    result: () =>
      askers.map(({ scope, ...asker }, index) => ({
        ...asker,
        everything: scope === null,
        files: counts[index]?.files ?? 0,
        bytes: counts[index]?.bytes ?? 0,
      })),
  };
}

function countFile(counts: readonly Count[], asking: readonly boolean[], bytes: number): void {
  for (const [index, count] of counts.entries()) {
    if (asking[index] !== true) continue;
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
