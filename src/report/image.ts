import { groupBy } from "../append.ts";
import { type HiddenPath, type ImageListing, type ImagePath, sumPaths } from "../image/image.ts";
import type { Unknown } from "../image/unknown.ts";
import { showBytes } from "../sizes.ts";
import { safe } from "./escape.ts";
import { paint, type View } from "./view.ts";
import { padTo, widthOf } from "./width.ts";
import { count, joined, titled } from "./words.ts";

export interface ImageStyle {
  readonly bySize: boolean;
  /** Maximum number of paths per instruction. */
  readonly limit: number;
}

/** Renders what of an image comes from a context, by instruction; then what is hidden in it, then what is not known. */
export function renderImage(listing: ImageListing, view: View, style: ImageStyle): string {
  const { dockerfile, hidden, archives } = listing;
  const place = (path: ImagePath) => roadTo(path, dockerfile);
  const covered = (path: HiddenPath) => `${place(path)}, covered by ${lineOf(dockerfile, path.hiddenBy)}`;
  const lost = hidden.filter(({ again }) => !again);
  return joined([
    ...byInstruction(listing, view, style),
    titled("Covered by a later instruction, but still in an earlier layer", rows(lost, covered), view),
    titled("Lost: the same instruction copies another file to their place", lostRows(listing), view),
    titled("Unpacked by ADD; what they hold is in the image, too", rows(archives, place), view),
    titled("Not known", listing.unknown.length === 0 ? [] : notKnown(listing), view),
    closing(listing, view),
  ]);
}

/** Largest instruction first, or in the order of their lines. */
function byInstruction(listing: ImageListing, view: View, { bySize, limit }: ImageStyle): string[][] {
  const groups = groupBy(listing.paths, ({ road }) => road.at(-1)?.line ?? 0);
  const order = [...groups].sort(([a, one], [b, other]) =>
    bySize ? sizeOf(other) - sizeOf(one) || a - b : a - b,
  );
  const sections = order.map(([line, paths]) => {
    const sorted = bySize ? [...paths].sort((a, b) => b.size - a.size) : paths;
    const rest = sorted.slice(limit);
    const more = rest.length === 0 ? [] : [`… ${rest.length} more, ${showBytes(sizeOf(rest))}`];
    const shown = rows(sorted.slice(0, limit), (path) => roadTo(path, listing.dockerfile));
    const head = `${lineOf(listing.dockerfile, line)}: ${filesAndSize(paths)}`;
    return titled(head, [...shown, ...more], view);
  });
  return sections.length === 0 ? [] : [[paint(view, "bold", title(listing))], ...sections];
}

const sizeOf = (paths: readonly ImagePath[]): number => sumPaths(paths).bytes;

function title({ final, stage, dockerfile }: ImageListing): string {
  const what = final ? "The final image" : `Stage ${safe(stage)}, not the final image`;
  return `${what} (${safe(dockerfile)}): what comes from the context`;
}

const widest = 60;

/** Renders size, path, source and instruction; aligned without a table, because there may be many. */
function rows<Path extends ImagePath>(paths: readonly Path[], place: (path: Path) => string): string[] {
  const cellsOf = (path: Path) => [
    path.type === "symlink" ? "link" : showBytes(path.size),
    safe(path.path),
    `${path.context === null ? "" : `${safe(path.context)}:`}${safe(path.source)}`,
    `${place(path)}${path.certain ? "" : " (the place depends on what was there before)"}`,
  ];
  const widths = [0, 0, 0];
  // Computed twice rather than stored: there may be hundreds of thousands.
  for (const path of paths) {
    const cells = cellsOf(path);
    for (const [column, most] of widths.entries())
      widths[column] = Math.max(most, Math.min(widest, widthOf(cells[column] ?? "")));
  }
  const [first = 0, second = 0, third = 0] = widths;
  return paths.map((one) => {
    const [size = "", path = "", source = "", from = ""] = cellsOf(one);
    return `${size.padStart(first)}  ${padTo(path, second)}  ${padTo(source, third)}  ${from}`;
  });
}

const lostRows = ({ lost, dockerfile }: ImageListing): string[] =>
  lost.map(
    ({ line, path, size, by }) =>
      `${showBytes(size)}  ${safe(path)}, by ${safe(by)}  ${lineOf(dockerfile, line)}`,
  );

const lineOf = (dockerfile: string, line: number) => `${safe(dockerfile)}:${line}`;

function roadTo({ road }: ImagePath, dockerfile: string): string {
  const lines = road.map(({ line }) => lineOf(dockerfile, line));
  const last = lines.pop() ?? "";
  return lines.length === 0 ? last : `${last} (via ${lines.join(", ")})`;
}

/** What is unknown for the same reason is reported once, with all lines. */
export function notKnown({ unknown, dockerfile }: Pick<ImageListing, "unknown" | "dockerfile">): string[] {
  const lines = groupBy(unknown, wordsOf);
  const places = [...lines.values()].map(
    (all) => `${safe(dockerfile)}:${[...new Set(all.map(({ line }) => line))].join(", ")}`,
  );
  const width = places.reduce((most, { length }) => Math.max(most, length), 0);
  return [...lines.keys()].map((words, index) => `${(places[index] ?? "").padEnd(width)}  ${words}`);
}

function wordsOf({ kind, name }: Unknown): string {
  switch (kind) {
    case "base":
      return `what the image ${safe(name)} holds`;
    case "from":
      return `what else COPY takes from ${safe(name)}: made there by RUN, or in its base image`;
    case "run":
      return "what RUN makes, moves or removes";
    case "add":
      return `what ADD fetches: ${safe(name)}`;
  }
}

function closing({ totals, hidden, failures, dockerfile }: ImageListing, view: View): string[] {
  const lost = hidden.filter(({ again }) => !again);
  const twice = hidden.filter(({ again }) => again);
  const parts = [
    `From the context: ${count(totals.files, "file")}, ${showBytes(totals.bytes)}`,
    ...(lost.length === 0 ? [] : [`in earlier layers besides: ${filesAndSize(lost)}`]),
    ...(twice.length === 0 ? [] : [`copied a second time: ${filesAndSize(twice)}`]),
  ];
  return [
    `${parts.join("; ")}.`,
    ...failures.map(({ line, message }) =>
      paint(
        view,
        "red",
        `${line === 0 ? safe(dockerfile) : lineOf(dockerfile, line)}: the build would fail: ${safe(message)}`,
      ),
    ),
  ];
}

function filesAndSize(paths: readonly ImagePath[]): string {
  return `${count(paths.length, "file")}, ${showBytes(sizeOf(paths))}`;
}
