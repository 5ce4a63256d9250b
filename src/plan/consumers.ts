import type { Bytes } from "../bytes.ts";
import { toText } from "../bytes.ts";
import { linkTree } from "../context/link-tree.ts";
import { followLinks } from "../dockerfile/follow-links.ts";
import type { RequestedPath } from "../dockerfile/stage-run.ts";
import { stageName } from "../dockerfile/stages.ts";
import { unlessReported } from "../errors.ts";
import { isBroken } from "../ignore/cursor.ts";
import type { IgnoreEntry } from "../ignore/parse.ts";
import { type Pattern, readPatterns, refuseBadSyntax } from "../ignore/pattern.ts";
import { rootScope, type Scope } from "../ignore/scope.ts";
import type { BuildPlan } from "./build-plan.ts";

/** One instruction that requests something of the context. */
export interface Consumer {
  readonly line: number;
  readonly text: string;
  /** Name of its stage, `stage-<index>` where it has none, "" for the only stage. */
  readonly stage: string;
  readonly stageIndex: number;
  /** What it requests as patterns; null where it requests everything. */
  readonly scope: Scope | null;
}

/** The instructions of the reachable stages that request something, in the order of their lines. */
export function consumersOf(plan: BuildPlan): Consumer[] {
  if (plan.requested === null || !plan.requested.request.requested) return [];
  const byInstruction = new Map<string, RequestedPath[]>();
  for (const path of plan.requested.request.paths) {
    const key = `${path.instruction.line}:${path.stage.label}`;
    byInstruction.set(key, [...(byInstruction.get(key) ?? []), path]);
  }
  return [...byInstruction.values()]
    .flatMap((paths) => consumer(plan, paths))
    .sort((a, b) => a.line - b.line);
}

function consumer(plan: BuildPlan, paths: readonly RequestedPath[]): Consumer[] {
  const [first] = paths;
  if (first === undefined) return [];
  const { instruction, stage } = first;
  return [
    {
      line: instruction.line,
      text: toText(instruction.text),
      stage: stageName(stage),
      stageIndex: plan.requested?.request.stages.indexOf(stage) ?? -1,
      scope: scopeOf(plan, paths),
    },
  ];
}

/** Rules D4, D7, D8, for one instruction alone. */
function scopeOf(plan: BuildPlan, paths: readonly RequestedPath[]): Scope | null {
  if (paths.some(({ path }) => path === "/")) return null;
  const asked = paths.map(({ path }) => path.slice(1));
  const followed = followLinks(linkTree(plan.context), asked);
  if (followed === null) return null;
  const place = {
    file: plan.dockerfile?.shown ?? "Dockerfile",
    line: paths[0]?.instruction.line ?? 1,
    column: 1,
  };
  return rootScope(soundPatterns(followed.map((path) => ({ text: path, raw: path, ...place }))));
}

/** Beside an instruction that requests everything, nobody reads these as patterns: a broken one requests nothing. */
function soundPatterns(entries: readonly IgnoreEntry[]): Pattern[] {
  const isSound = (pattern: Pattern) => {
    refuseBadSyntax(pattern);
    return !isBroken(pattern);
  };
  return readPatterns(entries).filter((pattern) => unlessReported(() => isSound(pattern)) === true);
}

/** Whether the instruction requests the path. */
export function consumes({ scope }: Consumer, path: Bytes): boolean {
  if (scope === null) return true;
  const names = path.split("/");
  const name = names.pop() ?? "";
  const inside = names.reduce((entered, component) => entered.enter(component), scope);
  return inside.decide(name).matched;
}
