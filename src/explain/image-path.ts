import { type Bytes, fromText, toText } from "../bytes.ts";
import { insideOf } from "../context/links.ts";
import { isFailure } from "../context/source.ts";
import type { Stage } from "../dockerfile/steps.ts";
import { cleanPath } from "../ignore/clean.ts";
import { type HiddenPath, type ImageListing, type ImagePath, listImage } from "../image/image.ts";
import type { Unknown } from "../image/unknown.ts";
import type { BuildPlan } from "../plan/build-plan.ts";

/** Origin of a path in the final image. Paths are text. */
export interface ImageExplanation {
  readonly imagePath: string;
  readonly stage: string;
  /** What the build puts there; null if it is not a file of the context. */
  readonly file: ImagePath | null;
  /** For a directory: files from the context below it, grouped by the instruction that put them there. */
  readonly below: readonly {
    readonly line: number;
    readonly files: number;
    readonly bytes: number;
    readonly source: string;
  }[];
  /** Copies covered by a later instruction: still in an earlier layer. */
  readonly covered: readonly HiddenPath[];
  /** Archives that ADD unpacks there or above, which may contain it. */
  readonly archives: readonly ImagePath[];
  /** What may create, change or remove something there and is not known from the Dockerfile. */
  readonly unknown: readonly Unknown[];
  /** Text of the named instructions, by line. */
  readonly instructions: Readonly<Record<number, string>>;
  readonly dockerfile: string;
}

/**
 * Whether an absolute path belongs to the image: it is neither inside the context directory nor leads to anything in
 * it.
 */
export function isImagePath({ context }: BuildPlan, given: Bytes): boolean {
  if (!given.startsWith("/")) return false;
  const clean = cleanPath(given);
  if (clean === context.root || insideOf(context.root, clean) !== null) return false;
  const real = context.source.realPath(clean);
  return real === null || insideOf(context.root, real) === null || isFailure(context.source.stats(clean));
}

/** Returns a function that explains paths of one image; the image is computed once. Throws like `listImage`. */
export function imageExplainer(plan: BuildPlan): (given: Bytes) => ImageExplanation {
  const listing = listImage(plan);
  const stages = plan.requested?.request.stages ?? [];
  const steps = stages.flatMap((stage) => stage.steps);
  const texts = new Map(steps.map(({ instruction }) => [instruction.line, toText(instruction.text)]));
  return (given) => {
    const found = explainOne(listing, texts, toText(cleanPath(given)));
    const onTheWay = found.file === null ? [] : commandsOnTheWay(found.file, stages);
    const named = onTheWay.map(({ line }): [number, string] => [line, texts.get(line) ?? ""]);
    const instructions = { ...found.instructions, ...Object.fromEntries(named) };
    return { ...found, unknown: [...onTheWay, ...found.unknown], instructions };
  };
}

/** RUN instructions after the copy into a stage may change the file before it is copied out. */
function commandsOnTheWay({ road }: ImagePath, stages: readonly Stage[]): Unknown[] {
  return road.slice(0, -1).flatMap(({ line, stage: label }) => {
    const runs = stages.find((stage) => stage.label === label)?.steps ?? [];
    return runs
      .filter(({ kind, instruction }) => kind === "RUN" && instruction.line > line)
      .map(({ instruction }): Unknown => ({ kind: "run", line: instruction.line, name: "" }));
  });
}

function explainOne(
  listing: ImageListing,
  texts: ReadonlyMap<number, string>,
  path: string,
): ImageExplanation {
  const file = listing.paths.find((one) => one.path === path) ?? null;
  const prefix = path === "/" ? "/" : `${path}/`;
  const covered = listing.hidden.filter((one) => one.path === path && !one.again);
  const below = belowOf(listing.paths.filter((one) => one.path.startsWith(prefix)));
  const archives = listing.archives.filter(
    (one) => one.path === "/" || `${path}/`.startsWith(`${one.path}/`),
  );
  const unknown = file === null ? listing.unknown : listing.unknown.filter((one) => mayChange(one, file));
  const lines = [
    ...(file?.road ?? []),
    ...covered.flatMap(({ road, hiddenBy }) => [...road, { line: hiddenBy }]),
    ...below,
    ...unknown,
  ].map(({ line }) => line);
  const known = lines.flatMap((line): [number, string][] => {
    const text = texts.get(line);
    return text === undefined ? [] : [[line, text]];
  });
  return {
    imagePath: path,
    stage: listing.stage,
    file,
    below,
    covered,
    archives,
    unknown,
    instructions: Object.fromEntries(known),
    dockerfile: listing.dockerfile,
  };
}

/** Whether it may change the file: a base image lies below it, and a RUN before the copy is covered by it. */
function mayChange({ kind, line }: Unknown, { road }: ImagePath): boolean {
  return kind !== "base" && kind !== "from" && line > (road.at(-1)?.line ?? 0);
}

function belowOf(paths: readonly ImagePath[]): ImageExplanation["below"] {
  const rows = new Map<number, { line: number; files: number; bytes: number; source: string }>();
  for (const { road, size, source } of paths) {
    const line = road.at(-1)?.line ?? 0;
    const row = rows.get(line);
    if (row === undefined) rows.set(line, { line, files: 1, bytes: size, source });
    else {
      row.files++;
      row.bytes += size;
    }
  }
  return [...rows.values()].sort((a, b) => a.line - b.line);
}

/** Returns its path in the build context; null if it does not come from there. */
export function contextPathOf({ file }: ImageExplanation): Bytes | null {
  return file === null || file.context !== null ? null : fromText(file.source);
}
