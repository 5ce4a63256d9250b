import type { BaselineReport } from "../gate/baseline.ts";
import type { BudgetCheck } from "../gate/budget.ts";
import type { Report } from "../report-model.ts";
import { showBytes } from "../sizes.ts";
import { columns } from "./columns.ts";
import { safe } from "./escape.ts";
import { paint, type View } from "./view.ts";
import { cutWords } from "./width.ts";
import { count, signedBytes, signedCount, titled } from "./words.ts";

/** Renders each limit with the figure it is compared with; below one that is exceeded, what is largest or grew most. */
export function budgets({ budget }: Report, view: View): string[] {
  const checks = budget?.checks ?? [];
  const rows = columns(
    checks.map((check) => cells(check, view)),
    [1, 2, 3],
  );
  return titled(
    "Budgets",
    rows.flatMap((row, at) => [row, ...(checks[at]?.contributors ?? []).map(contributor)]),
    view,
  );
}

/** For one screen: each limit on one line, as far as there is room. */
export function brokenBudgets({ budget }: Pick<Report, "budget">, view: View): string[] {
  const checks = [...(budget?.checks ?? [])].sort((a, b) => Number(a.passed) - Number(b.passed));
  const rows = columns(
    checks.slice(0, mostChecks).map((check) => cells(check, view)),
    [1, 2, 3],
  );
  const rest = checks.length > mostChecks ? [`and ${checks.length - mostChecks} more`] : [];
  return titled("Budgets", [...rows.map((row) => cutWords(row, view.width)), ...rest], view);
}

const mostChecks = 4;

const cells = (check: BudgetCheck, view: View): string[] => [
  paint(view, check.passed ? "green" : "red", check.passed ? "within" : "exceeded"),
  ...amounts(check),
];

/** Returns the amount, the limit, the share of it, and what is limited. */
export function amounts({ label, actual, limit, share, measure, set }: BudgetCheck): string[] {
  const amount = (value: number) => (measure === "files" ? count(value, "file") : showBytes(value));
  return [
    amount(actual),
    limit === null ? "of ?" : `of ${amount(limit)}`,
    share === null ? "" : `${Math.round(100 * share)} %`,
    `${safe(label)}${set === "allowed" ? " (allowed)" : ""}`,
  ];
}

function contributor({ path, bytes, before }: BudgetCheck["contributors"][number]): string {
  const grew = before === null || before === bytes ? "" : ` (${showBytes(before)} in the baseline)`;
  return `  ${showBytes(bytes)}  ${safe(path)}${grew}`;
}

/** Renders what the baseline accepts, and what it contains that no longer occurs. */
export function baseline({ baseline, sent }: Report, view: View): string[] {
  if (baseline === null) return [];
  const { vanished, sent: before } = baseline;
  const change =
    before === null
      ? []
      : [
          `${signedBytes(sent.bytes - before.bytes)}, ${signedCount(sent.files - before.files, "file")} since it was written`,
        ];
  const reported = vanished
    .slice(0, view.verbose ? undefined : 3)
    .map(({ rule, path }) => `${rule}${path === null ? "" : ` ${safe(path)}`}`);
  const gone =
    vanished.length === 0
      ? []
      : [
          `${vanished.length} no longer found: ${reported.join(", ")}${reported.length < vanished.length ? ", …" : ""} (ctxcheck baseline --update drops them)`,
        ];
  return titled("Baseline", [acceptedWords(baseline), ...change, ...gone], view);
}

export const acceptedWords = ({ file, accepted, fresh }: BaselineReport): string =>
  `${safe(file)}: ${count(accepted, "finding")} accepted, ${fresh} not`;

/** Rules that are turned off are not hidden entirely. */
export function silenced({ silenced }: Report, view: View): string[] {
  if (!view.verbose) return [];
  return titled(
    "Turned off",
    silenced.map(({ rule, findings }) => `${rule}: ${count(findings, "finding")}`),
    view,
  );
}
