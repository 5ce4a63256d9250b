import type { Amount } from "../model.ts";
import type { InstructionRow, Report } from "../report-model.ts";
import { showBytes } from "../sizes.ts";
import { columns } from "./columns.ts";
import { safe } from "./escape.ts";
import type { View } from "./view.ts";
import { count, pathWidth, share, shortenEnd, titled } from "./words.ts";

/**
 * Renders what each instruction of the Dockerfile requests, each stage if there are several, and what no instruction
 * requests.
 */
export function instructions(report: Report, view: View): string[] {
  const { instructions, sent, dockerfile, stages } = report;
  const rows = instructions.map(({ line, text, files, bytes, everything }) => [
    showBytes(bytes),
    share(bytes, sent.bytes),
    count(files, "file"),
    `${safe(dockerfile ?? "")}:${line}`,
    shortenEnd(safe(text.replace(/\s+/g, " ")), textWidth(view)) + (everything ? "  (everything)" : ""),
  ]);
  const byStage = stages.map(({ stage, final, files, bytes }) => [
    showBytes(bytes),
    share(bytes, sent.bytes),
    count(files, "file"),
    `${safe(stage)}${final ? " (the final image)" : ""}`,
  ]);
  return [
    ...titled("Copied by", columns(rows, [0, 1, 2]), view),
    ...instructions
      .filter(({ everything }) => everything || view.verbose)
      .flatMap((row) => onward(report, row, view)),
    ...(stages.length > 1 ? ["", ...titled("By stage", columns(byStage, [0, 1, 2]), view)] : []),
  ];
}

/** Renders by how much a copy into an intermediate stage exceeds what is used of it. */
function onward({ dockerfile }: Report, { line, onward }: InstructionRow, view: View): string[] {
  if (onward === null || onward.rest.files === 0) return [];
  const { image, named, rest, runs } = onward;
  const row = ({ files, bytes }: Amount, what: string) => [showBytes(bytes), count(files, "file"), what];
  const rows = [
    row(image, "in the final image"),
    ...(named.files > 0 ? [row(named, "copied on or mounted, but not in the final image")] : []),
    row(rest, `not named again: ${usableBy(runs)}`),
  ];
  return ["", ...titled(`Of what ${safe(dockerfile ?? "")}:${line} copies`, columns(rows, [0, 1]), view)];
}

function usableBy(runs: readonly number[]): string {
  if (runs.length === 0) return "nothing uses it";
  const shown = runs.slice(0, 5).join(", ") + (runs.length > 5 ? ", ..." : "");
  return `only RUN in ${runs.length === 1 ? "line" : "lines"} ${shown} can use it`;
}

const mostText = 100;

/** A RUN may be pages long. */
const textWidth = (view: View): number =>
  view.verbose ? Number.POSITIVE_INFINITY : Math.min(mostText, pathWidth(view, 60));

/** Renders what is allowed but not sent, and what is sent in addition. */
export function besides({ unasked, named }: Report): string[] {
  const never =
    unasked === null || unasked.files === 0
      ? []
      : [
          `Never copied: ${count(unasked.files, "file")}, ${showBytes(unasked.bytes)}, allowed by the ignore file, but no instruction copies or mounts them`,
        ];
  return [
    ...never,
    ...named.map(
      ({ name, files, bytes }) =>
        `Sent besides: ${count(files, "file")}, ${showBytes(bytes)}, of the named context ${safe(name)}`,
    ),
  ];
}
