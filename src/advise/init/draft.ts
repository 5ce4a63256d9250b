import { type Bytes, fromText } from "../../bytes.ts";

export interface DraftLine {
  /** The pattern; empty for a standalone comment. */
  readonly text: Bytes;
  /** Its purpose, written once for consecutive lines. */
  readonly comment?: string;
}

/** Formats the file, with each comment above the lines that share it. */
export function textOf(lines: readonly DraftLine[]): Bytes {
  let before: string | undefined;
  let text = "";
  for (const line of lines) {
    if (line.comment !== undefined && line.comment !== before) {
      text += `${text === "" ? "" : "\n"}${commentText(line.comment)}`;
    }
    before = line.comment;
    if (line.text !== "") text += `${line.text}\n`;
  }
  return text;
}

/** Characters per comment line: fewer than any reader's limit. */
const widest = 200;

function commentText(comment: string): Bytes {
  const lines = comment.split("\n").map((line) => `# ${line.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, "?")}`);
  return lines.map((line) => `${fromText([...line].slice(0, widest).join("").trimEnd())}\n`).join("");
}
