import { type Bytes, toText } from "../bytes.ts";
import { triggered } from "./connect-stages.ts";
import { checkInstruction, dispatchWorkdir } from "./dispatch.ts";
import { dispatchCopy } from "./dispatch-copy.ts";
import { expand } from "./expand.ts";
import { familiarName } from "./image-reference.ts";
import type { ArgInstruction, CopyInstruction, EnvInstruction, Instruction } from "./instructions.ts";
import { noLint } from "./lint-options.ts";
import { parsePlatform } from "./platforms.ts";
import type { Dockerfile } from "./read.ts";
import { atLine, refuse, refuseFile } from "./refusal.ts";
import { type BuildOptions, type ContextRequest, newInputs } from "./request.ts";
import { type BuildInputs, expandIn, type StageRun, startStage } from "./stage-run.ts";
import { baseHint, describing, emptyStage, shownName } from "./stages.ts";
import type { Stage } from "./steps.ts";

/** Default of each ARG, null if it has none. */
type Defaults = Map<Bytes, Bytes | null>;

/** A stage while its instructions run: ENV always takes precedence over ARG. */
interface SequentialRun {
  readonly run: StageRun;
  readonly args: Defaults;
}

/**
 * Reads a Dockerfile like the classic builder (docker builder/dockerfile: dispatchDockerfileWithCancellation): every
 * stage up to the target is built, needed or not, one instruction after the other. Throws CtxcheckError "dockerfile".
 */
export function sequentialRequest(dockerfile: Dockerfile, options: BuildOptions = {}): ContextRequest {
  const inputs = newInputs(dockerfile, options);
  const build = new SequentialBuild(inputs, readMetaArgs(dockerfile, inputs));
  const last = targetIndex(dockerfile, options.target ?? "");
  for (const source of dockerfile.stages.slice(0, last + 1)) {
    const { from } = source;
    atLine(from.line, () => build.begin(source.from));
    for (const instruction of source.instructions) build.run(instruction);
  }
  return build.result();
}

function targetIndex({ stages }: Dockerfile, target: string): number {
  if (target === "") return stages.length - 1;
  const found = stages.findIndex(({ from }) => from.name.toLowerCase() === target.toLowerCase());
  return found >= 0 ? found : refuseFile(`failed to reach build target ${target} in Dockerfile`);
}

/** processMetaArg: the ARGs before the first FROM see each other. */
function readMetaArgs({ globalArgs }: Dockerfile, inputs: BuildInputs): Defaults {
  const found: Defaults = new Map();
  for (const instruction of globalArgs) {
    const known = valuesOf(found, inputs, new Map());
    for (const [key, value] of expandArgs(instruction, (word) => expand(word, known, inputs).result))
      found.set(key, value);
  }
  return found;
}

function expandArgs({ args, line }: ArgInstruction, read: (word: Bytes) => Bytes): [Bytes, Bytes | null][] {
  return atLine(line, () =>
    args.map(({ key, value }): [Bytes, Bytes | null] => [read(key), value === null ? null : read(value)]),
  );
}

/** BuildArgs.getAllFromMapping: `--build-arg`, else the default, else that of the ARG before the first FROM. */
function valuesOf(args: Defaults, { buildArgs }: BuildInputs, meta: Defaults): Map<Bytes, Bytes> {
  const values = new Map<Bytes, Bytes>();
  for (const name of proxies) {
    const given = buildArgs.get(name);
    if (given !== undefined) values.set(name, given);
  }
  for (const [key, value] of args) {
    const found = buildArgs.get(key) ?? value ?? meta.get(key) ?? null;
    if (found !== null) values.set(key, found);
  }
  return values;
}

/** May be passed without an ARG (buildargs.go builtinAllowedBuildArgs). */
const proxies = ["HTTP_PROXY", "HTTPS_PROXY", "FTP_PROXY", "NO_PROXY"].flatMap((name) => [
  name,
  name.toLowerCase(),
]);

class SequentialBuild {
  private readonly inputs: BuildInputs;
  private readonly meta: Defaults;
  private readonly stages: Stage[] = [];
  private readonly runs = new Map<Stage, StageRun>();
  private readonly byName = new Map<string, Stage>();
  private readonly built: Stage[] = [];
  private current: SequentialRun | null = null;

  constructor(inputs: BuildInputs, meta: Defaults) {
    this.inputs = inputs;
    this.meta = meta;
  }

  /** dispatchers.go initializeStage. */
  begin(from: Parameters<typeof emptyStage>[0]["from"]): void {
    if (from === null) return;
    if (from.name !== "" && this.byName.has(from.name)) refuse(`${shownName(from)} stage name already used`);
    this.finish();
    const known = valuesOf(this.meta, this.inputs, this.meta);
    const baseName = expand(from.base, known, this.inputs).result;
    const platform = expand(from.platform, known, this.inputs).result;
    if (from.platform !== "")
      describing(`failed to parse platform ${toText(platform)}`, () => parsePlatform(platform));
    if (baseName === "") refuse(`base name (${toText(from.base)}) should not be blank`, baseHint(from.base));
    const label = from.name === "" ? `stage-${this.stages.length}` : shownName(from);
    const stage = this.addStage({ from, baseName, label, line: from.line });
    this.stages.push(stage);
    for (const instruction of onbuildOf(stage.base))
      this.run(triggered(instruction, stage, this.inputs.dialect));
  }

  private addStage(start: Pick<Stage, "from" | "baseName" | "label" | "line">): Stage {
    const stage = emptyStage({ ...start, platform: null, commands: [] });
    stage.dispatched = true;
    stage.base = this.byName.get(toText(stage.baseName).toLowerCase()) ?? null;
    if (stage.base !== null) stage.origin = { kind: "stage", stage: stage.base };
    else if (stage.baseName === "scratch") stage.origin = { kind: "scratch" };
    else stage.origin = { kind: "image", name: familiarName(stage.baseName) };
    const base = stage.base === null ? null : (this.runs.get(stage.base) ?? null);
    // A stage does not inherit the ARGs of its base.
    const run = startStage(stage, base && { ...base, variables: new Map() }, this.inputs);
    this.runs.set(stage, run);
    this.built.push(stage);
    if (start.from !== null) this.current = { run, args: new Map() };
    return stage;
  }

  /** The name of a stage is known only after its end. */
  private finish(): void {
    const stage = this.current?.run.stage;
    if (stage?.from?.name) this.byName.set(stage.from.name, stage);
  }

  run(instruction: Instruction): void {
    atLine(instruction.line, () => this.dispatch(instruction));
  }

  /** evaluator.go dispatch. */
  private dispatch(instruction: Instruction): void {
    if (this.current === null) return;
    const { run, args } = this.current;
    run.stage.commands.push({ instruction, sources: [] });
    run.variables = new Map([...valuesOf(args, this.inputs, this.meta), ...run.imageVariables]);
    if (instruction.kind === "ARG") {
      const word = (text: Bytes) => expandIn(run, text).result;
      for (const [key, value] of expandArgs(instruction, word)) args.set(key, value);
    } else if (instruction.kind === "ENV" || instruction.kind === "LABEL") setPairs(run, instruction);
    else if (instruction.kind === "COPY" || instruction.kind === "ADD") this.copy(run, instruction);
    else if (instruction.kind === "WORKDIR") {
      if (expandIn(run, instruction.value).result === "") refuse("cannot normalize nothing");
      dispatchWorkdir(run, instruction);
    } else if (instruction.kind === "RUN") {
      const flag = /^run\s+--([a-z]+)/i.exec(instruction.text)?.[1];
      if (flag !== undefined) refuse(needsBuildkit(flag), needed);
      run.stage.steps.push({ kind: "RUN", instruction, mounts: [] });
    } else checkInstruction(run, instruction);
  }

  private copy(run: StageRun, instruction: CopyInstruction): void {
    if (instruction.chmod !== "") refuse(needsBuildkit("chmod"), needed);
    const from = instruction.from === "" ? null : this.stageOf(instruction.from, instruction.line);
    dispatchCopy(run, instruction, from, this.runs);
  }

  /** evaluator.go stagesBuildResults.get; an image if there is no such stage. */
  private stageOf(name: Bytes, line: number): Stage {
    const named = this.byName.get(toText(name).toLowerCase());
    if (named !== undefined) return named;
    if (!/^[+-]?\d+$/.test(name)) return this.image(name, line);
    const index = Number(name);
    if (index === this.stages.length - 1)
      refuse(`invalid from flag value ${toText(name)}: refers to current build stage`);
    return this.stages[index] ?? refuse(`invalid from flag value ${toText(name)}: index out of bounds`);
  }

  private image(name: Bytes, line: number): Stage {
    if (name === "scratch") refuse("invalid from flag value scratch: 'scratch' is a reserved name");
    const current = this.current;
    const stage = this.addStage({ from: null, baseName: name, label: "", line });
    this.current = current;
    return stage;
  }

  result(): ContextRequest {
    const target = this.stages.at(-1) ?? refuseFile("dockerfile contains no stages to build");
    if (isEmpty(target)) refuseFile("No image was generated. Is your Dockerfile empty?");
    const nothing = { requested: true, paths: [], everything: null, followPaths: [], named: [] };
    return { ...nothing, stages: this.built, target, built: new Set(this.built), lint: noLint };
  }
}

const needsBuildkit = (flag: string) =>
  `the --${flag} option requires BuildKit. Refer to https://docs.docker.com/go/buildkit/ to learn how to build images with BuildKit enabled`;
const needed = "build it with BuildKit: DOCKER_BUILDKIT=1, or docker buildx build";

/** Whether a stage has no instruction and nothing to start from. */
function isEmpty(stage: Stage): boolean {
  for (let at: Stage | null = stage; at !== null; at = at.base) {
    if (at.commands.length > 0 || at.origin?.kind === "image") return false;
  }
  return true;
}

function onbuildOf(base: Stage | null) {
  const instructions = base?.commands.map(({ instruction }) => instruction) ?? [];
  return instructions.filter((instruction) => instruction.kind === "ONBUILD");
}

function setPairs(run: StageRun, { kind, pairs }: EnvInstruction): void {
  const word = (text: Bytes) => expandIn(run, text).result;
  const expanded = pairs.map(({ key, value }) => [word(key), word(value)] as const);
  if (kind === "ENV") for (const [key, value] of expanded) run.imageVariables.set(key, value);
}
