import { type Bytes, isValidUtf8, toText } from "../bytes.ts";
import { cleanPath } from "../ignore/clean.ts";
import { checkPorts, checkSignal } from "./check-words.ts";
import { dispatchCopy } from "./dispatch-copy.ts";
import { heredocWordOrNull } from "./heredoc.ts";
import type {
  ArgInstruction,
  EnvInstruction,
  Instruction,
  RunInstruction,
  WordInstruction,
} from "./instructions.ts";
import { type Mount, readMount } from "./mounts.ts";
import { atLine, possiblePath, quoted, refuse } from "./refusal.ts";
import {
  addReferences,
  type BuildInputs,
  expandIn,
  expandWords,
  type StageRun,
  type StageRuns,
  slashPath,
  startStage,
} from "./stage-run.ts";
import type { Command, MountUse, Stage } from "./steps.ts";

/** convert.go dispatchStages: fills `steps` of every stage in `reachable`, and returns what each requests. */
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

/** All words of one ENV see the variables as they were before the instruction. */
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
  run.workdir = { path: possiblePath(path), known: absolute || run.workdir.known };
  run.stage.steps.push({ kind: "WORKDIR", instruction, ...run.workdir });
}

/** Checks instructions that do not concern files, but can be rejected. */
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

/** convert.go dispatchRun, convert_runmount.go dispatchRunMounts. */
function dispatchRun(
  run: StageRun,
  instruction: RunInstruction,
  sources: readonly Stage[],
  runs: StageRuns,
): void {
  const mounts = instruction.mounts.map((text) => readMount(text, (word) => expandIn(run, word).result));
  const rest = { source: "", written: "", unset: [], instruction, stage: run.stage };
  run.used.push({ path: "/", kind: "RUN", ...rest });
  if (instruction.heredocs.length > 0 && (instruction.json || instruction.args.length !== 1)) {
    refuse(`parsing produced an invalid run command: [${instruction.args.map(toText).join(" ")}]`);
  }
  if (!commandParts(instruction).every(isValidUtf8)) run.unwritable ??= instruction.line;
  const uses = mounts.map((mount, index) => useMount(run, mount, sources[index] ?? null));
  for (const [index, use] of uses.entries()) {
    if (use.type === "secret" || use.type === "ssh") continue;
    const from = use.fromStage === null ? null : (runs.get(use.fromStage) ?? null);
    const written = instruction.mounts[index] ?? "";
    const requests = from === null ? run.requested : from.used;
    requests.push({
      ...rest,
      path: cleanPath(`/${use.source}`),
      source: use.source,
      written,
      kind: use.type,
    });
    if (use.type !== "tmpfs") addReferences(run, from);
  }
  run.stage.steps.push({ kind: "RUN", instruction, mounts: uses });
}

/** Returns what the builder has to run; a heredoc that is a script (`#!`) is sent as a file instead. */
function commandParts({ args, heredocs }: RunInstruction): Bytes[] {
  const isScript = heredocWordOrNull(args[0] ?? "") !== null && /^\t*#!/.test(heredocs[0]?.content ?? "");
  return isScript ? [] : [...args, ...heredocs.map(({ content }) => content)];
}

function useMount(run: StageRun, mount: Mount, source: Stage | null): MountUse {
  const fromContext = mount.from === "" && mount.type !== "cache";
  const use = { ...mount, fromStage: fromContext ? null : source };
  if (use.fromStage !== null && !use.fromStage.dispatched) refuseOrder(mount);
  if (mount.type === "ssh" && mount.source !== "") refuse("ssh does not support source");
  if (mount.type === "secret" && run.windows) checkWindowsSecret(run, mount);
  if (mount.type !== "secret" && mount.type !== "ssh") checkTarget(mount.target, run.workdir.path);
  return use;
}

/** convert_secrets.go dispatchSecret: Windows has no default location for secrets. */
function checkWindowsSecret(run: StageRun, { target, hasEnv }: Mount): void {
  if (target === "" && !hasEnv) refuse("secret target is required on Windows", "add target=C:/path");
  if (target !== "" && !slashPath(run, target).startsWith("/")) {
    refuse(`secret target ${quoted(target)} must be an absolute path with forward slashes on Windows`);
  }
}

function refuseOrder({ from, target }: Mount): never {
  const what = `cannot mount from stage ${quoted(from || "scratch")} to ${quoted(target)}`;
  return refuse(
    `${what}, stage needs to be defined before current command`,
    "move that stage above this one",
  );
}

function checkTarget(target: Bytes, workdir: Bytes): void {
  const absolute = target.startsWith("/") ? target : cleanPath(`/${workdir}/${target}`);
  if (absolute === "/") refuse('invalid mount target "/"', "give the mount a target=/path of its own");
}
