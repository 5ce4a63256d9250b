import { type Bytes, fromText } from "../bytes.ts";
import { unlessRefused } from "../errors.ts";
import { expand } from "./expand.ts";
import type { ArgInstruction } from "./instructions.ts";
import { formatPlatform, formatWholePlatform, type Platform } from "./platforms.ts";
import { atLine } from "./refusal.ts";
import type { BuildInputs } from "./stage-run.ts";
import type { Variables } from "./variables.ts";

/** The builder's platform, the target platform, and the name of the stage that is built. */
export interface Platforms {
  buildPlatform: Platform;
  targetPlatform: Platform;
  targetName: string;
}

/** convert.go buildMetaArgs: the ARGs before the first FROM, on top of the predefined ones. */
export function readGlobalArgs(
  args: readonly ArgInstruction[],
  inputs: BuildInputs,
  platforms: Platforms,
): Variables {
  const variables = new Map<Bytes, Bytes>();
  for (const [key, value] of platformArgs(platforms))
    variables.set(key, inputs.buildArgs.get(key) ?? fromText(value));
  for (const instruction of args) {
    for (const { key, value } of instruction.args) {
      const given = inputs.buildArgs.get(key);
      if (given !== undefined) variables.set(key, given);
      else if (value !== null) {
        const read = () => atLine(instruction.line, () => expand(value, variables, inputs).result);
        const isLenient = inputs.dialect.badGlobalArg === "empty";
        variables.set(key, isLenient ? (unlessRefused(read) ?? "") : read());
      }
    }
  }
  return variables;
}

/** platform.go defaultArgs. */
function platformArgs({
  buildPlatform: build,
  targetPlatform: target,
  targetName,
}: Platforms): [string, string][] {
  return [
    ["BUILDPLATFORM", formatPlatform(build)],
    ["BUILDOS", build.os],
    ["BUILDOSVERSION", build.osVersion],
    ["BUILDARCH", build.architecture],
    ["BUILDVARIANT", build.variant],
    ["TARGETPLATFORM", formatWholePlatform(target)],
    ["TARGETOS", target.os],
    ["TARGETOSVERSION", target.osVersion],
    ["TARGETARCH", target.architecture],
    ["TARGETVARIANT", target.variant],
    ["TARGETSTAGE", targetName || "default"],
  ];
}
