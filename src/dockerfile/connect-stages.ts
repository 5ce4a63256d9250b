import { append } from "../append.ts";
import { type Bytes, toText } from "../bytes.ts";
import type { Dialect } from "./dialect.ts";
import { expand } from "./expand.ts";
import { familiarName } from "./image-reference.ts";
import type { CopyInstruction, Instruction, OnbuildInstruction, RunInstruction } from "./instructions.ts";
import { mountFrom } from "./mounts.ts";
import { parseLines } from "./parse.ts";
import { readInstruction } from "./read-instruction.ts";
import { atLine, refuse } from "./refusal.ts";
import { lowerCase } from "./runes.ts";
import {
  addStage,
  baseHint,
  describing,
  reachableStages,
  type StageTable,
  unregisteredStage,
} from "./stages.ts";
import type { Command, Stage } from "./steps.ts";

/** convert.go buildStageDependencyGraph. */
export function connectStages(table: StageTable): void {
  for (const stage of [...table.stages]) {
    for (const command of stage.commands) connect(table, stage, command);
  }
  refuseCircles(table.stages);
  const [only] = table.stages;
  if (only !== undefined && table.stages.length === 1) only.label = "";
}

type Connectable = { instruction: Instruction; sources: Stage[] };

function connect(table: StageTable, stage: Stage, command: Connectable): void {
  const { instruction } = command;
  if (instruction.kind === "COPY" && instruction.from !== "") {
    command.sources = [atLine(instruction.line, () => copySource(table, instruction))];
  }
  if (instruction.kind === "RUN") command.sources = mountSources(table, instruction);
  for (const source of command.sources) {
    stage.dependencies.set(source, instruction.line);
    if (source.from === null) addStage(table, source);
  }
}

/** convert.go toCommand. */
function copySource(table: StageTable, { from, line }: CopyInstruction): Stage {
  if (table.dialect.fromVariables === "refused" && expand(from, new Map(), table).result !== from) {
    refuse(
      "variable expansion is not supported for --from",
      "add a stage FROM $VARIABLE AS name and copy --from=name",
    );
  }
  if (!/^[+-]?\d+$/.test(from)) return namedStage(table, from, line);
  const stage = table.stages[Number(from)];
  return (
    stage ??
    refuse(`invalid stage index ${Number(from)}`, `there are ${table.stages.length} stages, counted from 0`)
  );
}

/** convert_runmount.go detectRunMount: a mount without `from` counts as one from `scratch`. */
function mountSources(table: StageTable, { mounts, line }: RunInstruction): Stage[] {
  return mounts.map((mount) => namedStage(table, mountFrom(mount) || "scratch", line));
}

function namedStage(table: StageTable, name: Bytes, line: number): Stage {
  return table.byName.get(lowerCase(name)) ?? unregisteredStage(name, line);
}

/** validations.go validateCircularDependency: bases are not checked, because they always come earlier. */
function refuseCircles(stages: readonly Stage[]): void {
  const visited = new Set<Stage>();
  const onPath = new Set<Stage>();
  const path: { stage: Stage; rest: Iterator<[Stage, number]> }[] = [];
  for (const start of stages) {
    const enter = (stage: Stage, line: number) => {
      if (onPath.has(stage)) refuseCircle(start, line);
      if (visited.has(stage)) return;
      visited.add(stage);
      onPath.add(stage);
      path.push({ stage, rest: stage.dependencies.entries() });
    };
    enter(start, start.line);
    for (let top = path.at(-1); top !== undefined; top = path.at(-1)) {
      const next = top.rest.next();
      if (!next.done) enter(...next.value);
      else onPath.delete(path.pop()?.stage ?? start);
    }
  }
}

function refuseCircle(stage: Stage, line: number): never {
  return atLine(line, () =>
    refuse(
      `circular dependency detected on stage: ${stage.label}`,
      "a stage cannot copy from itself or from one that needs it",
    ),
  );
}

/** convert.go resolveStages: origins of all bases, and ONBUILD triggers until they add no stage. */
export function resolveStages(table: StageTable, target: Stage): Set<Stage> {
  for (;;) {
    const reached = reachableStages(target);
    for (const stage of table.stages) resolveOrigin(table, stage, reached.has(stage));
    let grew = false;
    for (const stage of reached) grew = takeOnbuild(table, stage) || grew;
    if (!grew) return reached;
  }
}

/** convert.go resolveBaseImage, without querying a registry. */
function resolveOrigin(table: StageTable, stage: Stage, reachable: boolean): void {
  if (stage.base !== null) {
    stage.origin = { kind: "stage", stage: stage.base };
    return;
  }
  if (stage.dispatched || (stage.origin !== null && stage.origin.kind !== "image")) return;
  if (stage.baseName === "scratch" && stage.replacedBy === null) stage.origin = { kind: "scratch" };
  else atLine(stage.line, () => lookUpOrigin(table, stage, reachable));
  if (stage.from === null || (reachable && stage.replacedBy !== null)) stage.dispatched = true;
}

function lookUpOrigin(table: StageTable, stage: Stage, reachable: boolean): void {
  const shown = JSON.stringify(toText(stage.baseName));
  const hint = stage.from === null ? undefined : baseHint(stage.from.base);
  const name = describing(`failed to parse stage name ${shown}`, () => familiarName(stage.baseName), hint);
  const context = reachable ? (stage.replacedBy ?? table.findContext(stage.baseName, stage.platform)) : null;
  stage.origin = context === null ? { kind: "image", name } : { kind: "named", context };
}

/** convert.go initOnBuildTriggers for a stage based on another stage. True if a trigger reads from another stage. */
function takeOnbuild(table: StageTable, stage: Stage): boolean {
  if (stage.base === null || stage.onbuildTaken) return false;
  stage.onbuildTaken = true;
  const triggers = stage.base.commands.map(({ instruction }) => instruction);
  const commands: Command[] = triggers
    .filter((instruction) => instruction.kind === "ONBUILD")
    .map((instruction) => ({ instruction: triggered(instruction, stage, table.dialect), sources: [] }));
  for (const command of commands) connect(table, stage, command);
  const isReading = commands.some(({ sources }) => sources.length > 0);
  append(commands, stage.commands.splice(0));
  append(stage.commands, commands);
  return isReading;
}

export function triggered({ expression }: OnbuildInstruction, stage: Stage, dialect: Dialect): Instruction {
  const { line, endLine } = stage.from ?? { line: stage.line, endLine: stage.line };
  return atLine(line, () => {
    const [node, ...more] = parseLines(expression, line, dialect).nodes;
    if (node === undefined || more.length > 0) return refuse("onbuild trigger should be a single expression");
    return { ...readInstruction({ ...node, line, endLine }, dialect), onbuild: true };
  });
}
