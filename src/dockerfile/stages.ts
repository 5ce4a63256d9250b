import { type Bytes, fromText, toText } from "../bytes.ts";
import { mayHoldSecret } from "../secrets/mask-values.ts";
import type { Dialect } from "./dialect.ts";
import { expand } from "./expand.ts";
import { familiarName } from "./image-reference.ts";
import type { FromInstruction } from "./instructions.ts";
import { formatWholePlatform, normalizePlatform, type Platform, parsePlatform } from "./platforms.ts";
import type { Dockerfile, StageSource } from "./read.ts";
import { atLine, Refusal, refuse, refuseFile } from "./refusal.ts";
import type { BuildInputs } from "./stage-run.ts";
import type { NamedContext, Stage } from "./steps.ts";
import { suggest } from "./suggest.ts";

/** Returns its name as written, or `stage-<index>` if it has none. */
export const stageName = ({ from, label }: Stage): string => toText((from && shownName(from)) || label);

/** Returns the name as written if it may be a secret: in lower case, nothing would mask it. */
export function shownName({ name, text }: Pick<FromInstruction, "name" | "text">): string {
  const [written = ""] = /\S+$/.exec(text) ?? [];
  return name !== "" && written.toLowerCase() === name && mayHoldSecret(written) ? written : name;
}

/** Returns the stage and those that it is based on. */
export function basesOf(stage: Stage): Set<Stage> {
  const bases = new Set<Stage>();
  for (let at: Stage | null = stage; at !== null; at = at.base) bases.add(at);
  return bases;
}

/** What is needed to look up names while stages are connected. */
export interface StageTable {
  dialect: Dialect;
  escapeToken: Bytes;
  /** In the order of `COPY --from=<index>`. */
  stages: Stage[];
  byName: Map<string, Stage>;
  findContext(name: Bytes, platform: Platform | null): NamedContext | null;
}

/** dockerui Client.NamedContext. */
export function contextFinder(
  contexts: readonly NamedContext[],
  target: Platform,
): StageTable["findContext"] {
  const byName = new Map(contexts.map((context) => [contextKey(context.name), context]));
  return (name, platform) => {
    const familiar = describing(`invalid context name ${toText(name)}`, () => familiarName(name));
    const suffix = formatWholePlatform(normalizePlatform(platform ?? target));
    return byName.get(`${familiar}::${suffix}`) ?? byName.get(familiar) ?? null;
  };
}

/** The client's own normal form (buildx: the shortest image name); other names stay as they are. */
function contextKey(name: string): string {
  try {
    return familiarName(fromText(name));
  } catch (error) {
    if (error instanceof Refusal) return name;
    throw error;
  }
}

/** Says how the variables of a base get a value; undefined if it has none. */
export function baseHint(base: Bytes): string | undefined {
  const given = [...toText(base).matchAll(/\$\{?(\w+)/g)].map(([, name]) => `--build-arg ${name}=<value>`);
  if (given.length === 0) return undefined;
  return `give the ARG before the first FROM a default, or pass ${given.join(" ")}`;
}

/** Runs `read`; a refusal in it is prefixed with what it is about. */
export function describing<T>(what: string, read: () => T, hint?: string): T {
  try {
    return read();
  } catch (error) {
    if (error instanceof Refusal) return refuse(`${what}: ${error.message}`, error.hint ?? hint);
    throw error;
  }
}

/** convert.go buildDispatchStates: names, bases and platforms, with variables replaced. */
export function buildStages(
  dockerfile: Dockerfile,
  inputs: BuildInputs,
  findContext: StageTable["findContext"],
): StageTable {
  const { dialect, escapeToken } = inputs;
  const table: StageTable = { dialect, escapeToken, stages: [], byName: new Map(), findContext };
  for (const [index, source] of dockerfile.stages.entries()) {
    atLine(source.from.line, () => {
      const stage = newStage(source, index, inputs);
      if (isReplaceable(source.from.name)) {
        stage.replacedBy = findContext(fromText(source.from.name), stage.platform);
      }
      addStage(table, stage);
      if (stage.replacedBy !== null) stage.base = null;
    });
  }
  return table;
}

/**
 * convert.go namedContextFunc: these names cannot be replaced, although a base or a COPY --from may be called
 * `context`.
 */
function isReplaceable(name: string): boolean {
  return name !== "" && name !== "scratch" && name !== "context";
}

function newStage({ from, instructions }: StageSource, index: number, inputs: BuildInputs) {
  const baseName = expand(from.base, inputs.globalArgs, inputs).result;
  if (baseName === "") {
    refuse(`base name (${toText(from.base)}) should not be blank`, baseHint(from.base));
  }
  return emptyStage({
    from,
    baseName,
    label: from.name === "" ? `stage-${index}` : shownName(from),
    line: from.line,
    platform: from.platform === "" ? null : readPlatform(from.platform, inputs),
    commands: instructions.map((instruction) => ({ instruction, sources: [] })),
  });
}

function readPlatform(text: Bytes, inputs: BuildInputs): Platform {
  const value = expand(text, inputs.globalArgs, inputs).result;
  if (value === "") refuse(`empty platform value from expression ${toText(text)}`);
  return describing(`failed to parse platform ${toText(text)}`, () => parsePlatform(value));
}

/** Returns a stage for an image, a named context or `scratch` that has no FROM of its own. */
export function unregisteredStage(baseName: Bytes, line: number): Stage {
  return emptyStage({ from: null, baseName, label: "", line, platform: null, commands: [] });
}

type StageStart = Pick<Stage, "from" | "baseName" | "label" | "line" | "platform" | "commands">;

export function emptyStage(start: StageStart): Stage {
  const state = { base: null, replacedBy: null, origin: null, onbuildTaken: false, dispatched: false };
  return { ...start, ...state, dependencies: new Map(), steps: [] };
}

/** dispatchStates.addState: the base is looked up by its exact text, so that only lower-case names are found. */
export function addStage(table: StageTable, stage: Stage): void {
  table.stages.push(stage);
  stage.base = table.byName.get(stage.baseName) ?? null;
  if (stage.from !== null && stage.from.name !== "") table.byName.set(stage.from.name, stage);
}

/** convert.go resolveTarget: `--target`, else the last stage. */
export function findTarget(table: StageTable, target: string): Stage {
  const stage = target === "" ? table.stages.at(-1) : table.byName.get(target.toLowerCase());
  if (stage !== undefined) return stage;
  return refuseFile(
    `target stage ${JSON.stringify(target)} could not be found`,
    suggest(target, table.byName.keys()) ??
      `the stages are ${[...table.byName.keys()].join(", ") || "without names"}`,
  );
}

/** Returns a stage and everything that it reads from (convert.go allReachableStages). */
export function reachableStages(target: Stage): Set<Stage> {
  const reached = new Set([target]);
  for (const stage of reached) {
    if (stage.base !== null) reached.add(stage.base);
    for (const dependency of stage.dependencies.keys()) reached.add(dependency);
  }
  return reached;
}
