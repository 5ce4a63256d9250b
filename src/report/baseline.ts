import { showBytes } from "../sizes.ts";
import { safe } from "./escape.ts";
import { paint, type View } from "./view.ts";
import { count } from "./words.ts";

/** Result of `ctxcheck baseline`. */
export interface WrittenBaseline {
  readonly file: string;
  /** Number of findings, and of those that the previous baseline did not have. */
  readonly accepted: number;
  readonly added: number;
  /** Findings of the previous baseline that no longer occur. */
  readonly dropped: readonly { readonly rule: string; readonly path: string | null }[];
  readonly sent: { readonly files: number; readonly bytes: number };
  /** Whether the file is sent with the context that it measures. */
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
