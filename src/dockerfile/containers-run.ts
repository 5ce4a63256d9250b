import type { Bytes } from "../bytes.ts";
import type { InstructionReference } from "./instructions.ts";
import type { RequestedPath } from "./stage-run.ts";
import type { Stage, Step } from "./steps.ts";

export interface CommandPlace {
  readonly instruction: InstructionReference;
  readonly stage: Stage;
  readonly stageOf: (name: Bytes) => Stage;
}

export interface CommandRun {
  readonly steps: readonly Step[];
  readonly paths: readonly RequestedPath[];
}
