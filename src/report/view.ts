import { styleText } from "node:util";
import type { Severity } from "../model.ts";
import type { Report } from "../report-model.ts";
import type { RepositoryReport } from "../repository/model.ts";

/** What the place where a report is shown allows. */
export interface View {
  readonly color: boolean;
  /** Columns available; null if there is no limit. */
  readonly width: number | null;
  readonly quiet: boolean;
  readonly verbose: boolean;
  /** Whether findings are in the order of the file that they are about, not worst first. */
  readonly byPlace?: boolean;
  /** Severities that cause exit code 1. */
  readonly failing: ReadonlySet<Severity>;
}

type Style = "bold" | "dim" | "red" | "yellow" | "green" | "cyan";

export const severityColors = { error: "red", warning: "yellow", info: "cyan" } as const;

export function paint(view: View, style: Style, text: string): string {
  return view.color ? styleText(style, text, { validateStream: false }) : text;
}

/** Whether a report causes exit code 1. */
export function fails(
  { findings, budget }: Pick<Report, "findings" | "budget">,
  { failing }: Pick<View, "failing">,
): boolean {
  return (
    budget?.passed === false || findings.some(({ severity, accepted }) => !accepted && failing.has(severity))
  );
}

/** The same for several builds: one of them fails, or a budget for all together. */
export const repositoryFails = ({ builds, budget }: RepositoryReport, view: Pick<View, "failing">): boolean =>
  budget?.passed === false ||
  builds.some(({ report, findings }) => fails(report ?? { findings, budget: null }, view));
