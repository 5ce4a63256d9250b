import { type Bytes, toText } from "../bytes.ts";
import { safe } from "../report/escape.ts";
import { prose } from "../report/markdown-text.ts";
import type { Report } from "../report-model.ts";
import { showBytes } from "../sizes.ts";
import type { LineFacts, Measured } from "./facts.ts";

export const count = (number: number, one: string, many: string) => `${number} ${number === 1 ? one : many}`;

/** Formats a name so that Markdown shows it verbatim: no markup, no links, no control characters. */
export const code = (path: string) => `\`${safe(path).replaceAll("`", "'")}\``;

/** The same of a sentence: a stranger's `![](https://...)` would be fetched. Editors show no comments, only what they escape. */
export const sentence = (text: string): string =>
  prose(safe(text), (sign) => (/^w/i.test(sign) ? `${sign}\\` : `\\${sign}`));

/** Returns the inlay hint of a pattern; `all` is given if what is excluded was read. */
export function patternHint({ files, directories, notScanned }: LineFacts, all?: Measured): string {
  if (all !== undefined && all.files > 0) return copyHint(all);
  const parts = [
    ...(files > 0 ? [count(files, "file", "files")] : []),
    ...(directories > 0 ? [count(directories, "directory", "directories")] : []),
  ];
  return `${parts.join(", ")}${notScanned > 0 && all === undefined ? ` (${notScanned} not scanned)` : ""}`;
}

/** Returns the hover text of a pattern, as Markdown. */
export function patternHover(
  facts: LineFacts | undefined,
  { isException, all, overruled, said }: Said,
): string {
  const also = [...overruled.map(ruledRow("Overruled by")), ...said.map(sentence)];
  const after = also.length === 0 ? [] : ["", ...also];
  if (facts === undefined) return ["Matches nothing that is here.", ...after].join("\n");
  const sum = facts.directories === 0 && all !== undefined ? copyHint(all) : null;
  const whole = sum ?? `${patternHint(facts)}${all === undefined ? "" : `, in all ${copyHint(all)}`}`;
  const verb = isException ? "Re-includes" : "Excludes";
  const paths = facts.paths.map((path) => `- ${code(toText(path))}`);
  return [`${verb} ${whole}:`, "", ...paths, ...after].join("\n");
}

interface Said {
  readonly isException: boolean;
  /** Includes what excluded directories hold; undefined if that was not read. */
  readonly all: Measured | undefined;
  /** Lines that decide in its place. */
  readonly overruled: readonly Ruled[];
  /** Findings about the line: that it has no effect, that builders differ. */
  readonly said: readonly string[];
}

/** A line of an ignore file, and what it decides among the entries in question. */
export interface Ruled extends Measured {
  /** `file:line`. */
  readonly at: string;
  readonly text: string;
}

const ruledRow =
  (verb: string) =>
  ({ at, text, paths, ...sum }: Ruled): string =>
    `- ${verb} ${sentence(at)} ${code(text)}: ${copyHint(sum)} (${code(toText(paths[0] ?? ""))}${paths.length > 1 ? ", …" : ""})`;

type Instruction = Report["instructions"][number];

/** Returns the inlay hint of an instruction that copies from the context. */
export const copyHint = ({ files, bytes }: Pick<Measured, "files" | "bytes">): string =>
  `${count(files, "file", "files")}, ${showBytes(bytes)}`;

/** Returns the hover text of such an instruction, as Markdown; `excluded`: what the ignore file excludes from it. */
export function copyHover(row: Instruction, first: readonly Bytes[], excluded: readonly Ruled[]): string {
  const all = row.everything ? " (everything that is allowed)" : "";
  const copied = first.map((path) => `- ${code(toText(path))}`);
  const parts = [
    [`Copies ${copyHint(row)}${all}${copied.length > 0 ? ":" : "."}`],
    copied,
    excluded.length > 0 ? [`Excluded from it:`] : [],
    excluded.map(ruledRow("by")),
  ];
  return parts
    .filter((part) => part.length > 0)
    .map((part) => part.join("\n"))
    .join("\n\n");
}
