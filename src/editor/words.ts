import { type Bytes, toText } from "../bytes.ts";
import { safe } from "../report/escape.ts";
import type { Report } from "../report-model.ts";
import { showBytes } from "../sizes.ts";
import type { LineFacts } from "./facts.ts";

export const count = (number: number, one: string, many: string) => `${number} ${number === 1 ? one : many}`;

/** A name as Markdown shows it as it is: no markup, no link, no control character of its own. */
export const code = (path: string) => `\`${safe(path).replaceAll("`", "'")}\``;

/** What stands behind a pattern in the editor. */
export function patternHint({ files, directories, notScanned }: LineFacts): string {
  const parts = [
    ...(files > 0 ? [count(files, "file", "files")] : []),
    ...(directories > 0 ? [count(directories, "directory", "directories")] : []),
  ];
  return `${parts.join(", ")}${notScanned > 0 ? ` (${notScanned} not scanned)` : ""}`;
}

/** What a hover over a pattern says, as Markdown. */
export function patternHover(facts: LineFacts | undefined, { isException, excluded, said }: Said): string {
  const also = said.length === 0 ? [] : ["", ...said.map((message) => safe(message))];
  if (facts === undefined) return ["Decides about nothing that is here.", ...also].join("\n");
  const all =
    excluded === undefined || isException
      ? ""
      : `, in all ${count(excluded.files, "file", "files")}, ${showBytes(excluded.bytes)}`;
  const verb = isException ? "Re-includes" : "Excludes";
  const paths = facts.paths.map((path) => `- ${code(toText(path))}`);
  return [`${verb} ${patternHint(facts)}${all}:`, "", ...paths, ...also].join("\n");
}

interface Said {
  readonly isException: boolean;
  /** With what lies below excluded directories. */
  readonly excluded: { readonly files: number; readonly bytes: number } | undefined;
  /** What is found about the line: that another overrules it, that builders differ. */
  readonly said: readonly string[];
}

type Instruction = Report["instructions"][number];

/** What stands behind an instruction that copies from the context. */
export const copyHint = ({ files, bytes }: Instruction): string =>
  `${count(files, "file", "files")}, ${showBytes(bytes)}`;

/** What a hover over such an instruction says, as Markdown. */
export function copyHover(row: Instruction, first: readonly Bytes[]): string {
  const all = row.everything ? " (everything that is allowed)" : "";
  return [`Copies ${copyHint(row)}${all}:`, "", ...first.map((path) => `- ${code(toText(path))}`)].join("\n");
}
