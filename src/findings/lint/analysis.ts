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
  /** Whether what a file is called makes a difference that depends on the Dockerfile, too. */
  concerns(entry: WalkedEntry): boolean;
  readonly cost: ReturnType<typeof walkCost>;
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

/** `before`: of another build by the same patterns that is sent the same; what the walk costs is known of that. */
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
