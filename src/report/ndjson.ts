import type { Report } from "../report-model.ts";
import { jsonLine } from "./json.ts";

/** Lists of the report that are printed one row per line, with the type of these lines. */
const lists = {
  instructions: "instruction",
  stages: "stage",
  named: "named-context",
  directories: "directory",
  largest: "largest",
  problems: "problem",
  findings: "finding",
} as const satisfies Partial<Record<keyof Report, string>>;

/** Renders the report as lines of JSON: first what is not a list ("report"), then each row with its type. */
export function renderNdjson(report: Report): string {
  const isList = (name: string) => Object.hasOwn(lists, name);
  const whole = Object.fromEntries(Object.entries(report).filter(([name]) => !isList(name)));
  const rows = (Object.keys(lists) as (keyof typeof lists)[]).flatMap((name) =>
    report[name].map((row) => jsonLine({ type: lists[name], ...row })),
  );
  return [jsonLine({ type: "report", ...whole }), ...rows].join("");
}
