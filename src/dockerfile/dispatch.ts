import type { Bytes } from "../bytes.ts";
import { cleanPath } from "../ignore/clean.ts";
import { checkPorts, checkSignal } from "./check-words.ts";
import { dispatchCopy } from "./dispatch-copy.ts";
import { dispatchRun } from "./dispatch-run.ts";
import type { ArgInstruction, EnvInstruction, Instruction, WordInstruction } from "./instructions.ts";
import { atLine, refuse } from "./refusal.ts";
import {
  type BuildInputs,
  expandIn,
  expandWords,
  type StageRun,
  type StageRuns,
  slashPath,
  startStage,
} from "./stage-run.ts";
import type { Command, Stage } from "./steps.ts";

/** convert.go dispatchStages: fills `steps` of every stage in `reachable`, and says what each requests. */
export function dispatchStages(
  stages: readonly Stage[],
  reachable: ReadonlySet<Stage>,
  inputs: BuildInputs,
): StageRuns {
  const runs = new Map<Stage, StageRun>();
  for (const stage of stages) if (stage.base === null) runs.set(stage, startStage(stage, null, inputs));
  for (const stage of stages) {
    if (!reachable.has(stage) || stage.dispatched) continue;
    stage.dispatched = true;
    const run = runs.get(stage) ?? startStage(stage, runs.get(stage.base ?? stage) ?? null, inputs);
    runs.set(stage, run);
    for (const command of stage.commands)
      atLine(command.instruction.line, () => dispatch(run, command, runs));
  }
  return runs;
}

/** convert.go dispatch: one instruction. */
function dispatch(run: StageRun, { instruction, sources }: Command, runs: StageRuns): void {
  const { kind } = instruction;
  if (kind === "ARG") dispatchArg(run, instruction);
  else if (kind === "ENV" || kind === "LABEL") dispatchPairs(run, instruction);
  else if (kind === "COPY" || kind === "ADD") dispatchCopy(run, instruction, sources[0] ?? null, runs);
  else if (kind === "RUN") dispatchRun(run, instruction, sources, runs);
  else if (kind === "WORKDIR") dispatchWorkdir(run, instruction);
  else checkInstruction(run, instruction);
}

/** convert.go dispatchArg: `--build-arg`, else the default, else the global value. */
function dispatchArg(run: StageRun, { args }: ArgInstruction): void {
  for (const { key, value } of args) {
    const given = run.inputs.buildArgs.get(key);
    const outer = value === null ? run.inputs.globalArgs.get(key) : undefined;
    if (given !== undefined) setArg(run, key, given);
    else if (value !== null) setArg(run, key, expandIn(run, value).result);
    else if (outer !== undefined) setArg(run, key, outer);
  }
}

function setArg(run: StageRun, key: Bytes, value: Bytes): void {
  if (key !== "BUILDKIT_SBOM_SCAN_CONTEXT" && key !== "BUILDKIT_SBOM_SCAN_STAGE")
    run.variables.set(key, value);
}

/** All words of one ENV see the variables as they were before it. */
function dispatchPairs(run: StageRun, { kind, pairs }: EnvInstruction): void {
  const expanded = pairs.map(
    ({ key, value }) => [expandIn(run, key).result, expandIn(run, value).result] as const,
  );
  if (kind === "LABEL") return;
  for (const [key, value] of expanded) {
    run.variables.set(key, value);
    run.imageVariables.set(key, value);
  }
}

/** convert.go dispatchWorkdir, util/system NormalizeWorkdir. */
export function dispatchWorkdir(run: StageRun, instruction: WordInstruction): void {
  const value = slashPath(run, expandIn(run, instruction.value).result);
  const absolute = value.startsWith("/");
  const path = cleanPath(absolute ? value : `${run.workdir.path}/${value}`);
  run.workdir = { path, known: absolute || run.workdir.known };
  run.stage.steps.push({ kind: "WORKDIR", instruction, ...run.workdir });
}

/** Instructions that say nothing about files, but can be refused. */
export function checkInstruction(run: StageRun, instruction: Instruction): void {
  if (instruction.kind === "USER") expandIn(run, instruction.value);
  else if (instruction.kind === "STOPSIGNAL") checkSignal(expandIn(run, instruction.value).result);
  else if (instruction.kind === "VOLUME") {
    const volumes = instruction.values.map((volume) => expandIn(run, volume).result);
    if (volumes.includes("")) refuse("VOLUME specified can not be an empty string");
  } else if (instruction.kind === "EXPOSE") {
    checkPorts([...instruction.values].sort().flatMap((port) => expandWords(run, port)));
  }
}
