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
    shortenEnd(safe(text), pathWidth(view, 60)) + (everything ? "  (asks for everything)" : ""),
  ]);
  const byStage = stages.map(({ stage, files, bytes }) => [
    showBytes(bytes),
    share(bytes, sent.bytes),
    count(files, "file"),
    safe(stage),
  ]);
  return [
    ...titled("Asked for by", columns(rows, [0, 1, 2]), view),
    ...(stages.length > 1 ? ["", ...titled("By stage", columns(byStage, [0, 1, 2]), view)] : []),
  ];
}

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
