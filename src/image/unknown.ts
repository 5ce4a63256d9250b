import { toText } from "../bytes.ts";
import type { CopyStep, Stage, Step } from "../dockerfile/steps.ts";
import type { Landing } from "./landing.ts";

/** Something that adds files to a stage, or removes them, in ways that the Dockerfile does not show. */
export interface Unknown {
  /**
   * "base": an image that the stage starts with. "run": a command. "from": a copy from a stage or an image that is not
   * fully known. "add": a remote source.
   */
  readonly kind: "base" | "run" | "from" | "add";
  readonly line: number;
  /** The image, the stage, the URL; "" for a command. */
  readonly name: string;
}

/** Returns them in the order of the stages that the stage is built on, each in line order. */
export function unknownOf(stage: Stage, landing: Landing): Unknown[] {
  const chain: Stage[] = [];
  for (let at: Stage | null = stage; at !== null; at = at.base) chain.unshift(at);
  return chain.flatMap((one) => [...baseOf(one), ...one.steps.flatMap((step) => unknownStep(step, landing))]);
}

function baseOf({ base, origin, line }: Stage): Unknown[] {
  if (base !== null || origin === null) return [];
  if (origin.kind === "image") return [{ kind: "base", line, name: origin.name }];
  const isOther = origin.kind === "named" && origin.context.kind === "other";
  return isOther ? [{ kind: "base", line, name: origin.context.name }] : [];
}

function unknownStep(step: Step, landing: Landing): Unknown[] {
  const { line } = step.instruction;
  if (step.kind === "WORKDIR") return [];
  if (step.kind === "RUN") return [{ kind: "run", line, name: "" }];
  return [...remoteSources(step), ...copiedFrom(step, landing)];
}

function remoteSources({ sources, instruction: { line } }: CopyStep): Unknown[] {
  const remote = sources.filter(({ type }) => type !== "local");
  return remote.map(({ text }) => ({ kind: "add", line, name: toText(text) }));
}

function copiedFrom({ from, instruction: { line } }: CopyStep, { stages }: Landing): Unknown[] {
  const tree = from === null ? undefined : stages.get(from)?.tree;
  if (from === null || tree === undefined || !(tree.unknown || tree.gaps.size > 0)) return [];
  return [{ kind: "from", line, name: from.label || toText(from.baseName) }];
}
