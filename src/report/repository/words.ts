import { findingsOf } from "../../repository/findings.ts";
import type { BuildReport, RepositoryReport } from "../../repository/model.ts";
import { showBytes } from "../../sizes.ts";
import { safe } from "../escape.ts";
import { count } from "../words.ts";

/** What a row shows about a build: its name, context, Dockerfile, what is sent and allowed, open findings. */
export interface BuildRow {
  readonly name: string;
  readonly context: string;
  readonly dockerfile: string;
  readonly sent: string;
  readonly allowed: string;
  readonly findings: string;
}

export const rowTitles = ["Build", "Context", "Dockerfile", "Sent", "Allowed", "Findings"] as const;

/** Returns escaped cells; if the build was not inspected, "?" for what is not known. */
export function buildRow(build: BuildReport): BuildRow {
  const { name, context, dockerfile, target, report } = build;
  const open = findingsOf(build).filter(({ accepted }) => !accepted).length;
  const stage = target === null ? "" : ` (${target})`;
  const place = {
    name: safe(name),
    context: safe(context === "" ? "." : context),
    dockerfile: safe(`${dockerfile ?? "inline"}${stage}`),
  };
  if (report === null) return { ...place, sent: "?", allowed: "?", findings: open > 0 ? String(open) : "?" };
  return {
    ...place,
    sent: showBytes(report.sent.bytes),
    allowed: showBytes(report.allowed.bytes),
    findings: String(open),
  };
}

/** Returns what all builds send together, what is sent repeatedly, what no build sends. */
export function sumLines({ union, sent, again, unsent, repeated, builds }: RepositoryReport): string[] {
  if (builds.every(({ report }) => report === null)) return [];
  const twice = sent.bytes - union.bytes;
  const most = again.at(-1);
  const [worst] = repeated;
  return [
    `All builds together send ${count(union.files, "file")}, ${showBytes(union.bytes)}.`,
    ...(twice > 0
      ? [
          `One after the other they send ${showBytes(sent.bytes)}: ${showBytes(twice)} again${
            most === undefined || most.builds < 2 ? "" : `, ${count(most.files, "file")} ${most.builds} times`
          }${worst === undefined ? "" : ` (most of it ${safe(worst.path)}, ${showBytes(worst.again)})`}.`,
        ]
      : []),
    ...(unsent.files > 0
      ? [
          `No build sends ${count(unsent.files, "file")}, ${showBytes(unsent.bytes)} that the ignore files let in${
            unsent.directories[0] === undefined ? "" : ` (most of it ${safe(unsent.directories[0].path)})`
          }.`,
        ]
      : []),
  ];
}
