import type { Report } from "../report-model.ts";
import { showBytes } from "../sizes.ts";
import { columns } from "./columns.ts";
import { count } from "./count.ts";
import { safe } from "./escape.ts";
import { pathWidth, share, shortenEnd } from "./shares.ts";
import { titled } from "./titled.ts";
import type { View } from "./view.ts";

/** What each instruction of the Dockerfile asks for, each stage where there are several, and what nobody asks for. */
export function instructions(report: Report, view: View): string[] {
  const { instructions, sent, dockerfile, stages } = report;
  const rows = instructions.map(({ line, text, files, bytes, everything }) => [
    showBytes(bytes),
    share(bytes, sent.bytes),
    count(files, "file"),
    `${safe(dockerfile ?? "")}:${line}`,
    shortenEnd(safe(text.replace(/\s+/g, " ")), textWidth(view)) +
      (everything ? "  (asks for everything)" : ""),
  ]);
  const byStage = stages.map(({ stage, final, files, bytes }) => [
    showBytes(bytes),
    share(bytes, sent.bytes),
    count(files, "file"),
    `${safe(stage)}${final ? " (the final image)" : ""}`,
  ]);
  return [
    ...titled("Asked for by", columns(rows, [0, 1, 2]), view),
    ...(stages.length > 1 ? ["", ...titled("By stage", columns(byStage, [0, 1, 2]), view)] : []),
  ];
}

const mostText = 100;

/** A RUN may be pages long. */
const textWidth = (view: View): number =>
  view.verbose ? Number.POSITIVE_INFINITY : Math.min(mostText, pathWidth(view, 60));

/** What is allowed and not sent, and what is sent besides. */
export function besides({ unasked, named }: Report): string[] {
  const never =
    unasked === null || unasked.files === 0
      ? []
      : [
          `Never asked for: ${count(unasked.files, "file")}, ${showBytes(unasked.bytes)}, allowed by the ignore file, but no instruction takes them`,
        ];
  return [
    ...never,
    ...named.map(
      ({ name, files, bytes }) =>
        `Sent besides: ${count(files, "file")}, ${showBytes(bytes)}, of the named context ${safe(name)}`,
    ),
  ];
}
