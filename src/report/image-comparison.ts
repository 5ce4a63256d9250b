import type {
  ComparedImage,
  ComparedLayer,
  LimitCheck,
  PathOfImage,
  UnusedPath,
  WastedPath,
} from "../built/comparison.ts";
import { brief } from "../secrets/mask-values.ts";
import { showBytes } from "../sizes.ts";
import { columns } from "./columns.ts";
import { safe } from "./escape.ts";
import { notKnown } from "./image.ts";
import { paint, type View } from "./view.ts";
import { count, joined, titled } from "./words.ts";

/** Rows of a section without --limit. */
const usualRows = 10;

/** Compares an image with its Dockerfile: layers, differences, waste, what need not be sent. */
export function renderImageComparison(comparison: ComparedImage, view: View, limit: number): string {
  const most = Number.isFinite(limit) ? limit : usualRows;
  return joined([
    [paint(view, "bold", title(comparison)), ...summary(comparison)],
    titled("Layers", layers(comparison), view),
    titled("Different from the Dockerfile", differences(comparison, most), view),
    titled("Wasted most", capped(comparison.wasted.largest.map(wastedRow), most), view),
    titled("Sent, and not in the final image", unused(comparison, most), view),
    titled("Could be excluded", candidates(comparison, most), view),
    titled("Not known", comparison.unknown.length === 0 ? [] : notKnown(comparison), view),
    closing(comparison, view),
  ]);
}

function title({ image, platform, dockerfile }: ComparedImage): string {
  const on = platform === null ? "" : ` (${safe(platform)})`;
  return `${safe(image)}${on} compared with ${safe(dockerfile)}`;
}

function summary({ counts, totals, efficiency, wasted, layers: all }: ComparedImage): string[] {
  const states = (["found", "changed", "hidden", "removed", "missing"] as const)
    .filter((state) => state === "found" || counts[state] > 0)
    .map((state) => `${counts[state]} ${state}`);
  const kinds = [
    `${showBytes(wasted.again)} copied twice`,
    `${showBytes(wasted.hidden)} covered`,
    `${showBytes(wasted.removed)} removed`,
  ];
  return [
    `Paths from the context: ${states.join(", ")}.`,
    `${count(all.length, "layer")}: ${showBytes(totals.bytes)} (${showBytes(totals.storedBytes)} as stored).`,
    `Wasted: ${showBytes(wasted.bytes)}${wasted.bytes === 0 ? "" : ` (${kinds.join(", ")})`}.`,
    `Efficiency as dive counts it: ${percent(efficiency.score)}, ${showBytes(efficiency.wastedBytes)} in paths that several layers write.`,
  ];
}

/** Rounded down, so that only a perfect share looks perfect. */
const percent = (share: number): string => `${Math.floor(share * 1_000) / 10} %`;

function layers({ layers: all, dockerfile }: ComparedImage): string[] {
  if (all.length === 0) return [];
  const head = ["", "size", "files", "from the context", "wasted", "made by"];
  const rows = all.map((layer) => [
    String(layer.layer),
    showBytes(layer.bytes),
    String(layer.files),
    layer.context.files === 0
      ? ""
      : `${count(layer.context.files, "file")}, ${showBytes(layer.context.bytes)}`,
    layer.wasted.bytes === 0 ? "" : showBytes(layer.wasted.bytes),
    madeBy(layer, dockerfile),
  ]);
  return columns([head, ...rows], [0, 1, 2, 4]);
}

function madeBy({ lines, createdBy }: ComparedLayer, dockerfile: string): string {
  const place = lines.length === 0 ? "" : `${safe(dockerfile)}:${lines.join(", ")}`;
  const words = createdBy.replace(/^\/bin\/sh -c (#\(nop\) +)?/, "").replace(/ # buildkit$/, "");
  return [place, safe(brief(words))].filter((part) => part !== "").join("  ");
}

/** `all`: of all rows, where these are not all. */
function capped(rows: readonly (readonly string[])[], most: number, all = rows.length): string[] {
  const more = all > most ? [`… ${all - most} more (--limit, --json)`] : [];
  return [...columns(rows.slice(0, most)), ...more];
}

function differences({ paths, counts, dockerfile }: ComparedImage, most: number): string[] {
  const { changed, hidden, removed, missing } = counts;
  if (changed + hidden + removed + missing === 0) return [];
  const rows: string[][] = [];
  let all = 0;
  for (const path of paths) {
    if (path.state === "found" || path.hiddenBy !== null || ++all > most) continue;
    const place = `${safe(path.source)} (${safe(dockerfile)}:${path.line})`;
    const from = path.context === null ? place : `${safe(path.context)}:${place}`;
    rows.push([path.state, safe(path.path), from, reason(path)]);
  }
  return capped(rows, most, all);
}

function reason({ state, what, layer, by, certain }: PathOfImage): string {
  const doubt = certain ? "" : "; the place depends on what was there before";
  switch (state) {
    case "changed":
      return `${what === "target" ? "the link leads elsewhere" : `another ${what ?? "content"}`} in layer ${layer}${doubt}`;
    case "hidden":
      return `in layer ${layer}, covered by layer ${by}`;
    case "removed":
      return `in layer ${layer}, removed by layer ${by}`;
    default:
      return `in no layer${doubt}`;
  }
}

const reasons = { again: "written again", hidden: "covered", removed: "removed" } as const;

const wastedRow = ({ path, bytes, layer, by, reason: why }: WastedPath): string[] => [
  showBytes(bytes),
  safe(path),
  `in layer ${layer}, ${reasons[why]} by layer ${by}`,
];

function unused({ unused: { files, bytes, paths }, dockerfile }: ComparedImage, most: number): string[] {
  if (files === 0) return [];
  const rows = paths.map((path) => [showBytes(path.bytes), safe(path.path), unusedWords(path, dockerfile)]);
  return [`${count(files, "file")}, ${showBytes(bytes)}`, ...capped(rows, most)];
}

function unusedWords({ inLayer, namedBy, seenBy }: UnusedPath, dockerfile: string): string {
  const notes = [
    ...(inLayer ? ["an earlier layer holds it"] : []),
    ...(namedBy === null ? [] : [`${safe(dockerfile)}:${namedBy} names it`]),
    ...(seenBy === null ? [] : [`RUN in ${safe(dockerfile)}:${seenBy.line} can read it`]),
  ];
  return notes.join("; ");
}

function candidates({ unused: { candidates: all, proven } }: ComparedImage, most: number): string[] {
  if (all.length === 0) return [];
  const rows = all.map(({ path, files, bytes }) => [showBytes(bytes), safe(path), count(files, "file")]);
  const note = proven
    ? "No COPY, ADD or mount names them, and without all of them every instruction still finds what it copies."
    : "No COPY, ADD or mount names them. Whether the build succeeds without all of them is not known.";
  return [note, "A RUN may read them: look before you exclude them.", ...capped(rows, most)];
}

function closing({ limits, failures, dockerfile }: ComparedImage, view: View): string[] {
  return [
    ...failures.map(({ line, message }) =>
      paint(view, "red", `${safe(dockerfile)}:${line}: the build would fail: ${safe(message)}`),
    ),
    ...limits.map((check) => paint(view, check.passed ? "green" : "red", limitWords(check))),
  ];
}

function limitWords({ option, unit, limit, actual, passed }: LimitCheck): string {
  const short = (value: number) => (unit === "bytes" ? showBytes(value) : percent(value));
  const exact = (value: number) => (unit === "bytes" ? `${value} B` : `${+(value * 100).toFixed(6)} %`);
  const show = short(limit) === short(actual) ? exact : short;
  return `${option} ${show(limit)}: ${passed ? "passed" : "failed"} with ${show(actual)}`;
}
