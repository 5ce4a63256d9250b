import { styleText } from "node:util";

/** How a report may look where it is shown. */
export interface View {
  readonly color: boolean;
  /** Columns at hand; null where there is no limit. */
  readonly width: number | null;
  readonly quiet: boolean;
  readonly verbose: boolean;
}

type Style = "bold" | "dim" | "red" | "yellow" | "green" | "cyan";

export function paint(view: View, style: Style, text: string): string {
  return view.color ? styleText(style, text, { validateStream: false }) : text;
}
