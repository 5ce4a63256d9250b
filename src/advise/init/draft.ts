import { type Bytes, fromText } from "../../bytes.ts";

export interface DraftLine {
  /** The pattern; empty for a comment without one. */
  readonly text: Bytes;
  /** What it is for: given once for the lines that follow each other. */
  readonly comment?: string;
}

/** The file: each reason above the lines that have it. */
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

/** Shorter than what any reader refuses, and on lines of its own. */
const widest = 200;

function commentText(comment: string): Bytes {
  const lines = comment.split("\n").map((line) => `# ${line.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, "?")}`);
  return lines.map((line) => `${fromText([...line].slice(0, widest).join("").trimEnd())}\n`).join("");
}
