import type { Bytes } from "../../bytes.ts";
import { endingOf, readText } from "./lines.ts";
import type { Remark } from "./remark.ts";
import type { Subject } from "./subject.ts";

const bom = "\xef\xbb\xbf";

/** Rules A17, F6: Docker takes one byte order mark away, at the very start of the file; buildah takes none away. */
export function byteOrderMarks({ content }: Subject): Remark[] {
  const { mark, lines } = readText(content);
  const inside = lines.flatMap(({ text }, index): Remark[] => {
    if (!text.startsWith(bom)) return [];
    const edit = { become: [text.slice(bom.length)], keeps: false, asked: true };
    return [{ rule: "bom", severity: "warning", line: index + 1, ...nowhere, why: "inside", edit }];
  });
  // A comment is what a reader that keeps the mark takes for a pattern; a literal pattern works by luck.
  return mark === ""
    ? inside
    : [{ rule: "bom", severity: "info", line: 1, ...nowhere, why: "start" }, ...inside];
}

const nowhere = { column: 1, pattern: "" } as const;

/** Rule A16: a line ends in LF, or CR LF. A file that always has the same is left alone. */
export function lineEndings({ content }: Subject): Remark[] {
  const { lines } = readText(content);
  const usual = endingOf(lines);
  const others = lines.flatMap(({ ending }, index) => (isOther(ending, usual) ? [index + 1] : []));
  const alone = lines.findIndex(({ text }) => isBroken(text));
  const [mixed] = others;
  return [
    ...(mixed === undefined ? [] : [remark("mixed", mixed, others.length)]),
    ...(alone < 0 ? [] : [remark("alone", alone + 1, 1)]),
  ];
}

const isOther = (ending: Bytes, usual: Bytes): boolean => ending.endsWith("\n") && ending !== usual;

/** The line of another system: everything in one. */
const isBroken = (text: Bytes): boolean => /[^\r]\r[^\r]/.test(text);

function remark(why: "mixed" | "alone", line: number, count: number): Remark {
  return { rule: "crlf", severity: why === "alone" ? "warning" : "info", line, ...nowhere, why, count };
}
