import type { Bytes } from "../../bytes.ts";
import type { Edit } from "./remark.ts";

const bom = "\xef\xbb\xbf";

/** A line of an ignore file with what ends it: "\n", "\r\n" or, at the end of the file, nothing. */
export interface Line {
  readonly text: Bytes;
  readonly ending: Bytes;
}

export interface IgnoreText {
  /** The byte order mark in front, or "". */
  readonly mark: Bytes;
  readonly lines: readonly Line[];
}

export function readText(content: Bytes): IgnoreText {
  const mark = content.startsWith(bom) ? bom : "";
  const pieces = content.slice(mark.length).split("\n");
  const lines = pieces.map((piece, index): Line => {
    const last = index === pieces.length - 1;
    if (!piece.endsWith("\r")) return { text: piece, ending: last ? "" : "\n" };
    return { text: piece.slice(0, -1), ending: last ? "\r" : "\r\n" };
  });
  return { mark, lines: lines.filter(({ text, ending }) => text + ending !== "") };
}

export const writeText = ({ mark, lines }: IgnoreText): Bytes =>
  mark + lines.map(({ text, ending }) => text + ending).join("");

/** The text with edits made, by 1-based line; every other byte stays as it is. */
export function editText(content: Bytes, edits: ReadonlyMap<number, Pick<Edit, "become">>): Bytes {
  const { mark, lines } = readText(content);
  const edited = lines.flatMap((line, index): Line[] => {
    const edit = edits.get(index + 1);
    return edit === undefined ? [line] : replaced(line, edit.become, endingOf(lines));
  });
  return writeText({ mark, lines: edited });
}

/** A file that ends without a line break goes on doing so. */
function replaced({ ending }: Line, become: readonly Bytes[], usual: Bytes): Line[] {
  const between = ending === "" ? usual : ending;
  return become.map((text, index) => ({ text, ending: index === become.length - 1 ? ending : between }));
}

/** What ends most of the lines. */
export function endingOf(lines: readonly Line[]): "\n" | "\r\n" {
  const crlf = lines.filter(({ ending }) => ending === "\r\n").length;
  const lf = lines.filter(({ ending }) => ending === "\n").length;
  return crlf > lf ? "\r\n" : "\n";
}
