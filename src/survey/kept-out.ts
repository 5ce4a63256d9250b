import { toText } from "../bytes.ts";
import type { WalkedEntry } from "../model.ts";
import type { KeptOut, KeptOutBy } from "../report-model.ts";
import { addKept, type Below, joinKept, type Kept, nothingKept } from "./below.ts";

/** Counts what the ignore file excludes, by the pattern that does it. */
export function keptOut(): {
  entry(entry: WalkedEntry): void;
  passes(below: Below): void;
  result(): KeptOut;
} {
  const all = nothingKept();
  return {
    entry: (entry) => addKept(all, entry),
    passes: ({ kept }) => joinKept(all, kept),
    result: () => {
      const { byPattern, ...counts } = all;
      return { ...counts, by: [...byPattern].map(toRow).sort(mostFirst) };
    },
  };
}

type Entry = Kept["byPattern"] extends Map<infer P, infer C> ? [P, C] : never;

function toRow([pattern, count]: Entry): KeptOutBy {
  const { file, line, text } = pattern.source;
  return { pattern: toText(text), file, line, ...count };
}

function mostFirst(a: KeptOutBy, b: KeptOutBy): number {
  return b.bytes - a.bytes || b.files + b.directories - (a.files + a.directories) || a.line - b.line;
}
