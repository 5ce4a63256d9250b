import type { Learned } from "./suggest.ts";

/** Less than this share of what is sent, or fewer bytes, is no step. */
const share = 0.01;
const fewest = 10_000;
const mostTried = 8;

/** What is large enough to look for a step in it. */
export interface Shrinkable extends Omit<Learned, "known"> {
  /** In bytes: a step that saves less is none. */
  readonly least: number;
}

/** Null where nothing is: a clean context costs nothing, not even the loading of what looks for steps. */
export function shrinkable({ measured, litters, findings }: Omit<Learned, "known">): Shrinkable | null {
  if (measured.sent.bytes === 0) return null;
  const least = Math.max(fewest, share * measured.sent.bytes);
  const found = litters.found
    .filter(({ sent }) => (sent?.bytes ?? 0) >= least)
    .sort((a, b) => (b.sent?.bytes ?? 0) - (a.sent?.bytes ?? 0))
    .slice(0, mostTried);
  const large = findings
    .filter(({ rule }) => rule === "large-file" || rule === "large-directory")
    .slice(0, mostTried);
  if (found.length + large.length === 0) return null;
  return { measured, litters: { ...litters, found }, findings: large, least };
}
