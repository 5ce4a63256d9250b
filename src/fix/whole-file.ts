import type { Bytes } from "../bytes.ts";
import { endingOf, type LintRule, readText, writeText } from "../findings/lint/remark.ts";

/** Fixes that do not concern a single line. */
export const wholeFile: Readonly<Partial<Record<LintRule, (content: Bytes) => Bytes>>> = {
  bom: (content) => writeText({ ...readText(content), mark: "" }),
  crlf: (content) => sameEndings(content.replace(/([^\r\n])\r(?=[^\r\n])/g, "$1\n")),
};

/** Converts line endings to those of most lines. */
function sameEndings(content: Bytes): Bytes {
  const { mark, lines } = readText(content);
  const usual = endingOf(lines);
  return writeText({
    mark,
    lines: lines.map(({ text, ending }) => ({ text, ending: ending.endsWith("\n") ? usual : ending })),
  });
}
