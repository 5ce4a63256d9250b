import type { Bytes } from "../../bytes.ts";
import { leadingSpace, trimSpace } from "../../ignore/clean.ts";
import type { WalkedEntry } from "../../model.ts";
import { type Edit, endingOf, type LintRule, type Remark, readText } from "./remark.ts";
import { type Names, rootOnly } from "./root-only.ts";
import { duplicates, misspelled, negationOnly } from "./spelling.ts";
import { placeOf, type Subject, written } from "./subject.ts";
import { walkCost } from "./walk-cost.ts";

/** Analysis of an ignore file while its context is walked: all that one walk yields at no extra cost. */
export interface Analysis {
  entry(entry: WalkedEntry): void;
  /** Whether the name of a file matters in a way that also depends on the Dockerfile. */
  concerns(entry: WalkedEntry): boolean;
  readonly cost: ReturnType<typeof walkCost>;
  /** Called after the walk; sorted by line. */
  remarks(): Remark[];
}

const ofText = [commentsInside, misspelled, negationOnly, duplicates, byteOrderMarks, lineEndings];

/** What follows from the text alone, whatever is in the tree. */
export const analyseText = (subject: Subject): Remark[] => ofText.flatMap((check) => check(subject));

/** All rules of these remarks; a tree may add some of `backslash-path`. */
export const textRules: ReadonlySet<LintRule> = new Set([
  "comment-not-at-start",
  "parent-escape",
  "unescaped-operator",
  "class-matches-slash",
  "negation-only-file",
  "duplicate-pattern",
  "bom",
  "crlf",
]);

/** `before`: of another build with the same patterns that is sent the same; its walk cost is reused. */
export function analyse(subject: Subject, names: Names, before?: Analysis): Analysis {
  const outer = rootOnly(subject, names);
  const cost = before?.cost ?? walkCost(subject);
  const hearing = before === undefined ? [outer, cost] : [outer];
  return {
    cost,
    entry: (entry) => {
      for (const part of hearing) part.entry(entry);
    },
    concerns: outer.concerns,
    remarks: () => [...analyseText(subject), ...outer.remarks(), ...cost.remarks()].sort(byLine),
  };
}

const byLine = (a: Remark, b: Remark): number => a.line - b.line;

/** Rule A18: the # of a comment precedes everything else on the line. */
function commentsInside(subject: Subject): Remark[] {
  return written(subject).flatMap((pattern) => {
    const found = check(pattern.source.raw);
    return found === null
      ? []
      : [{ rule: "comment-not-at-start", severity: "warning", ...placeOf(pattern), ...found }];
  });
}

type Found = Pick<Extract<Remark, { rule: "comment-not-at-start" }>, "why"> & { readonly edit: Edit };

function check(raw: Bytes): Found | null {
  const text = raw.slice(leadingSpace(raw));
  if (text.startsWith("#")) return { why: "indented", edit: comment(text, null) };
  if (/^\/\/(?![^\s/])/.test(text)) return { why: "slashes", edit: comment(`#${text.slice(2)}`, null) };
  const at = inlineAt(text);
  if (at === null) return null;
  const words = text.slice(at).replace(/^\/\//, "#");
  const why = text[at] === "#" ? "inline" : "slashes";
  return { why, edit: comment(words, raw.slice(0, raw.length - text.length) + trimSpace(text.slice(0, at))) };
}

/** Returns where ` # ` or ` // ` begins words after a pattern: a name may hold a #, but hardly between blanks. */
function inlineAt(text: Bytes): number | null {
  const found = /[ \t](#|\/\/)(?=[ \t]|$)|[ \t]#(?=\w)/.exec(text);
  return found === null ? null : found.index + 1;
}

/** Moves a comment to its own line, above the pattern it followed. Without a pattern, what is sent stays the same. */
function comment(words: Bytes, pattern: Bytes | null): Edit {
  const alone = pattern === null;
  return { become: alone ? [words] : [words, pattern], keeps: alone, asked: !alone };
}

const bom = "\xef\xbb\xbf";

/** Rules A17, F6: Docker removes one byte order mark, at the very start of the file; buildah removes none. */
function byteOrderMarks({ content }: Subject): Remark[] {
  const { mark, lines } = readText(content);
  const inside = lines.flatMap(({ text }, index): Remark[] => {
    if (!text.startsWith(bom)) return [];
    const edit = { become: [text.slice(bom.length)], keeps: false, asked: true };
    return [{ rule: "bom", severity: "warning", line: index + 1, ...nowhere, why: "inside", edit }];
  });
  // A reader that retains the mark takes a comment for a pattern, and matches a literal pattern only by luck.
  return mark === ""
    ? inside
    : [{ rule: "bom", severity: "info", line: 1, ...nowhere, why: "start" }, ...inside];
}

const nowhere = { column: 1, pattern: "" } as const;

/** Rule A16: a line ends in LF or CR LF. A file with uniform line endings is left alone. */
function lineEndings({ content }: Subject): Remark[] {
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

/** Line endings of another system: the whole file is one line. */
const isBroken = (text: Bytes): boolean => /[^\r]\r[^\r]/.test(text);

function remark(why: "mixed" | "alone", line: number, count: number): Remark {
  return { rule: "crlf", severity: why === "alone" ? "warning" : "info", line, ...nowhere, why, count };
}
