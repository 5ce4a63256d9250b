import type { WalkedEntry } from "../../model.ts";
import { commentsInside } from "./comments.ts";
import { byteOrderMarks, lineEndings } from "./encoding.ts";
import type { LintRule, Remark } from "./remark.ts";
import { type Names, rootOnly } from "./root-only.ts";
import { duplicates, misspelled, negationOnly } from "./spelling.ts";
import type { Subject } from "./subject.ts";
import { walkCost } from "./walk-cost.ts";

/** What is to say about an ignore file while its context is walked; all that one walk reports for nothing. */
export interface Analysis {
  entry(entry: WalkedEntry): void;
  /** Whether a file makes a difference, where no exception has a wildcard. */
  concerns(entry: WalkedEntry): boolean;
  /** After the walk, by line. */
  remarks(): Remark[];
}

const ofText = [commentsInside, misspelled, negationOnly, duplicates, byteOrderMarks, lineEndings];

/** What the text says by itself, whatever lies in the tree. */
export const analyseText = (subject: Subject): Remark[] => ofText.flatMap((check) => check(subject));

/** All rules of these remarks; a tree may give more of `backslash-path`. */
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

export function analyse(subject: Subject, names: Names): Analysis {
  const outer = rootOnly(subject, names);
  const parts = [outer, walkCost(subject)];
  return {
    entry: (entry) => {
      for (const part of parts) part.entry(entry);
    },
    concerns: outer.concerns,
    remarks: () => [...analyseText(subject), ...parts.flatMap((part) => part.remarks())].sort(byLine),
  };
}

const byLine = (a: Remark, b: Remark): number => a.line - b.line;
