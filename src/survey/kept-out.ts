import { toText } from "../bytes.ts";
import type { Pattern } from "../ignore/pattern.ts";
import type { WalkedEntry } from "../model.ts";
import type { KeptOut, KeptOutBy } from "../report-model.ts";

type Count = { files: number; directories: number; bytes: number };

/** Counts what the ignore file excludes, by the pattern that does it. */
export function keptOut(): { entry(entry: WalkedEntry): void; result(): KeptOut } {
  const byPattern = new Map<Pattern, Count>();
  const all = { files: 0, directories: 0, notEntered: 0 };
  return {
    entry: ({ allowed, below, entered, by, excludedBytes, because }) => {
      if (allowed || because === "socket-skipped" || because === "special-skipped") return;
      if (below === undefined) all.files++;
      else all.directories++;
      if (below !== undefined && !entered) all.notEntered++;
      if (by !== null) count(byPattern, by, below !== undefined, excludedBytes);
    },
    result: () => ({ ...all, by: [...byPattern].map(toRow).sort(mostFirst) }),
  };
}

function count(byPattern: Map<Pattern, Count>, by: Pattern, isDirectory: boolean, bytes: number): void {
  const counted = byPattern.get(by) ?? { files: 0, directories: 0, bytes: 0 };
  if (isDirectory) counted.directories++;
  else counted.files++;
  counted.bytes += bytes;
  byPattern.set(by, counted);
}

function toRow([pattern, count]: [Pattern, Count]): KeptOutBy {
  const { file, line, text } = pattern.source;
  return { pattern: toText(text), file, line, ...count };
}

function mostFirst(a: KeptOutBy, b: KeptOutBy): number {
  return b.bytes - a.bytes || b.files + b.directories - (a.files + a.directories) || a.line - b.line;
}
