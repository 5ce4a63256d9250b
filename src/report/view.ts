import { styleText } from "node:util";
import type { Severity } from "../model.ts";

/** How a report may look where it is shown. */
export interface View {
  readonly color: boolean;
  /** Columns at hand; null where there is no limit. */
  readonly width: number | null;
  readonly quiet: boolean;
  readonly verbose: boolean;
  /** Findings are in the order of the file that they are about, not worst first. */
  readonly byPlace?: boolean;
  /** Severities that make the exit code 1. */
  readonly failing: ReadonlySet<Severity>;
}

type Style = "bold" | "dim" | "red" | "yellow" | "green" | "cyan";

export const severityColors = { error: "red", warning: "yellow", info: "cyan" } as const;

export function paint(view: View, style: Style, text: string): string {
  return view.color ? styleText(style, text, { validateStream: false }) : text;
}
