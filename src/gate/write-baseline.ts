import { compareBytes, fromText } from "../bytes.ts";
import type { Report } from "../report-model.ts";
import type { AcceptedFinding, Baseline } from "./baseline.ts";
import { subjectKey } from "./budget-line.ts";

/** Returns the baseline that accepts everything in a report whose fingerprints use this salt. */
export function baselineOf({ sent, allowed, largest, findings, budget }: Report, salt: string): Baseline {
  const figures = [
    ["total", sent],
    ["total (allowed)", allowed],
    ...(budget?.checks ?? []).map(
      ({ subject: kind, name, set, held }) => [subjectKey({ kind, name, set }), held] as const,
    ),
  ] as const;
  return sortedBaseline({
    version: 1,
    salt,
    measured: Object.fromEntries(figures.map(([key, { bytes, files }]) => [key, { bytes, files }] as const)),
    largest: largest.map(({ path, bytes }) => ({ path, bytes })),
    findings: findings.map(({ rule, path, fingerprint }) => ({ rule, path, fingerprint })),
  });
}

/** Sorts a baseline in the order of the file and removes duplicates. */
export function sortedBaseline({ measured, largest, findings, ...rest }: Baseline): Baseline {
  const once = <T>(all: readonly T[]): T[] => [
    ...new Map(all.map((one) => [JSON.stringify(one), one])).values(),
  ];
  return {
    ...rest,
    measured: Object.fromEntries(Object.entries(measured).sort(byKey)),
    largest: once(largest).sort((a, b) => byText(a.path, b.path)),
    findings: once(findings).sort(byPlace),
  };
}

const byText = (a: string, b: string) => compareBytes(fromText(a), fromText(b));
const byKey = (a: readonly [string, unknown], b: readonly [string, unknown]) => byText(a[0], b[0]);

function byPlace(a: AcceptedFinding, b: AcceptedFinding): number {
  return byText(a.rule, b.rule) || byText(a.path ?? "", b.path ?? "") || byText(a.fingerprint, b.fingerprint);
}

/** Formats a baseline with one finding per line, so that diffs are readable. */
export function baselineText({ findings, largest, ...rest }: Baseline): string {
  const rows = (list: readonly object[]) =>
    list.length === 0 ? "[]" : `[\n${list.map((row) => `    ${JSON.stringify(row)}`).join(",\n")}\n  ]`;
  const head = JSON.stringify(rest, null, 2).replace(/\n\}$/, "");
  return `${head},\n  "largest": ${rows(largest)},\n  "findings": ${rows(findings)}\n}\n`;
}
