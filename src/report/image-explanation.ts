import type { Explanation } from "../explain/explain.ts";
import type { ImageExplanation } from "../explain/image-path.ts";
import type { RuleEffect } from "../explain/matches.ts";
import { showBytes } from "../sizes.ts";
import { columns } from "./columns.ts";
import { safe } from "./escape.ts";
import { renderExplanation } from "./explanation.ts";
import { paint, type View } from "./view.ts";
import { count, firstOf } from "./words.ts";

const quote = (text: string): string => JSON.stringify(safe(text));

/** Renders the answer in the first line, then the way from the context to the image, then what is not known. */
export function renderImageExplanation(
  image: ImageExplanation,
  source: Explanation | null,
  view: View,
): string {
  const road = columns(roadRows(image)).map((line) => `  ${line}`);
  const lines = [
    paint(view, image.file === null ? "yellow" : "green", answer(image)),
    ...road,
    ...image.below.map(
      ({ line, files, bytes, source: first }) =>
        `  ${place(image, line)}: ${count(files, "file")}, ${showBytes(bytes)}, such as ${safe(first)}`,
    ),
    ...image.covered.map(
      (one) =>
        `  ${place(image, one.hiddenBy)} covers ${safe(one.source)} from ${place(image, one.road.at(-1)?.line ?? 0)}: it stays in an earlier layer`,
    ),
    ...image.archives.map(
      (one) =>
        `  ${place(image, one.road.at(-1)?.line ?? 0)} unpacks ${safe(one.source)} into ${safe(one.path)}: it may hold the path`,
    ),
    ...notKnown(image),
    ...(source === null ? [] : ["", ...renderExplanation(source, view).trimEnd().split("\n")]),
  ];
  return `${lines.join("\n")}\n`;
}

const place = ({ dockerfile }: ImageExplanation, line: number): string => `${safe(dockerfile)}:${line}`;

function answer(image: ImageExplanation): string {
  const { imagePath, file, below, covered, unknown } = image;
  if (file !== null) {
    const where = file.context === null ? "" : ` of the context ${safe(file.context)}`;
    const lines = file.road.map(({ line }) => place(image, line));
    const last = lines.pop() ?? "";
    return `${quote(imagePath)} comes from ${quote(file.source)}${where}: ${last}${lines.length === 0 ? "" : `, via ${lines.join(", ")}`}.`;
  }
  if (below.length > 0) {
    const files = below.reduce((sum, row) => sum + row.files, 0);
    const bytes = below.reduce((sum, row) => sum + row.bytes, 0);
    return `${quote(imagePath)} is a directory with ${count(files, "file")}, ${showBytes(bytes)} from the context.`;
  }
  if (covered.length > 0)
    return `${quote(imagePath)} is covered: what came from the context is in an earlier layer.`;
  const maybe = unknown.length === 0 ? "" : ", as far as the Dockerfile shows";
  return `${quote(imagePath)} does not come from the context${maybe}.`;
}

function roadRows(image: ImageExplanation): string[][] {
  const { file, instructions } = image;
  return (file?.road ?? []).map(({ line, stage, path }) => [
    place(image, line),
    safe(instructions[line] ?? "").replace(/\s+/g, " "),
    `${stage === "" ? "" : `stage ${safe(stage)}: `}${safe(path)}`,
  ]);
}

const unknownWords = {
  base: (name: string) => `the base image ${name} may hold it`,
  run: () => "RUN may make, change or remove it",
  from: (name: string) => `COPY may take it from ${name}, where RUN or the base image made it`,
  add: (name: string) => `ADD fetches ${name}`,
} as const;

/** What is unknown for the same reason is reported once, with all lines. */
function notKnown(image: ImageExplanation): string[] {
  const lines = new Map<string, number[]>();
  for (const { kind, line, name } of image.unknown) {
    const words = unknownWords[kind](safe(name));
    lines.set(words, [...(lines.get(words) ?? []), line]);
  }
  return [...lines].map(
    ([words, at]) => `  Not known: ${safe(image.dockerfile)}:${[...new Set(at)].join(",")}: ${words}`,
  );
}

const mostPaths = 15;

export function renderRule(
  { file, line, pattern, exception, paths, files, directories, bytes }: RuleEffect,
  view: View,
): string {
  const does = exception ? "re-includes" : "excludes";
  const what =
    files + directories === 0
      ? "nothing"
      : `${count(files, "file")}, ${count(directories, "directory")}, ${showBytes(bytes)}`;
  const { shown, more } = firstOf(paths, mostPaths, view);
  const head = `${safe(file)}:${line} ${quote(pattern)} ${does} ${what}.`;
  const rows = [...shown.map(safe), ...more].map((line) => `  ${line}`);
  return `${[paint(view, "bold", head), ...rows].join("\n")}\n`;
}
