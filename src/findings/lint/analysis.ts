import type { WalkedEntry } from "../../model.ts";
import { commentsInside } from "./comments.ts";
import { byteOrderMarks, lineEndings } from "./encoding.ts";
import type { Remark } from "./remark.ts";
import { type Names, rootOnly } from "./root-only.ts";
import { duplicates, misspelled, negationOnly } from "./spelling.ts";
import type { Subject } from "./subject.ts";
import { walkCost } from "./walk-cost.ts";

/** What is to say about an ignore file while its context is walked; all that one walk reports for nothing. */
export interface Analysis {
  entry(entry: WalkedEntry): void;
  /** After the walk, by line. */
  remarks(): Remark[];
}

const ofText = [commentsInside, misspelled, negationOnly, duplicates, byteOrderMarks, lineEndings];

export function analyse(subject: Subject, names: Names): Analysis {
  const parts = [rootOnly(subject, names), walkCost(subject)];
  return {
    entry: (entry) => {
      for (const part of parts) part.entry(entry);
    },
    remarks: () =>
      [...ofText.flatMap((check) => check(subject)), ...parts.flatMap((part) => part.remarks())].sort(byLine),
  };
}

const byLine = (a: Remark, b: Remark): number => a.line - b.line;
