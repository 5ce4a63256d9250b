import { showBytes } from "../sizes.ts";
import type { Baseline } from "./baseline.ts";
import type { Budget, BudgetCheck, Contributor } from "./budget.ts";
import { type BudgetLine, subjectKey } from "./budget-line.ts";

export interface Measured {
  readonly bytes: number;
  readonly files: number;
  /** Largest first. */
  readonly largest: readonly { readonly path: string; readonly bytes: number }[];
  /** False if the Dockerfile has no such instruction or stage that requests the context. */
  readonly isThere: boolean;
}

/** Checks all limits; null if there are none. `measured`: keyed by `subjectKey`. */
export function checkBudgets(
  lines: readonly BudgetLine[],
  measured: ReadonlyMap<string, Measured>,
  baseline: Baseline | null,
): Budget | null {
  if (lines.length === 0) return null;
  const checks = lines.map((line) =>
    check(line, measured.get(subjectKey(line.subject)) ?? nothing, baseline),
  );
  const atMost = (label: string) => lines.find((line) => line.label === label)?.limit ?? null;
  return {
    maxBytes: atMost("--max-size"),
    maxFiles: atMost("--max-files"),
    maxFileSize: atMost("--max-file-size"),
    passed: checks.every(({ passed }) => passed),
    exceeded: checks.flatMap(({ problem }) => problem ?? []),
    checks,
  };
}

const nothing: Measured = { bytes: 0, files: 0, largest: [], isThere: false };

function check(line: BudgetLine, measured: Measured, baseline: Baseline | null): BudgetCheck {
  const { subject, measure, label, growth } = line;
  const base = baselineFigure(line, baseline);
  const limit = limitOf(line, base);
  const actual = measure === "file-bytes" ? (measured.largest[0]?.bytes ?? 0) : measured[measure];
  const passed = measured.isThere && limit !== null && actual <= limit;
  const figures = { limit, actual, base };
  return {
    label,
    subject: subject.kind,
    name: subject.name,
    set: subject.set,
    measure,
    growth: growth?.text ?? null,
    ...figures,
    held: { bytes: measured.bytes, files: measured.files },
    share: limit === null || limit === 0 ? null : actual / limit,
    passed,
    problem: passed ? null : problemOf(line, figures, measured),
    contributors: passed ? [] : contributors(measured, baseline),
  };
}

function baselineFigure({ subject, measure, growth }: BudgetLine, baseline: Baseline | null): number | null {
  if (growth === null || measure === "file-bytes") return null;
  return baseline?.measured[subjectKey(subject)]?.[measure] ?? null;
}

function limitOf({ limit, growth }: BudgetLine, base: number | null): number | null {
  if (growth === null) return limit;
  return base === null ? null : Math.floor(base * (1 + growth.percent / 100)) + growth.amount;
}

interface Figures {
  readonly limit: number | null;
  readonly actual: number;
  readonly base: number | null;
}

/** Returns why a limit fails. One that covers nothing, or has nothing to compare with, must not appear to be met. */
function problemOf(line: BudgetLine, { limit, actual, base }: Figures, measured: Measured): string {
  const { subject, measure, label, growth } = line;
  if (!measured.isThere) return `${label}: ${notThere(subject)}, so it guards nothing`;
  if (limit === null)
    return `${label}: the baseline has no figure to compare with (write it with ctxcheck baseline --update, and name it with --baseline)`;
  const about = aboutWords(subject);
  const on = growth === null ? "" : `, ${growth.text} on the baseline's ${amountOf(base ?? 0, measure)}`;
  const where = label.startsWith("--") ? label : "budget";
  if (measure === "file-bytes")
    return `${measured.largest[0]?.path} is ${showBytes(actual)}, over the limit of ${showBytes(limit)} for one file (${where})`;
  const over = amountOf(actual - limit, measure);
  return `${about}${amountOf(actual, measure)} are ${subject.set}, ${over} over the limit of ${measure === "files" ? limit : showBytes(limit)}${on} (${where})`;
}

function aboutWords({ kind, name }: BudgetLine["subject"]): string {
  if (kind === "total") return "";
  if (kind === "builds") return name === "union" ? "all builds, each file once: " : "all builds together: ";
  return `${kind === "path" ? "" : `${kind} `}${name}: `;
}

function notThere({ kind, name }: BudgetLine["subject"]): string {
  if (kind === "builds") return "it is about all builds (--all)";
  if (kind === "build") return `no build "${name}" is inspected (--all, --build)`;
  return `no ${kind} "${name}" copies or mounts anything of the context`;
}

const amountOf = (amount: number, measure: BudgetLine["measure"]): string =>
  measure === "files" ? `${amount} ${amount === 1 ? "file" : "files"}` : showBytes(amount);

const mostContributors = 5;

/** Returns the files that grew most, as far as the baseline records them, else the largest. */
function contributors({ largest }: Measured, baseline: Baseline | null): Contributor[] {
  const before = new Map(baseline?.largest.map(({ path, bytes }) => [path, bytes]));
  const rows = largest.map(({ path, bytes }) => ({ path, bytes, before: before.get(path) ?? null }));
  const least = baseline === null ? 0 : leastKnown(baseline);
  const grew = baseline === null ? rows : rows.filter((row) => row.bytes > (row.before ?? least));
  const reported =
    grew.length > 0 ? grew.sort((a, b) => b.bytes - (b.before ?? 0) - a.bytes + (a.before ?? 0)) : rows;
  return reported.slice(0, mostContributors);
}

/** A file missing from the baseline's list was no larger than the smallest one on it. */
const leastKnown = ({ largest }: Baseline): number =>
  largest.length < 10 ? 0 : largest.reduce((least, { bytes }) => Math.min(least, bytes), Infinity);
