import type { Bytes } from "../../bytes.ts";
import type { Severity } from "../../model.ts";

/** Replacement for one line of an ignore file. */
export interface Edit {
  /** The lines, without line endings; an empty list deletes the line. */
  readonly become: readonly Bytes[];
  /** 1-based line after which they go; by default they stay in place. */
  readonly behind?: number;
  /** Alternative with more lines, if a builder needs both. */
  readonly otherwise?: readonly Bytes[];
  /** Whether what is sent stays the same. */
  readonly keeps: boolean;
  /** Only the author knows whether it is intended: applied only if its rule is named. */
  readonly asked: boolean;
}

interface Base {
  readonly severity: Severity;
  /** 1-based line of the ignore file. */
  readonly line: number;
  /** 1-based, in characters: where the pattern begins. */
  readonly column: number;
  /**
   * The pattern as the builder reads it, with a leading `!` for an exception; "" if the remark is not about a pattern.
   */
  readonly pattern: Bytes;
  readonly edit?: Edit;
  /** Files and bytes concerned. */
  readonly files?: number;
  readonly bytes?: number;
}

/** Another line of the ignore file. */
export interface OtherLine {
  readonly line: number;
  readonly pattern: Bytes;
}

/** A remark on a line of an ignore file, as data. docs/rules.md describes each. */
export type Remark = Base &
  (
    | {
        readonly rule: "root-only-pattern";
        readonly files: number;
        readonly bytes: number;
        /** Number of entries of that name that are sent from below, and the first of them. */
        readonly count: number;
        readonly paths: readonly Bytes[];
      }
    | { readonly rule: "unused-pattern" }
    | { readonly rule: "shadowed-pattern" | "duplicate-pattern"; readonly other: OtherLine }
    | {
        readonly rule: "exception-never-applies";
        readonly why: "order" | "not-excluded" | "nothing" | "not-entered";
        /** The later line that excludes it. */
        readonly other: OtherLine | null;
      }
    | { readonly rule: "negation-only-file"; readonly count: number }
    | { readonly rule: "comment-not-at-start"; readonly why: "indented" | "inline" | "slashes" }
    | { readonly rule: "trailing-slash-means-nothing"; readonly example: Bytes }
    | { readonly rule: "parent-escape" }
    | { readonly rule: "backslash-path" }
    | { readonly rule: "case-differs"; readonly actual: Bytes }
    | { readonly rule: "bom"; readonly why: "start" | "inside" }
    | { readonly rule: "crlf"; readonly why: "mixed" | "alone"; readonly count: number }
    | { readonly rule: "bad-pattern"; readonly problem: string; readonly refused: boolean }
    | { readonly rule: "unescaped-operator"; readonly why: "braces" | "operator"; readonly operators: string }
    | { readonly rule: "class-matches-slash"; readonly found: Bytes }
    | {
        readonly rule: "not-portable";
        readonly reason: string;
        readonly count: number;
        readonly paths: readonly Bytes[];
        readonly portable: readonly string[] | null;
      }
    | { readonly rule: "walk-cost"; readonly directories: number; readonly entries: number }
  );

export type LintRule = Remark["rule"];

const bom = "\xef\xbb\xbf";

/** A line of an ignore file with its ending: "\n", "\r\n" or, at the end of the file, nothing. */
interface Line {
  readonly text: Bytes;
  readonly ending: Bytes;
}

interface IgnoreText {
  /** The leading byte order mark, or "". */
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

/** Applies edits by 1-based line; every other byte stays as it is. */
export function editText(content: Bytes, edits: ReadonlyMap<number, Pick<Edit, "become">>): Bytes {
  const { mark, lines } = readText(content);
  const edited = lines.flatMap((line, index): Line[] => {
    const edit = edits.get(index + 1);
    return edit === undefined ? [line] : replaced(line, edit.become, endingOf(lines));
  });
  return writeText({ mark, lines: edited });
}

/** A file that ends without a line break still does. */
function replaced({ ending }: Line, become: readonly Bytes[], usual: Bytes): Line[] {
  const between = ending === "" ? usual : ending;
  return become.map((text, index) => ({ text, ending: index === become.length - 1 ? ending : between }));
}

/** Returns the most frequent line ending. */
export function endingOf(lines: readonly Line[]): "\n" | "\r\n" {
  const crlf = lines.filter(({ ending }) => ending === "\r\n").length;
  const lf = lines.filter(({ ending }) => ending === "\n").length;
  return crlf > lf ? "\r\n" : "\n";
}
