import { showBytes } from "../sizes.ts";
import { safe } from "./escape.ts";
import { paint, type View } from "./view.ts";
import { count } from "./words.ts";

/** What `ctxcheck baseline` wrote. */
export interface WrittenBaseline {
  readonly file: string;
  /** Findings, and those of them that the baseline before did not have. */
  readonly accepted: number;
  readonly added: number;
  /** Findings of the baseline before that are found no more. */
  readonly dropped: readonly { readonly rule: string; readonly path: string | null }[];
  readonly sent: { readonly files: number; readonly bytes: number };
  /** The file is in the context that it measures. */
  readonly isSent: boolean;
}

export function renderBaseline(written: WrittenBaseline, view: View): string {
  const { file, accepted, added, dropped, sent, isSent } = written;
  const lines = [
    `${paint(view, "bold", safe(file))}: ${count(accepted, "finding")} accepted, ${added} of them new; ${count(sent.files, "file")}, ${showBytes(sent.bytes)} are sent`,
    ...dropped.map(({ rule, path }) => `  no longer found: ${rule}${path === null ? "" : ` ${safe(path)}`}`),
    ...(isSent
      ? [
          paint(
            view,
            "yellow",
            `It is sent to the builder itself: add its name to the ignore file, then --update.`,
          ),
        ]
      : []),
  ];
  return `${lines.join("\n")}\n`;
}
