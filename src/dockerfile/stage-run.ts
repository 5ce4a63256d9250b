import type { Bytes } from "../bytes.ts";
import { limits } from "../limits.ts";
import type { Dialect } from "./dialect.ts";
import { type Expanded, expand } from "./expand.ts";
import type { InstructionReference } from "./instructions.ts";
import type { MountType } from "./mounts.ts";
import type { Platform } from "./platforms.ts";
import { atLine, quoted, refuse, refuseLimit } from "./refusal.ts";
import type { Stage } from "./steps.ts";
import type { Variables } from "./variables.ts";

export interface RequestedPath {
  /** Rooted and cleaned, so that `..` cannot leave the context; `/` is the whole context. */
  path: Bytes;
  /** The source after variables are replaced. */
  source: Bytes;
  /** The source as written; for a mount, its whole value. */
  written: Bytes;
  /** Variables in it without a value. */
  unset: readonly Bytes[];
  /** "RUN": an instruction that may read anything. "TARGET": the stage is the image itself. */
  kind: "COPY" | "ADD" | MountType | "RUN" | "TARGET";
  instruction: InstructionReference;
  stage: Stage;
}

/** What all stages of a build share. */
export interface BuildInputs {
  dialect: Dialect;
  escapeToken: Bytes;
  buildArgs: Variables;
  /** The ARGs before the first FROM, and the platform arguments. */
  globalArgs: Variables;
  budget: { left: number };
  targetPlatform: Platform;
}

/** A stage while its instructions are dispatched (the parts of dispatchState that they change). */
export interface StageRun {
  stage: Stage;
  inputs: BuildInputs;
  /** What a word may reference: ENV and ARG. */
  variables: Map<Bytes, Bytes>;
  /** What a stage based on this one gets again on top: ENV. */
  imageVariables: Map<Bytes, Bytes>;
  workdir: { path: Bytes; known: boolean };
  /** Whether its paths are those of Windows. */
  windows: boolean;
  /** What is requested from the build context. */
  requested: RequestedPath[];
  /** What is requested from the named context at the root; shared with the base (`dispatchState.paths`). */
  used: RequestedPath[];
  /** What the finished stage is made from: itself, other stages and the build context. */
  references: References;
  /** Line of a RUN, in what it is made from, whose command is not UTF-8; null for none. */
  unwritable: number | null;
}

export type StageRuns = ReadonlyMap<Stage, StageRun>;

/** What a stage is made from, as of one moment: each list is a part of many others, and is never copied. */
export type References = Stage | "context" | readonly [References, References];

const defaultPath = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

/** The start of a stage (dispatchState.init, dispatchStages). */
export function startStage(stage: Stage, base: StageRun | null, inputs: BuildInputs): StageRun {
  const { origin } = stage;
  const platform = origin?.kind === "scratch" ? null : stage.platform;
  const windows = base?.windows ?? (platform ?? inputs.targetPlatform).os === "windows";
  const imageVariables = new Map(base?.imageVariables ?? (windows ? [] : [["PATH", defaultPath]]));
  atLine(stage.line, () => inherit(inputs, (base?.variables.size ?? 0) + imageVariables.size));
  const isUnknown = origin?.kind === "image" || (origin?.kind === "named" && origin.context.kind === "other");
  return {
    stage,
    inputs,
    windows,
    imageVariables,
    variables: new Map([...(base?.variables ?? []), ...imageVariables]),
    workdir: base?.workdir ?? { path: "/", known: !isUnknown },
    requested: [],
    used: base?.used ?? [],
    references: base === null ? stage : [base.references, stage],
    unwritable: base?.unwritable ?? null,
  };
}

/** A variable takes about a hundred bytes in each stage that inherits it. */
function inherit({ budget }: BuildInputs, variables: number): void {
  budget.left -= variables * 100;
  if (budget.left < 0) refuseLimit(`the variables of the stages take more than ${limits.expansion} bytes`);
}

/** Replaces the variables of the stage in a word. */
export function expandIn(run: StageRun, word: Bytes): Expanded {
  return expand(word, run.variables, run.inputs);
}

/** The same, split at unquoted spaces. */
export function expandWords(run: StageRun, word: Bytes): Bytes[] {
  return expand(word, run.variables, { ...run.inputs, split: true }).words;
}

/** Adds what `from` is made from; null is the build context. */
export function addReferences(run: StageRun, from: StageRun | null): void {
  run.references = [run.references, from?.references ?? "context"];
  run.unwritable ??= from?.unwritable ?? null;
}

/** Returns each reference once. */
export function listReferences(references: References): Set<Stage | "context"> {
  const seen = new Set<References>();
  const found = new Set<Stage | "context">();
  const open = [references];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    if (seen.has(next)) continue;
    seen.add(next);
    if (isPair(next)) open.push(next[1], next[0]);
    else found.add(next);
  }
  return found;
}

const isPair = (references: References): references is readonly [References, References] =>
  Array.isArray(references);

/** Returns a path on the stage's system, with slashes: Windows stages lose their drive letter (util/system path.go). */
export function slashPath(run: StageRun, path: Bytes): Bytes {
  if (!run.windows) return path;
  const slashed = path.replaceAll("\\", "/");
  if (slashed.startsWith("//")) refuse("removing drive letter: UNC paths are not supported");
  if (/^.:$/.test(slashed)) refuse(`removing drive letter: No relative path specified in ${quoted(path)}`);
  const drive = slashed.indexOf(":");
  if (drive >= 0 && slashed.slice(0, drive).toLowerCase() !== "c") {
    refuse("removing drive letter: The specified path is not on the system drive (C:)");
  }
  return slashed.slice(drive + 1);
}
