import { setFlagsFromString } from "node:v8";
import { compareImage } from "../built/against.ts";
import { openImage } from "../built/image-files.ts";
import type { ImageLimits } from "../built/image-limits.ts";
import { wrongOption, wrongUse } from "../errors.ts";
import { planBuild } from "../plan/plan.ts";
import { renderImageComparison } from "../report/image-comparison.ts";
import { jsonPieces } from "../report/json.ts";
import { parseSize } from "../sizes.ts";
import type { Args } from "./command.ts";
import { exitCodes, type Io } from "./io.ts";
import { isOn, planOptions, size, text, type Values, viewOf, wholeNumber } from "./options.ts";

const limitOptions = ["max-image-size", "min-efficiency", "max-wasted", "fail-on-difference"] as const;

/** Throws CtxcheckError "usage" for a limit of an image if none is named. */
export function refuseLoneLimits(values: Values): void {
  const lone = limitOptions.find((name) =>
    name === "fail-on-difference" ? isOn(values, name) : text(values, name),
  );
  if (lone !== undefined)
    throw wrongUse(`--${lone}: there is no image to measure`, "name it: --against image.tar");
}

/** Returns exit code 1 if a limit is exceeded, or if a path differs and --fail-on-difference is on. */
export async function againstCommand({ values }: Args, io: Io): Promise<number> {
  if (text(values, "stage") !== undefined)
    throw wrongOption("stage", "an image is of its target", "name that: --target <stage>");
  const [image = "", limits] = [text(values, "against"), imageLimits(values)];
  if (image === "-" && [text(values, "file"), text(values, "context")].includes("-"))
    throw wrongOption("against", "stdin cannot be both the image and the build", "name a file");
  const options = await planOptions(values, io);
  // V8 takes the first directories of a long walk for ones that stay, and makes all others where they are not soon gone.
  setFlagsFromString("--no-allocation-site-pretenuring");
  const plan = planBuild(options);
  const files = await openImage(image, io.cwd, () => io.stdin);
  const comparison = await compareImage(plan, files, {
    platform: options.platform,
    limits,
    tryWithout: (lines) => planBuild({ ...options, added: [...(options.added ?? []), ...lines] }),
  });
  const limit = wholeNumber(values, "limit") ?? Number.POSITIVE_INFINITY;
  if (isOn(values, "json")) await writePieces(io, jsonPieces(comparison));
  else io.stdout.write(renderImageComparison(comparison, viewOf(values, io), limit));
  const { counts } = comparison;
  const differs = isOn(values, "fail-on-difference") && counts.changed + counts.missing > 0;
  return differs || comparison.limits.some(({ passed }) => !passed) ? exitCodes.finding : exitCodes.clean;
}

/** Whole lines, so that no secret is parted; what waits at the border is gone before more is made. */
async function writePieces({ stdout }: Io, pieces: Iterable<string>): Promise<void> {
  let text = "";
  for (const piece of pieces) {
    text += piece;
    const end = text.length > pieceLength ? text.lastIndexOf("\n") + 1 : 0;
    if (end === 0) continue;
    stdout.write(text.slice(0, end));
    await stdout.settled?.();
    text = text.slice(end);
  }
  stdout.write(text);
}

const pieceLength = 65_536;

function imageLimits(values: Values): ImageLimits {
  const efficiency = text(values, "min-efficiency");
  const wasted = text(values, "max-wasted");
  return {
    size: size(values, "max-image-size"),
    efficiency: efficiency === undefined ? null : share(efficiency, "min-efficiency"),
    wasted: wasted === undefined ? null : wastedLimit(wasted),
  };
}

function wastedLimit(given: string): NonNullable<ImageLimits["wasted"]> {
  if (given.endsWith("%")) return { unit: "share", most: share(given, "max-wasted") };
  return { unit: "bytes", most: parseSize(given, "max-wasted") };
}

/** Parses "95%" or "0.95". */
function share(given: string, option: string): number {
  const [, number = "", sign = ""] = /^(\d+(?:\.\d+)?) ?(%?)$/.exec(given.trim()) ?? [];
  const value = number === "" ? Number.NaN : Number(number) / (sign === "%" ? 100 : 1);
  if (value >= 0 && value <= 1) return value;
  throw wrongOption(option, `"${given}" is not a share`, "write 95% or 0.95");
}
